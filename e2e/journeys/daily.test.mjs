// Every day: a group message becomes records with one key; totals are phoned in and replaced by a list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NARROW } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { assertAccessible, assertFits, assertQuiet } from '../lib/look.mjs';

const house = openHouse();

const MESSAGE = `松陵区团委 10/18 21:03
今天工作汇报📣
1. 10月12日走访禾木环保有限公司、青杉印务有限公司，上门问需解难
2. 10月14日在青年之家举办清风课堂1期，35人参加
3. 明天上午九点义务植树，请大家接龙
收到请回复`;

test('a pasted message is read, looked at and recorded with one key', async () => {
  const window = await house.window('zhouming');
  const { context, page } = window;
  await page.goto('/journal');
  await page.getByRole('link', { name: '粘贴登记' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'text', 'the cursor waits for the message');
  await assertAccessible(page);
  await page.keyboard.insertText(MESSAGE);
  await page.getByRole('button', { name: '识别' }).click();
  await page.getByText('核对后登记').first().waitFor();
  await assertAccessible(page);
  await assertFits(page);
  assert.equal(await page.locator('.heard').count(), 2);
  assert.match(await page.locator('.heard').first().innerText(), /原文：/);
  // The years of the demonstration lie behind: the day is set, the rest stands as proposed.
  await page.getByLabel('日期').first().fill('2022-10-12');
  await page.getByLabel('日期').nth(1).fill('2022-10-14');
  await page.getByRole('button', { name: /登记勾选的/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('已登记 2 条').waitFor();
  assertQuiet(window);
  await context.close();
});

test('a notice becomes a plan, and the plan a record without typing it again', async () => {
  const window = await house.window('zhouming');
  const { context, page } = window;
  await page.goto('/journal/paste');
  await page.getByLabel('群消息、接龙或签到名单').fill('@所有人 今天下午三点在青年之家上清风课堂，请准时参加');
  await page.getByRole('button', { name: '识别' }).click();
  await page.getByRole('link', { name: '记入工作安排' }).click();
  await page.getByLabel('工作内容').fill('举办清风课堂');
  await page.getByLabel('时间').fill('下午3:00');
  await page.getByLabel('地点').fill('青年之家');
  await page.getByLabel('完成后登记为').selectOption('integrity.class');
  await assertAccessible(page);
  await page.getByRole('button', { name: '保存安排' }).click();
  await page.getByText('安排工作 1 项').waitFor();
  assert.match(await page.getByLabel('发到工作群').inputValue(), /下午3:00　举办清风课堂，地点：青年之家/);
  await assertAccessible(page);
  await assertFits(page);
  await page.getByRole('link', { name: '去登记' }).click();
  assert.equal(await page.getByLabel(/^内容/).inputValue(), '举办清风课堂');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByText('照工作安排登记').waitFor();
  await page.goto('/journal/plan');
  await page.getByText('已登记 1 项').waitFor();
  // An enterprise that was named before is offered, and added to the lines with one key.
  await page.goto('/journal/new?metric=assist.service');
  const box = page.getByLabel('服务企业：添加用过的');
  const known = await box.evaluate((input) => input.list.options[0].value);
  await box.fill(known);
  await page.keyboard.press('Enter');
  assert.equal(await page.getByLabel('服务企业', { exact: true }).inputValue(), known);
  assertQuiet(window);
  await context.close();
});

test('a proposal can be read and mended on a phone', async () => {
  const { context, page } = await house.window('zhouming', { size: NARROW });
  await page.goto('/journal/paste');
  await page.getByLabel('群消息、接龙或签到名单').fill(MESSAGE);
  await page.getByRole('button', { name: '识别' }).click();
  await page.getByText('核对后登记').first().waitFor();
  await assertFits(page);
  await context.close();
});

test('a total is phoned in, shown beside the list, and replaced by it', async () => {
  const { context, page } = await house.window('zhouming');
  await page.goto('/journal/declared?metric=assist.enterprise_covered&from=2022-07-01&to=2022-09-30');
  await assertAccessible(page);
  await page.getByLabel('松陵区的数量').fill('38');
  await page.getByLabel('松陵区的报数人').fill('林晓');
  await page.getByLabel('依据（各行未写时用它）').fill('10月8日电话');
  await page.getByRole('button', { name: '登记汇总数' }).click();
  await page.getByRole('link', { name: '已登记 38 家' }).click();
  await page.goto('/figures');
  await page.getByText('另报 38').first().waitFor();
  await page.goto('/journal?state=declared');
  await page.getByRole('link', { name: '覆盖非公企业汇总数' }).click();
  await page.getByRole('link', { name: '用名单替换' }).click();
  await page.getByLabel('全选').check();
  await page.getByRole('button', { name: '比较名单与汇总数' }).click();
  await assert.doesNotReject(page.getByText(/汇总数 38 家/).first().waitFor());
  await assertAccessible(page);
  await page.getByLabel(/我已核对/).check();
  await page.getByRole('button', { name: '用名单替换' }).click();
  await page.getByText('汇总数不再计入').first().waitFor();
  await context.close();
});

test('an undertaking is set up, its records join by the rule, and its page fits a screen and a phone', async () => {
  const { context, page } = await house.window('zhouming');
  await page.goto('/campaigns');
  await page.getByRole('link', { name: '新建专项' }).click();
  await assertAccessible(page);
  await page.getByLabel('名称').fill('团建助企');
  await page.getByLabel('类型').selectOption({ label: '专项行动' });
  await page.getByLabel('从哪天开始').fill('2022-01-01');
  await page.getByLabel('到哪天结束').fill('2022-10-31');
  await page.getByLabel('指标').fill('助企服务 800');
  await page.getByLabel('助企服务', { exact: false }).first().check();
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByText('已新建').waitFor();
  await page.getByRole('link', { name: '加入记录' }).click();
  await page.getByRole('button', { name: /按条件全部加入/ }).click();
  await page.getByText('条记录已加入').waitFor();
  await assertAccessible(page);
  await assertFits(page);
  await page.setViewportSize(NARROW);
  await assertFits(page);
  await context.close();
});
