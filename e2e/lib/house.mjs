// What every journey needs: a program that serves, a browser, and windows of people who are signed in.

import { after, before } from 'node:test';
import { launch, openWindow } from './browser.mjs';
import { startDemo } from './server.mjs';
import { person, signIn } from './signin.mjs';

/**
 * Opens a house for the tests of one file; it is there when the first test runs and gone after the last.
 * `start` makes what it serves: the demonstration, or `startOffice` for an empty one.
 */
export function openHouse(start = startDemo) {
  const house = {
    /** A window of nobody. */
    stranger: (options) => openWindow(house.browser, house.demo.url, options),
    /** A window in which a user is signed in. */
    window: async (user, options) => {
      const window = await house.stranger(options);
      await signIn(window.page, person(house.demo, user));
      return window;
    },
  };
  before(async () => {
    [house.demo, house.browser] = await Promise.all([start(), launch()]);
  });
  after(async () => {
    await house.browser?.close();
    await house.demo?.stop();
  });
  return house;
}
