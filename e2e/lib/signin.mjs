// Signing in as a person would: by the labels on the page.

import { createHmac } from 'node:crypto';

/** The sign-in of a user name. */
export function person(demo, user) {
  const found = demo.signIns.find((signIn) => signIn.user === user);
  if (!found) throw new Error(`there is no '${user}', only ${demo.signIns.map((signIn) => signIn.user).join(', ')}`);
  return found;
}

/** Signs in and waits for the home page. Who needs a second factor sets it up the first time, and then uses recovery codes. */
export async function signIn(page, who) {
  await page.goto('/sign-in');
  // A required field's label ends with a star.
  await page.getByLabel(/^用户名/).fill(who.user);
  await page.getByLabel(/^密码/).fill(who.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL((url) => ['/', '/account/second', '/sign-in/second'].includes(url.pathname));
  const { pathname } = new URL(page.url());
  if (pathname === '/account/second') await setUp(page, who);
  if (pathname === '/sign-in/second') {
    await page.getByLabel(/^动态码/).fill(who.recovery.shift());
    await page.getByRole('button', { name: '登录', exact: true }).click();
  }
  await page.waitForURL((url) => url.pathname === '/');
}

async function setUp(page, who) {
  await page.getByRole('button', { name: '使用手机验证器' }).click();
  const secret = await page.locator('main code').innerText();
  await page.getByLabel(/^动态码/).fill(totp(secret));
  await page.getByRole('button', { name: '启用' }).click();
  await page.getByRole('link', { name: '已抄好，继续工作' }).waitFor();
  who.recovery = await page.locator('.codes code').allInnerTexts();
  await page.getByRole('link', { name: '已抄好，继续工作' }).click();
}

/** What an authenticator app shows now for a secret in base 32: RFC 6238. */
export function totp(secret) {
  const bits = [...secret.replace(/\s/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
