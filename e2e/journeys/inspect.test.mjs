// 迎检: a superior's scoring table is imported and corrected, a line takes a record and two photos, the pack is downloaded and printed.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { NARROW } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { assertQuiet } from '../lib/look.mjs';

const house = openHouse();

const TABLE = [
  '2022年党建考核评分表,,,,',
  '序号,考核项目,考核内容,分值,所需材料',
  '1,组织生活,主题党日按月开展,10,活动照片、签到表',
  '2,,三会一课制度落实,20,会议记录',
  '3,党员教育,集体学习,10,学习计划',
  '合计,,,40,',
].join('\n');

async function photo(page, name) {
  return { name, mimeType: 'image/jpeg', buffer: await page.screenshot({ type: 'jpeg' }) };
}

test('a scoring table is imported, a line takes a record and two photos, and the pack is downloaded', async () => {
  const { context, page, faults } = await house.window('zhouming');
  await page.goto('/journal/new?metric=life.theme_day');
  await page.getByLabel(/^内容/).fill('迎检用的主题党日（试）');
  await page.getByRole('button', { name: '登记', exact: true }).last().click();
  await page.waitForURL(/\/journal\/[0-9a-f-]{36}$/);

  await page.goto('/inspect');
  await page.getByRole('link', { name: '导入评分表' }).click();
  await page.getByLabel(/^评分表文件/).setInputFiles([{ name: '考核评分表.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE) }]);
  await page.getByRole('button', { name: '读取' }).click();
  await page.waitForURL(/\/inspect\/preview/);
  const main = page.locator('main');
  assert.match(await main.innerText(), /共 3 项，略过 1 行[\s\S]*01-02[\s\S]*三会一课制度落实[\s\S]*02-01/);
  // A column is said to be something else, and the preview follows.
  await page.getByLabel(/^D 列/).selectOption('');
  await page.getByRole('button', { name: '重新识别' }).click();
  await page.getByLabel(/^D 列/).selectOption('points');
  await page.getByRole('button', { name: '重新识别' }).click();
  await page.getByLabel('名称').fill('年度党建考核（试）');
  await page.getByLabel('备齐日期').fill('2099-12-01');
  await page.getByRole('button', { name: '建立迎检' }).click();
  await page.waitForURL(/\/inspect\/[0-9a-f-]{36}$/);
  const pack = new URL(page.url()).pathname;
  assert.match(await main.innerText(), /0 项有材料，3 项空着/);

  await page.getByRole('link', { name: '01-01' }).click();
  await page.getByLabel('查找已有的记录').fill('迎检用的主题党日');
  await page.getByRole('button', { name: '查找' }).click();
  await page.getByRole('row', { name: /工作记录/ }).getByRole('button', { name: '加入' }).click();
  assert.match(await main.innerText(), /已加入|迎检用的主题党日（试）/);
  const second = await photo(page, '会场.jpg');
  await page.setViewportSize(NARROW);
  await page.getByLabel(/^添加佐证材料/).setInputFiles([await photo(page, '签到.jpg'), second]);
  await page.locator('#evidence .files li').nth(1).waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing sticks out at 390 px');

  await page.goto(pack);
  assert.match(await main.innerText(), /1 项有材料，2 项空着[\s\S]*3 件/);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing sticks out at 390 px');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '整包下载（ZIP）' }).click()]);
  assert.match(download.suggestedFilename(), /^年度党建考核（试）\d{8}\.zip$/);
  const bytes = await readFile(await download.path());
  for (const name of ['01 组织生活/01-01 主题党日按月开展/01-01-01 迎检用的主题党日（试）.docx', '签到.jpg', '会场.jpg', '01-01 照片页.docx', '00 目录.xlsx', '00 目录.docx']) {
    assert.ok(bytes.includes(Buffer.from(name)), name);
  }
  await page.getByRole('link', { name: '打印' }).click();
  assert.match(await main.innerText(), /三会一课制度落实[\s\S]*空/);
  await page.goto('/');
  assert.match(await main.innerText(), /年度党建考核（试）：2 项还没有材料/);
  assertQuiet({ faults }, 'an inspection pack');
  await context.close();
});
