// Signing as offices do: a report is countersigned, its approval sheet signed by hand and scanned, and corrected after sign-off.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { NARROW, WIDE } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { assertAccessible, assertFits, assertQuiet } from '../lib/look.mjs';

const house = openHouse();

/** What must hold of a page at both widths. */
async function look(page, name) {
  await assertAccessible(page, name);
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    await assertFits(page, `${name} at ${size.width}`);
  }
}

async function open(user, address) {
  const window = await house.window(user);
  await window.page.goto(address);
  return window;
}

async function press(page, name) {
  await page.locator('main').getByRole('button', { name, exact: true }).click();
}

test('a report is countersigned, signed by hand, and corrected by two people', async () => {
  const { context, page, faults } = await house.window('zhouming');
  await page.goto('/reports/new');
  await press(page, '开始拟稿');
  await page.waitForURL(/\/reports\/[0-9a-f-]{36}\/edit$/);
  const address = new URL(page.url()).pathname.replace(/\/edit$/, '');

  // 会签: a branch and a person are asked.
  await page.goto(`${address}/countersign`);
  for (const label of [/第一党支部/, /顾清和（个人）/]) {
    const option = await page.locator('#f-party option').filter({ hasText: label }).first().getAttribute('value');
    await page.locator('#f-party').selectOption(option);
    await press(page, '请会签');
    await page.getByText('已列入会签').waitFor();
  }
  await look(page, 'who is asked');
  await page.goto(address);
  await press(page, '送核');
  const checker = await open('shenyan', address);
  await press(checker.page, '核稿通过');
  await checker.page.getByText('已请各方会签').waitFor();

  const branch = await open('liufang', address);
  await branch.page.getByRole('link', { name: '会签', exact: true }).click();
  await branch.page.getByLabel('有意见', { exact: true }).check();
  await branch.page.getByLabel(/^意见内容/).fill('第二部分的数字请再核一次');
  await look(branch.page, 'the answer');
  await press(branch.page, '会签');
  await branch.page.getByText('意见已记入').waitFor();
  await look(branch.page, 'a report that is being countersigned');

  await checker.page.goto(`${address}/countersign/1`);
  await checker.page.getByLabel(/^怎样处理/).fill('已与台账逐条核对，无误');
  await look(checker.page, 'an opinion');
  await press(checker.page, '意见已处理');
  await checker.page.getByText('意见处理已记入').waitFor();

  const signer = await open('guqinghe', `${address}/countersign/2`);
  await signer.page.getByLabel('同意', { exact: true }).check();
  await press(signer.page, '会签');
  await signer.page.getByText('已会签').first().waitFor();

  // 发文审批单: on paper nothing but the sheet; the scan comes back.
  await page.goto(`${address}/approval`);
  await look(page, 'the approval sheet');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.nav').isVisible(), false);
  assert.equal(await page.locator('.after-sheet').isVisible(), false);
  assert.ok(await page.getByText('本单供手签，系统内状态不代替签名。').isVisible());
  await page.emulateMedia({ media: 'screen' });
  const scan = { name: '审批单.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nscan') };
  await page.getByLabel(/^扫描件/).setInputFiles(scan);
  await press(page, '上传');
  await page.getByText('已上传第1份扫描件').waitFor();
  await look(page, 'the approval sheet with its scan');

  await signer.page.goto(`${address}/sign`);
  const seen = signer.page.getByLabel('以上提示已逐条核对');
  if (await seen.count()) {
    await seen.check();
    await signer.page.getByLabel(/^仍要签发的理由/).fill('均已核对');
  }
  await look(signer.page, 'signing');
  await press(signer.page, '签发');
  await signer.page.getByText('已定稿').first().waitFor();

  // 印发.
  await page.goto(`${address}/recipients`);
  await page.getByLabel(/^收到的单位或人员/).fill('机关工委\n组织部');
  await press(page, '登记');
  await page.getByText('已登记2个').waitFor();
  await look(page, 'who got it');

  // A record of the period is withdrawn: a figure would differ, and is corrected.
  await page.goto(`${address}/figures/k12`);
  const record = await page.locator('main a[href^="/journal/"]').first().getAttribute('href');
  await page.goto(`${record}/withdraw`);
  await page.getByLabel(/原因/).first().fill('重复登记');
  await page.locator('main form').getByRole('button', { name: /撤回/ }).click();
  await page.goto(`${address}/diff`);
  await look(page, 'what differs');
  await page.getByRole('link', { name: '拟更正', exact: true }).click();
  await page.getByLabel('登记有误', { exact: true }).check();
  await page.getByLabel(/^具体说明/).fill('一条记录重复，已撤回');
  await look(page, 'drafting a correction');
  await press(page, '拟好，请签发人批准');
  await page.getByText('等待签发人批准').waitFor();
  await look(page, 'a correction that waits');
  assert.equal(await page.getByRole('button', { name: '批准更正' }).count(), 0, 'nobody approves what they drafted');
  const correction = new URL(page.url()).pathname;
  await signer.page.goto(correction);
  await press(signer.page, '批准更正');
  await signer.page.getByText('更正1已批准').waitFor();
  await look(signer.page, 'a correction');
  await signer.page.goto(address);
  await look(signer.page, 'a corrected report');

  // The file keeps saying what was signed; its check tells what was corrected since.
  const [download] = await Promise.all([signer.page.waitForEvent('download'), signer.page.getByRole('link', { name: '导出 Word', exact: true }).click()]);
  const file = join(house.demo.folder, 'signed.docx');
  await download.saveAs(file);
  const said = execFileSync(house.demo.program, ['report', 'verify', file, '--database', house.demo.database], { encoding: 'utf8' });
  assert.match(said, /says what was signed/);
  assert.match(said, /was corrected later/);
  await page.goto('/reports/verify');
  await page.getByLabel(/^Word 文件/).setInputFiles(file);
  await press(page, '核对');
  await page.getByText('后来已由更正1改为').first().waitFor();
  await look(page, 'the check of a file');
  assertQuiet({ faults }, 'signing as offices do');
  for (const window of [{ context }, checker, branch, signer]) await window.context.close();
});
