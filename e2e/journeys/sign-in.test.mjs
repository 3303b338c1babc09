// From the sign-in page to the home page, and what must not work.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NARROW, WIDE } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { assertAccessible, assertFits, assertQuiet } from '../lib/look.mjs';
import { person, signIn } from '../lib/signin.mjs';

const house = openHouse();

for (const [name, size] of [['a desk', WIDE], ['a phone', NARROW]]) {
  test(`a person signs in and sees the home page on ${name}`, async () => {
    const { context, page, faults } = await house.stranger({ size });
    await page.goto('/sign-in');
    await assertAccessible(page, '/sign-in');
    await assertFits(page, '/sign-in');
    assert.match(await page.locator('body').innerText(), /本系统为非涉密系统/);
    await signIn(page, person(house.demo, 'zhouming'));
    assert.equal(await page.locator('h1').count(), 1);
    await assertAccessible(page, '/');
    await assertFits(page, '/');
    assertQuiet({ faults }, 'sign-in to home');
    await context.close();
  });
}

test('signing in works without script', async () => {
  const { context, page } = await house.window('zhouming', { script: false });
  assert.equal(await page.locator('h1').count(), 1);
  await context.close();
});

test('a person signs in with the keyboard alone', async () => {
  const { context, page } = await house.stranger();
  await page.goto('/sign-in');
  const { user, password } = person(house.demo, 'zhouming');
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name') ?? '');
  for (let step = 0; step < 12 && (await focused()) !== 'user'; step += 1) await page.keyboard.press('Tab');
  assert.equal(await focused(), 'user', 'the tab key reaches the user name');
  await page.keyboard.type(user);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname === '/');
  await page.keyboard.press('Tab');
  assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY', 'something has the focus');
  await context.close();
});

test('a wrong password is told in a sentence, keeps the name and clears the password', async () => {
  const { context, page } = await house.stranger();
  await page.goto('/sign-in');
  await page.getByLabel(/^用户名/).fill('zhouming');
  await page.getByLabel(/^密码/).fill('wrong-password');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel(/^用户名/).inputValue(), 'zhouming');
  assert.equal(await page.getByLabel(/^密码/).inputValue(), '');
  await assertAccessible(page, '/sign-in after a wrong password');
  await context.close();
});

test('nobody sees a page before signing in, and is led back to it afterwards', async () => {
  const { context, page } = await house.stranger();
  await page.goto('/journal');
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  const { user, password } = person(house.demo, 'zhouming');
  await page.getByLabel(/^用户名/).fill(user);
  await page.getByLabel(/^密码/).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL((url) => url.pathname === '/journal');
  await context.close();
});

test('after signing out the session is gone', async () => {
  const { context, page } = await house.window('zhouming');
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.waitForURL((url) => url.pathname === '/sign-in');
  await page.goto('/');
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  await context.close();
});
