// What every journey needs: a demonstration, a browser, and windows of people who are signed in.

import { after, before } from 'node:test';
import { launch, openWindow } from './browser.mjs';
import { startDemo } from './server.mjs';
import { person, signIn } from './signin.mjs';

/** Opens a house for the tests of one file; it is there when the first test runs and gone after the last. */
export function openHouse() {
  const house = {
    /** A window of nobody. */
    stranger: (options) => openWindow(house.browser, house.demo.url, options),
    /** A window in which a user of the demonstration is signed in. */
    window: async (user, options) => {
      const window = await house.stranger(options);
      await signIn(window.page, person(house.demo, user));
      return window;
    },
  };
  before(async () => {
    [house.demo, house.browser] = await Promise.all([startDemo(), launch()]);
  });
  after(async () => {
    await house.browser?.close();
    await house.demo?.stop();
  });
  return house;
}
