// From the sign-in page to the home page, and what must not work.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, NARROW, openWindow, WIDE } from '../lib/browser.mjs';
import { assertAccessible, assertFits, assertQuiet } from '../lib/look.mjs';
import { startDemo } from '../lib/server.mjs';
import { signIn } from '../lib/signin.mjs';

let demo;
let browser;

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launch()]);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

for (const [name, size] of [['a desk', WIDE], ['a phone', NARROW]]) {
  test(`a person signs in and sees the home page on ${name}`, async () => {
    const window = await openWindow(browser, demo.url, { size });
    await window.page.goto('/sign-in');
    await assertAccessible(window.page, '/sign-in');
    await assertFits(window.page, '/sign-in');
    assert.match(await window.page.locator('body').innerText(), /本系统为非涉密系统/);
    await signIn(window.page, demo.signIns[0]);
    assert.equal(await window.page.locator('h1').count(), 1);
    await assertAccessible(window.page, '/');
    await assertFits(window.page, '/');
    assertQuiet(window, 'sign-in to home');
    await window.context.close();
  });
}

test('signing in works without script', async () => {
  const window = await openWindow(browser, demo.url, { script: false });
  await signIn(window.page, demo.signIns[0]);
  assert.equal(await window.page.locator('h1').count(), 1);
  await window.context.close();
});

test('a wrong password is told in a sentence, keeps the name and clears the password', async () => {
  const window = await openWindow(browser, demo.url);
  await window.page.goto('/sign-in');
  await window.page.getByLabel('用户名').fill(demo.signIns[0].user);
  await window.page.getByLabel('密码', { exact: true }).fill('wrong-password');
  await window.page.getByRole('button', { name: '登录' }).click();
  await window.page.getByRole('alert').waitFor();
  assert.equal(await window.page.getByLabel('用户名').inputValue(), demo.signIns[0].user);
  assert.equal(await window.page.getByLabel('密码', { exact: true }).inputValue(), '');
  await assertAccessible(window.page, '/sign-in after a wrong password');
  await window.context.close();
});

test('nobody sees the home page before signing in', async () => {
  const window = await openWindow(browser, demo.url);
  await window.page.goto('/');
  assert.equal(new URL(window.page.url()).pathname, '/sign-in');
  await window.context.close();
});
