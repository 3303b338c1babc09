// Single sign-on against a real provider: bound by the person, used to sign in, and refused where it must be.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, test } from 'node:test';
import { openHouse } from '../lib/house.mjs';
import { assertAccessible, assertFits } from '../lib/look.mjs';
import { CLIENT, startProvider } from '../lib/provider.mjs';
import { freePort, startOffice } from '../lib/server.mjs';
import { person, signIn } from '../lib/signin.mjs';

let provider;
const house = openHouse(() =>
  startOffice(async (url) => {
    provider = await startProvider(await freePort(), `${url}/sign-in/provider/back`);
    return {
      YIPANQI_PUBLIC_URL: url,
      YIPANQI_OUTGOING__ALLOW: '["127.0.0.1"]',
      YIPANQI_OIDC__ISSUER: provider.issuer,
      YIPANQI_OIDC__CLIENT_ID: CLIENT.client_id,
      YIPANQI_OIDC_CLIENT_SECRET: CLIENT.client_secret,
      YIPANQI_OIDC__LABEL: '政务统一认证',
    };
  }),
);
after(() => provider?.stop());

/** A window that asks nobody but the two: the provider's pages name a font of the Internet. */
async function stranger() {
  const window = await house.stranger();
  await window.context.route(/googleapis/, (route) => route.abort());
  return window;
}

/** On the provider's own pages. */
async function signInThere(page, login) {
  await page.waitForURL((url) => url.href.startsWith(provider.issuer));
  await page.locator('[name=login]').fill(login);
  await page.locator('[name=password]').fill('anything');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL((url) => !url.href.startsWith(provider.issuer));
}

async function bind(user, login) {
  const window = await stranger();
  const { page } = window;
  await signIn(page, person(house.demo, user));
  await page.goto('/account');
  await page.getByRole('link', { name: '政务统一认证' }).click();
  await assertAccessible(page, 'the page of the binding');
  await page.getByRole('button', { name: '绑定', exact: true }).click();
  await page.getByRole('link', { name: '前往政务统一认证' }).click();
  await signInThere(page, login);
  assert.equal(new URL(page.url()).pathname, '/account/provider');
  assert.match(await page.locator('main').innerText(), new RegExp(`已绑定.*${login}`, 's'));
  return window;
}

async function byProvider(page, login, next = '/') {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByRole('link', { name: '政务统一认证' }).click();
  await signInThere(page, login);
}

async function assertNobody(page, sentence) {
  assert.match(await page.locator('body').innerText(), sentence);
  await page.goto('/account');
  assert.equal(new URL(page.url()).pathname, '/sign-in');
}

test('a person binds their account, signs out, and signs in by the provider with their own second factor', async () => {
  const { context, page } = await bind('zhouming', 'gov-1001');
  await page.getByRole('button', { name: '退出登录' }).first().click();
  await page.waitForURL((url) => url.pathname === '/sign-in');
  await assertAccessible(page, 'the sign-in page with its button');
  await assertFits(page, 'the sign-in page with its button');
  await context.close();
  const again = await stranger();
  await byProvider(again.page, 'gov-1001', '/account/rights');
  assert.equal(new URL(again.page.url()).pathname, '/sign-in/second');
  await again.page.getByLabel(/^动态码/).fill(person(house.demo, 'zhouming').recovery.shift());
  await again.page.getByRole('button', { name: '登录', exact: true }).click();
  await again.page.waitForURL((url) => url.pathname === '/account/rights');
  await again.context.close();
});

test('an answer that was used, and one that another browser began, sign nobody in', async () => {
  const first = await stranger();
  let back;
  first.page.on('request', (request) => {
    if (request.url().includes('/sign-in/provider/back')) back = request.url();
  });
  await byProvider(first.page, 'gov-1001');
  await first.page.waitForURL((url) => url.pathname === '/sign-in/second');
  const kept = await first.context.cookies();
  const second = await stranger();
  await second.context.addCookies(kept.filter(({ name }) => !name.startsWith('yipanqi')));
  await second.page.goto(back);
  await assertNobody(second.page, /登录等待时间过长/);
  await first.page.goto(back);
  assert.match(await first.page.locator('body').innerText(), /登录等待时间过长/);
  await Promise.all([first.context.close(), second.context.close()]);
});

test('whoever is not bound is told so, with what an administrator needs', async () => {
  const { context, page } = await stranger();
  await byProvider(page, 'zhouming');
  await assertNobody(page, /标识 zhouming.*还没有绑定本系统的账号/s);
  await context.close();
});

test('a token of another sign-in and one by a foreign key are refused', async () => {
  for (const lies of [{ nonce: true }, { keys: true }]) {
    await provider.lie(lies);
    const { context, page } = await stranger();
    await byProvider(page, 'gov-1001');
    await assertNobody(page, /没有通过核对/);
    await context.close();
  }
  await provider.lie({});
});

test('a disabled account stays out', async () => {
  const { context } = await bind('shenyan', 'gov-1002');
  await context.close();
  execFileSync(house.demo.program, ['user', 'disable', 'shenyan', '--database', house.demo.database], { cwd: house.demo.folder });
  const { context: next, page } = await stranger();
  await byProvider(page, 'gov-1002');
  await assertNobody(page, /账号已停用/);
  await next.close();
});
