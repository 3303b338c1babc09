// A ledger goes in: preview, confirm, figures with their cells; the same file once more counts nothing twice; undo.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHouse } from '../lib/house.mjs';
import { NARROW } from '../lib/browser.mjs';
import { assertAccessible, assertFits, assertQuiet } from '../lib/look.mjs';

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

for (const script of [true, false]) {
  test(`a mapping is kept under a name, chosen at the next import and deleted ${script ? 'with script' : 'without script, narrow'}`, async () => {
    const { context, page, faults } = await house.window('zhouming', { script, size: script ? undefined : NARROW });
    const name = script ? '清风课堂月报' : '清风课堂月报（窄屏）';
    await upload(page, `${name}.csv`, LEDGER);
    await page.getByRole('link', { name: '保存为方案' }).click();
    await page.waitForURL(/\/import\/preview\/keep/);
    await assertFits(page, 'keeping a mapping');
    if (script) await assertAccessible(page, 'keeping a mapping');
    await page.getByLabel(/^方案名称/).fill(name);
    await page.getByRole('button', { name: '保存方案' }).click();
    await page.getByText(`已保存为方案“${name}”`).waitFor();
    await page.getByRole('button', { name: '放弃，删除文件' }).click();

    await page.goto('/import');
    await page.getByLabel(/^选用已存方案/).selectOption({ label: name });
    await assertFits(page, '/import with mappings');
    await page.getByLabel(/^台账文件/).setInputFiles({ name: '下月.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${LEDGER}`) });
    await page.getByRole('button', { name: '上传并预览' }).click();
    await page.waitForURL((url) => url.pathname === '/import/preview');
    await page.getByRole('button', { name: '放弃，删除文件' }).click();

    await page.goto('/import/profiles');
    await assertFits(page, '/import/profiles');
    if (script) await assertAccessible(page, '/import/profiles');
    await page.getByRole('link', { name, exact: true }).click();
    await page.waitForURL(/\/import\/profiles\/[0-9a-f-]{36}$/);
    await assertFits(page, 'a mapping');
    if (script) await assertAccessible(page, 'a mapping');
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: '删除这份方案' }).click();
    await page.getByText(`方案“${name}”已删除`).waitFor();
    assertQuiet({ faults }, 'mappings');
    await context.close();
  });
}

test('a file that is no workbook is refused in a sentence', async () => {
  const { context, page } = await house.window('zhouming');
  await page.goto('/import');
  await page.getByLabel(/^台账文件/).setInputFiles({ name: '台账.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004broken') });
  await page.getByRole('button', { name: '上传并预览' }).click();
  await page.getByRole('alert').first().waitFor();
  await context.close();
});

const APRIL = ['2022年清风课堂台账', '序号,日期,主题,单位,场次', '1,2022.4.6,廉政党课,团市委机关党总支,1', '2,2022.4.13,警示教育片,团市委机关党总支,1', '3,2022.4.20,家风讲座,团市委机关党总支,1'];

for (const script of [true, false]) {
  test(`changed rows of next month's ledger are corrected one by one ${script ? 'by keyboard' : 'without script'}`, async () => {
    const { context, page, faults } = await house.window('zhouming', { script, size: script ? undefined : NARROW });
    const name = script ? '清风课堂' : '清风课堂（窄屏）';
    const rows = script ? APRIL : APRIL.map((row) => row.replace('2022.4.', '2022.3.'));
    await upload(page, `2022年四月${name}台账.csv`, rows.join('\r\n'));
    await page.getByRole('button', { name: /^确认导入 3 条/ }).first().click();
    await page.waitForURL(/\/import\/[0-9a-f-]{36}$/);

    await upload(page, `2022年五月${name}台账.csv`, rows.map((row, i) => (i > 1 ? row.replace(/1$/, '2') : row)).join('\r\n'));
    const table = page.getByRole('table', { name: '有变动的行' });
    await table.waitFor();
    assert.equal(await table.getByRole('checkbox', { name: /^更正 / }).count(), 3);
    if (script) await assertAccessible(page, 'changed rows');
    await assertFits(page, 'changed rows');
    const box = table.getByRole('checkbox', { name: /^更正 警示教育片/ });
    assert.ok(await box.isChecked(), 'ticked unless a person corrected it');
    if (script) {
      await box.focus();
      await page.keyboard.press('Space');
    } else {
      await page.getByRole('button', { name: '全不选' }).click();
      await table.getByRole('checkbox', { name: /^更正 廉政党课/ }).check();
      await table.getByRole('checkbox', { name: /^更正 家风讲座/ }).check();
    }
    await page.getByRole('button', { name: /更正勾选的行$/ }).first().click();
    await page.waitForURL(/\/import\/[0-9a-f-]{36}$/);
    assert.match(await page.locator('main').innerText(), /更正 2 条，1 行变动未采用/);
    if (script) await assertAccessible(page, 'an import with rows left out');
    await assertFits(page, 'an import with rows left out');
    await page.getByRole('checkbox', { name: /^更正 警示教育片/ }).check();
    await page.getByRole('button', { name: '更正勾选的行' }).click();
    await page.getByText('已按台账更正 1 条记录').waitFor();
    assertQuiet({ faults }, 'changed rows');
    await context.close();
  });
}
