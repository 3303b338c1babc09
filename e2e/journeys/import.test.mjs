// A ledger goes in: preview, confirm, figures with their cells; the same file once more counts nothing twice; undo.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHouse } from '../lib/house.mjs';
import { assertAccessible, assertQuiet } from '../lib/look.mjs';

const house = openHouse();

const LEDGER = ['2022年清风课堂台账', '序号,日期,主题,单位', '1,2022.3.5,学习党章,团市委机关党总支', '2,2022年4月8日,问责条例专题,团市委机关党总支', '3,若干,警示教育,团市委机关党总支', '合计,,2,']
  .join('\r\n');

async function upload(page, name, text) {
  await page.goto('/import');
  await page.getByLabel(/^台账文件/).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${text}`) });
  await page.getByRole('button', { name: '上传并预览' }).click();
}

async function count(page, code) {
  await page.goto(`/figures/${code}/facts?from=2022-01-01&to=2022-12-31`);
  return page.locator('main table tbody tr').count();
}

test('a ledger is previewed, imported, proven down to its cells, not counted twice, and undone', async () => {
  const { context, page, faults } = await house.window('zhouming');
  const before = await count(page, 'integrity.class');

  await upload(page, '2022年清风课堂台账.csv', LEDGER);
  await page.waitForURL((url) => url.pathname === '/import/preview');
  const preview = await page.locator('main').innerText();
  assert.match(preview, /清风课堂/);
  assert.match(preview, /若干/, 'the refused cell is named with its value');
  await assertAccessible(page, '/import/preview');
  assert.equal(await count(page, 'integrity.class'), before, 'nothing goes in by a preview');

  await page.goto('/import/preview');
  await page.getByRole('button', { name: /^确认导入 2 条/ }).click();
  await page.waitForURL(/\/import\/[0-9a-f-]{36}$/);
  const batch = new URL(page.url()).pathname;
  await assertAccessible(page, batch);
  assert.equal(await count(page, 'integrity.class'), before + 2);

  await page.goto(`/journal?batch=${batch.split('/').pop()}`);
  await page.getByRole('link', { name: /学习党章/ }).first().click();
  const record = await page.locator('main').innerText();
  assert.match(record, /2022年清风课堂台账\.csv/);
  assert.match(record, /第 3 行/);

  await upload(page, '2022年清风课堂台账.csv', LEDGER);
  assert.match(await page.getByRole('alert').first().innerText(), /导入过/);

  await page.goto(`${batch}/undo`);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '撤销这次导入' }).click();
  await page.waitForURL((url) => url.pathname === batch);
  assert.equal(await count(page, 'integrity.class'), before);
  assertQuiet({ faults }, 'an import');
  await context.close();
});

test('a workbook with a classification mark is refused in a sentence', async () => {
  const { context, page } = await house.window('zhouming');
  await upload(page, '台账.csv', `机密★5年\r\n${LEDGER}`);
  assert.match(await page.locator('main').innerText(), /非涉密系统，不得导入/);
  await context.close();
});

test('a file that is no workbook is refused in a sentence', async () => {
  const { context, page } = await house.window('zhouming');
  await page.goto('/import');
  await page.getByLabel(/^台账文件/).setInputFiles({ name: '台账.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004broken') });
  await page.getByRole('button', { name: '上传并预览' }).click();
  await page.getByRole('alert').first().waitFor();
  await context.close();
});
