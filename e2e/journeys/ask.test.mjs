// 报数: from the sign-in to a figure that was given out, with the keyboard alone; the number that changed afterwards; without script.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NARROW } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { assertAccessible, assertFits, assertQuiet } from '../lib/look.mjs';
import { person } from '../lib/signin.mjs';

const house = openHouse();

/** What is typed and pressed, and the page that comes of it. */
async function press(page, path, ...keys) {
  const arrived = page.waitForURL((url) => url.pathname === path, { waitUntil: 'load' });
  for (const key of keys) {
    if (key.length > 1 && !/^[A-Z]/.test(key)) await page.keyboard.insertText(key);
    else await page.keyboard.press(key);
  }
  await arrived;
}

async function focused(page) {
  return page.evaluate(() => document.activeElement.name || document.activeElement.textContent);
}

test('a question is answered and registered with the keyboard alone', async () => {
  const { context, page, faults } = await house.stranger();
  const { user, password } = person(house.demo, 'zhouming');
  await page.goto('/sign-in');
  await page.getByLabel(/^用户名/).focus();
  await page.keyboard.insertText(user);
  await page.keyboard.press('Tab');
  await page.keyboard.insertText(password);
  await press(page, '/', 'Enter');

  // From any page: b, the question, Enter.
  await press(page, '/ask', 'b');
  assert.equal(await focused(page), 'q');
  const began = Date.now();
  await page.keyboard.insertText('上半年 助企 分板块');
  await Promise.all([page.waitForURL(/q=/), page.keyboard.press('Enter')]);
  await page.getByText('这几项都合适').waitFor();
  assert.match(await focused(page), /助企服务/);
  await assertFits(page, 'several figures');
  await assertAccessible(page, 'several figures');

  // Down and up again, then the number key of the first.
  await page.keyboard.press('ArrowDown');
  assert.doesNotMatch(await focused(page), /助企服务/);
  await page.keyboard.press('ArrowUp');
  await Promise.all([page.waitForURL(/metric=assist\.service/), page.keyboard.press('1')]);
  await page.getByLabel('答案').waitFor();
  assert.match(await page.locator('#said').innerText(), /^截至2022年6月30日，.+2022年上半年助企服务共\d+场次。$/);
  assert.match(await page.locator('#parts').innerText(), /金湖园区/);
  await assertFits(page, 'an answer');
  await assertAccessible(page, 'an answer');

  assert.equal(await focused(page), 'to_whom');
  await page.keyboard.insertText('市委办 张科长');
  await Promise.all([page.getByText('已登记').waitFor(), page.keyboard.press('Enter')]);
  assert.ok(Date.now() - began < 10_000, 'within ten seconds, the checks of the page among them');
  assert.equal(await focused(page), 'q', 'ready for the next question');

  await page.goto('/given');
  assert.match(await page.locator('table').innerText(), /市委办 张科长/);
  await assertFits(page, 'the register');
  await assertAccessible(page, 'the register');
  assertQuiet({ faults }, 'a question and its register');
  await context.close();
});

test('a table is copied as cells and the sentence as it stands', async () => {
  const { context, page } = await house.window('zhouming');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`/ask?q=${encodeURIComponent('上半年 助企服务 分板块')}`);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole('button', { name: '复制表格' }).click();
  const table = await copied();
  assert.match(table.split(/\r?\n/)[0], /^序号\t单位\t助企服务（场次）$/);
  assert.match(table, /\t合计\t\d+$/);
  await page.getByRole('button', { name: '复制这句话' }).click();
  assert.equal(await copied(), await page.locator('#said').innerText());
  await context.close();
});

test('a number that changes after it was given out is told at home, in the register and at the next answer', async () => {
  const { context, page } = await house.window('zhouming');
  const question = `/ask?q=${encodeURIComponent('3月 主题党日')}`;
  await page.goto(question);
  await page.getByLabel(/^报给谁/).fill('机关工委');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByText('已登记').waitFor();

  await page.goto('/journal/new?metric=life.theme_day');
  await page.getByLabel(/^内容/).fill('补记的主题党日（试）');
  await page.getByLabel(/^日期/).first().fill('2022-03-05');
  await page.getByRole('button', { name: '登记', exact: true }).last().click();
  await page.waitForURL(/\/journal\/[0-9a-f-]{36}$/);

  await page.goto('/');
  assert.match(await page.locator('main').innerText(), /报数有变[\s\S]*报给机关工委的主题党日/);
  await page.goto(question);
  await page.locator('.clash').waitFor();
  await page.getByRole('link', { name: '看为什么' }).click();
  await page.waitForURL(/\/given\/[0-9a-f-]{36}$/);
  assert.match(await page.locator('main').innerText(), /补记的主题党日（试）/);
  await assertAccessible(page, 'an entry');

  await page.getByRole('link', { name: '收回', exact: true }).click();
  await page.getByLabel(/^收回原因/).fill('已另行更正');
  await page.getByRole('button', { name: '收回这次报数' }).click();
  await page.getByText('已收回').first().waitFor();
  await page.goto('/');
  assert.doesNotMatch(await page.locator('main').innerText(), /报给机关工委/);
  await context.close();
});

test('a question is asked and registered on a phone and without script', async () => {
  const { context, page } = await house.window('liufang', { size: NARROW, script: false });
  await page.goto('/ask');
  await page.getByLabel('要报什么数').fill('上半年 主题党日');
  await page.getByRole('button', { name: '查数' }).click();
  await page.getByLabel('答案').waitFor();
  await assertFits(page, 'an answer on a phone');
  await page.getByLabel(/^报给谁/).fill('党总支');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByText('已登记').waitFor();
  await context.close();
});
