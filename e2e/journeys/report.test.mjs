// A half-year report: begun, its figures opened, sent round, signed, exported, verified.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { NARROW } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { assertAccessible, assertFits, assertQuiet } from '../lib/look.mjs';

const house = openHouse();

async function open(user, address) {
  const window = await house.window(user);
  await window.page.goto(address);
  return window;
}

test('a report is drafted, proven, checked, signed, exported, and verified', async () => {
  const { context, page, faults } = await house.window('zhouming');
  await page.goto('/reports/new');
  await page.getByRole('button', { name: '开始拟稿' }).click();
  await page.waitForURL(/\/reports\/[0-9a-f-]{36}\/edit$/);
  await assertAccessible(page, 'the editor');
  const address = new URL(page.url()).pathname.replace(/\/edit$/, '');
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.waitForURL((url) => url.pathname === address);
  await assertAccessible(page, 'a report');
  await assertFits(page, 'a report');

  // A figure opens beside the text: its value, how it adds up, and the records behind it.
  await page.locator('a[data-panel="#side"]').first().click();
  await page.locator('#side .big').waitFor();
  assert.match(await page.locator('#side').innerText(), /明细/);
  await page.locator('#side a[href^="/journal/"]').first().click();
  await page.waitForURL(/\/journal\//);

  await page.goto(address);
  await page.getByRole('button', { name: '送核' }).click();
  await page.getByText('已送核').waitFor();

  const checker = await open('shenyan', address);
  await checker.page.getByRole('button', { name: '核稿通过' }).click();
  await checker.page.getByText('等待签发').waitFor();

  const signer = await open('guqinghe', address);
  await signer.page.getByRole('link', { name: '签发', exact: true }).click();
  const seen = signer.page.getByLabel('以上提示已逐条核对');
  if (await seen.count()) {
    await seen.check();
    await signer.page.getByLabel(/^仍要签发的理由/).fill('均已核对');
  }
  await signer.page.getByRole('button', { name: '签发', exact: true }).click();
  await signer.page.getByText('已定稿').first().waitFor();
  await assertAccessible(signer.page, 'a signed report');

  const [download] = await Promise.all([signer.page.waitForEvent('download'), signer.page.getByRole('link', { name: '导出 Word', exact: true }).click()]);
  assert.match(download.suggestedFilename(), /\.docx$/);
  const file = join(house.demo.folder, 'signed.docx');
  await download.saveAs(file);
  execFileSync(house.demo.program, ['report', 'verify', file, '--database', house.demo.database], { stdio: 'pipe' });

  await page.goto('/reports/verify');
  await page.getByLabel(/^Word 文件/).setInputFiles(file);
  await page.getByRole('button', { name: '核对' }).click();
  assert.match(await page.locator('main').innerText(), /一致/);

  const answer = await page.goto(`${address}/edit`);
  assert.ok(answer.status() >= 400 || new URL(page.url()).pathname === address, 'a signed report cannot be edited');
  assertQuiet({ faults }, 'a report');
  for (const window of [{ context }, checker, signer]) await window.context.close();
});

test('a figure’s proof opens without script', async () => {
  const { context, page } = await house.window('zhouming', { script: false });
  await page.goto('/reports/new');
  await page.getByRole('button', { name: '开始拟稿' }).click();
  await page.goto(new URL(page.url()).pathname.replace(/\/edit$/, ''));
  await page.locator('a[data-panel="#side"]').first().click();
  assert.match(await page.locator('#side').innerText(), /明细/);
  await context.close();
});

test('on a phone a figure that is tapped shows its value, not the middle of its records', async () => {
  const { context, page } = await house.window('zhouming', { size: NARROW });
  await page.goto('/reports/new');
  await page.getByRole('button', { name: '开始拟稿' }).click();
  await page.goto(new URL(page.url()).pathname.replace(/\/edit$/, ''));
  await page.locator('a[data-panel="#side"]').nth(6).click();
  const value = page.locator('#side .big');
  await value.waitFor();
  const box = await value.boundingBox();
  assert.ok(box.y >= 0 && box.y < NARROW.height, `the value stands at ${box.y}`);
  await context.close();
});
