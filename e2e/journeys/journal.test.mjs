// 登记工作: recorded on a phone, found again, corrected, withdrawn; two people at one record.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NARROW } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { assertQuiet } from '../lib/look.mjs';

const house = openHouse();

async function record(page, title) {
  await page.goto('/journal/new?metric=life.theme_day');
  await page.getByLabel(/^内容/).fill(title);
  await page.getByRole('button', { name: '登记', exact: true }).last().click();
  await page.waitForURL(/\/journal\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

test('work is recorded on a phone, found by a word of its title, corrected and withdrawn', async () => {
  const { context, page, faults } = await house.window('liufang', { size: NARROW });
  const address = await record(page, '佩戴徽章主题党日（试）');
  assert.match(await page.getByRole('status').first().innerText(), /^已登记/);

  await page.goto('/journal?q=%E5%BE%BD%E7%AB%A0');
  await page.locator(`a[href="${address}"]`).first().waitFor();

  await page.goto(`${address}/edit`);
  await page.getByLabel(/^数量/).fill('2');
  await page.getByLabel(/^更正原因/).fill('上午下午各一次');
  await page.getByRole('button', { name: '保存更正' }).last().click();
  await page.waitForURL((url) => url.pathname === address);
  assert.match(await page.locator('main').innerText(), /上午下午各一次/);

  await page.goto(`${address}/withdraw`);
  const reason = page.getByLabel(/原因/);
  if (await reason.count()) await reason.first().fill('重复登记');
  await page.locator('main form').getByRole('button', { name: /撤回/ }).click();
  await page.goto(address);
  assert.match(await page.locator('main').innerText(), /撤回/);
  assertQuiet({ faults }, 'a record on a phone');
  await context.close();
});

test('a record is made without script', async () => {
  const { context, page } = await house.window('liufang', { script: false });
  await record(page, '无脚本登记（试）');
  await context.close();
});

test('a form without its title keeps what was typed and says what to mend', async () => {
  const { context, page } = await house.window('liufang');
  await page.goto('/journal/new?metric=life.theme_day');
  await page.getByLabel(/^数量/).fill('3');
  await page.getByRole('button', { name: '登记', exact: true }).last().click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel(/^数量/).inputValue(), '3');
  await context.close();
});

test('of two people who correct one record the second is told, and nothing that was typed is lost', async () => {
  const first = await house.window('liufang');
  const second = await house.window('zhouming');
  const address = await record(first.page, '两人更正（试）');
  await first.page.goto(`${address}/edit`);
  await second.page.goto(`${address}/edit`);

  await first.page.getByLabel(/^内容/).fill('两人更正（先到）');
  await first.page.getByRole('button', { name: '保存更正' }).last().click();
  await first.page.waitForURL((url) => url.pathname === address);

  await second.page.getByLabel(/^内容/).fill('两人更正（后到）');
  await second.page.getByRole('button', { name: '保存更正' }).last().click();
  const told = second.page.getByRole('alert').first();
  await told.waitFor();
  assert.match(await told.innerText(), /刘芳/);
  assert.equal(await second.page.getByLabel(/^内容/).inputValue(), '两人更正（后到）');
  assert.match(await second.page.locator('main').innerText(), /两人更正（先到）/);
  await first.context.close();
  await second.context.close();
});

test('an org beside a person’s own is not there for them', async () => {
  const { context, page } = await house.window('zhouming');
  const address = await record(page, '总支的记录（试）');
  const other = await house.window('lujia');
  const answer = await other.page.goto(address);
  assert.equal(answer.status(), 404);
  await context.close();
  await other.context.close();
});
