// The main job in an office that has just been made: last year's workbook goes in, a signed Word report comes out, and a
// figure of it opens down to file, sheet and cell.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NARROW } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { assertAccessible, assertFits, assertQuiet } from '../lib/look.mjs';
import { startOffice } from '../lib/server.mjs';

const house = openHouse(startOffice);
const samples = fileURLToPath(new URL('../../crates/sheet/tests/data/', import.meta.url));
const truth = JSON.parse(readFileSync(join(samples, '2022-ledgers.truth.json'), 'utf8'));
const FROM = '2022-01-01';
const TO = '2022-06-30';

/** The page of a metric's facts says this sum for the whole year that the workbook covers. */
async function assertFigure(page, code, value) {
  await page.goto(`/figures/${code}/facts?from=${FROM}&to=2022-12-31`);
  const said = await page.locator('main .big').first().innerText();
  assert.equal(said.replaceAll(/[^\d.]/g, ''), String(value), code);
}

test('a workbook goes in through the page, and every figure of it is there', async () => {
  const { context, page, faults } = await house.window('zhouming');
  await page.goto('/import');
  await page.getByLabel(/^台账文件/).setInputFiles(join(samples, '2022-ledgers.xlsx'));
  await page.getByRole('button', { name: '上传并预览' }).click();
  await page.waitForURL((url) => url.pathname === '/import/preview');
  await assertFits(page, 'the preview');
  await assertAccessible(page, 'the preview');
  // The workbook bears 内部资料: an officer decides.
  await page.getByLabel(/我已核对/).check();
  await page.getByRole('button', { name: /^确认导入 \d+ 条/ }).first().click();
  await page.waitForURL(/\/import\/[0-9a-f-]{36}$/);
  await assertAccessible(page, 'the report of the import');
  for (const [code, value] of Object.entries(truth)) await assertFigure(page, code, value);
  assertQuiet({ faults }, 'an import of a whole workbook');
  await context.close();
});

test('a figure opens down to the file, the sheet and the cell, on a phone and without script', async () => {
  const { context, page } = await house.window('zhouming', { size: NARROW, script: false });
  await page.goto(`/figures/assist.service/facts?from=${FROM}&to=${TO}`);
  const facts = page.locator('main table tbody tr').first();
  assert.match(await facts.innerText(), /2022-ledgers\.xlsx「助企服务」[A-Z]+\d+/);
  await page.locator('main table a[href^="/journal/"]').first().click();
  await page.waitForURL(/\/journal\/[0-9a-f-]{36}/);
  const record = await page.locator('main').innerText();
  assert.match(record, /2022-ledgers\.xlsx/);
  assert.match(record, /助企服务/);
  await context.close();
});

test('a report is begun, sent, checked, signed, downloaded and verified', async () => {
  const officer = await house.window('zhouming');
  const { page } = officer;
  await page.goto('/reports/new');
  await page.getByLabel(/^统计期起/).fill(FROM);
  await page.getByLabel(/^统计期止/).fill(TO);
  await page.getByRole('button', { name: '开始拟稿' }).click();
  await page.waitForURL(/\/reports\/[0-9a-f-]{36}\/edit$/);
  const address = new URL(page.url()).pathname.replace(/\/edit$/, '');

  await page.goto(address);
  await page.locator('a[data-panel="#side"]:not(.none)').first().click();
  await page.locator('#side .big').waitFor();
  assert.match(await page.locator('#side').innerText(), /2022-ledgers\.xlsx/);
  await page.getByRole('button', { name: '送核' }).click();
  await page.getByText('已送核').waitFor();

  const checker = await house.window('shenyan');
  await checker.page.goto(address);
  await checker.page.getByRole('button', { name: '核稿通过' }).click();
  await checker.page.getByText('等待签发').waitFor();

  const signer = await house.window('guqinghe');
  await signer.page.goto(`${address}`);
  await signer.page.getByRole('link', { name: '签发', exact: true }).click();
  const seen = signer.page.getByLabel('以上提示已逐条核对');
  if (await seen.count()) {
    await seen.check();
    await signer.page.getByLabel(/^仍要签发的理由/).fill('均已核对');
  }
  await signer.page.getByRole('button', { name: '签发', exact: true }).click();
  await signer.page.getByText('已定稿').first().waitFor();

  const [download] = await Promise.all([signer.page.waitForEvent('download'), signer.page.getByRole('link', { name: '导出 Word', exact: true }).click()]);
  const file = join(house.demo.folder, 'report.docx');
  await download.saveAs(file);
  execFileSync(house.demo.program, ['report', 'verify', file, '--database', house.demo.database], { stdio: 'pipe' });
  execFileSync(house.demo.program, ['ledger', 'verify', '--database', house.demo.database], { stdio: 'pipe' });
  for (const window of [officer, checker, signer]) {
    assertQuiet(window, 'a report of an office of its own');
    await window.context.close();
  }
});
