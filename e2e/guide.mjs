// The pictures of the guide, docs/images/*.png: the main job once through, in an office that has just been made.

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, NARROW, openWindow } from './lib/browser.mjs';
import { startOffice } from './lib/server.mjs';
import { person, signIn } from './lib/signin.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'docs/images');
const workbook = join(root, 'crates/sheet/tests/data/2022-ledgers.xlsx');
const DESK = { width: 1200, height: 720 };

mkdirSync(out, { recursive: true });
const [office, browser] = await Promise.all([startOffice(), launch()]);

async function open(user, size = DESK) {
  const { page } = await openWindow(browser, office.url, { size });
  await signIn(page, person(office, user));
  return page;
}

async function picture(page, name) {
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: join(out, `${name}.png`) });
  console.log(`docs/images/${name}.png`);
}

try {
  const page = await open('zhouming');
  await picture(page, 'home-empty');
  await page.goto('/import');
  await page.getByLabel(/^台账文件/).setInputFiles(workbook);
  await page.getByRole('button', { name: '上传并预览' }).click();
  await page.waitForURL((url) => url.pathname === '/import/preview');
  await picture(page, 'import-preview');
  await page.getByLabel(/我已核对/).check();
  await page.getByRole('button', { name: /^确认导入/ }).first().click();
  await page.waitForURL(/\/import\/[0-9a-f-]{36}$/);
  await picture(page, 'import-report');

  await page.goto('/');
  await picture(page, 'home');
  await page.goto('/figures');
  await picture(page, 'figures');
  await page.goto('/figures/assist.service/facts');
  await picture(page, 'facts');
  await page.locator('main table a[href^="/journal/"]').first().click();
  await page.waitForURL(/\/journal\/[0-9a-f-]{36}/);
  await picture(page, 'record');

  await page.goto('/reports/new');
  await page.getByRole('button', { name: '开始拟稿' }).click();
  await page.waitForURL(/\/edit$/);
  await picture(page, 'report-edit');
  const address = new URL(page.url()).pathname.replace(/\/edit$/, '');
  await page.goto(address);
  await page.locator('a[data-panel="#side"]:not(.none)').nth(1).click();
  await page.locator('#side .big').waitFor();
  await picture(page, 'report-proof');
  await page.getByRole('button', { name: '送核' }).click();
  await page.getByText('已送核').waitFor();

  const checker = await open('shenyan');
  await checker.goto(address);
  await checker.getByRole('button', { name: '核稿通过' }).click();
  await checker.getByText('等待签发').waitFor();
  const signer = await open('guqinghe');
  await signer.goto(address);
  await signer.getByRole('link', { name: '签发', exact: true }).click();
  await signer.waitForLoadState();
  await picture(signer, 'report-sign');

  const phone = await open('zhouming', NARROW);
  await phone.goto('/journal/new?metric=life.theme_day');
  await picture(phone, 'record-phone');
} finally {
  await browser.close();
  await office.stop();
}
