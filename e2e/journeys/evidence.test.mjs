// 佐证材料: photos added from a phone with their progress, refused with a reason, removed and brought back; also without script.

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

/** A photo as the browser itself takes it of the page. */
async function photo(page, name) {
  return { name, mimeType: 'image/jpeg', buffer: await page.screenshot({ type: 'jpeg' }) };
}

const files = (page) => page.locator('#evidence .files li');

test('photos are added on a phone, one that is none is named, and a removed one comes back', async () => {
  const { context, page, faults } = await house.window('liufang', { size: NARROW });
  const address = await record(page, '带照片的主题党日（试）');
  const choose = page.getByLabel(/^添加佐证材料/);
  const taken = [await photo(page, '现场一.jpg'), { ...(await photo(page, '现场二.jpg')) }];
  taken[1].buffer = await page.locator('main').screenshot({ type: 'png' });
  await choose.setInputFiles(taken);
  await files(page).nth(1).waitFor();
  assert.match(await page.locator('#evidence').innerText(), /2 份[\s\S]*现场一\.jpg[\s\S]*现场二\.png[\s\S]*刘芳/);
  const shown = await page.locator('#evidence img').evaluateAll((all) => Promise.all(all.map((one) => one.decode().then(() => one.naturalWidth))));
  assert.ok(shown.every((width) => width > 0), `${shown}`);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing sticks out at 390 px');
  assertQuiet({ faults }, 'photos on a phone');

  await choose.setInputFiles([{ name: '假照片.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<script>alert(1)</script>') }]);
  await page.locator('#evidence .failed').waitFor();
  assert.match(await page.locator('#evidence .failed').innerText(), /假照片\.jpg[\s\S]*文件类型按内容判断/);

  await page.goto(address);
  await files(page).first().getByRole('button', { name: '删除' }).click();
  await page.locator('#evidence summary').click();
  await page.locator('#evidence .gone').getByRole('button', { name: '恢复' }).click();
  await files(page).nth(1).waitFor();
  await context.close();
});

test('several files are added without script', async () => {
  const { context, page } = await house.window('liufang', { script: false });
  await record(page, '无脚本加照片（试）');
  await page.getByLabel(/^添加佐证材料/).setInputFiles([await photo(page, '一.jpg')]);
  await page.locator('#evidence form').getByRole('button', { name: '添加', exact: true }).click();
  await files(page).first().waitFor();
  await context.close();
});
