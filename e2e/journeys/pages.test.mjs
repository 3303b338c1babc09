// Every page, at both widths: it is there, has one heading, fits, asks nobody else, breaks no policy, and axe finds nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NARROW, WIDE } from '../lib/browser.mjs';
import { openHouse } from '../lib/house.mjs';
import { assertAccessible, assertFits, assertQuiet } from '../lib/look.mjs';
import { nameOf, PAGES, visit } from '../pages.mjs';

const house = openHouse();
const PAGE_LIMIT = 100 * 1024;

for (const size of [WIDE, NARROW]) {
  for (const user of new Set(PAGES.map((entry) => entry.user))) {
    test(`the pages of ${user ?? 'nobody'} hold what every page promises, ${size.width} px wide`, async (t) => {
      const window = user ? await house.window(user, { size }) : await house.stranger({ size });
      for (const entry of PAGES.filter((entry) => entry.user === user)) {
        await t.test(nameOf(entry), async () => {
          const answer = await visit(window.page, entry);
          assert.equal(answer.status(), 200);
          assert.equal(await window.page.locator('h1').count(), 1, 'one heading of the first level');
          assert.match(await window.page.locator('body').innerText(), /本系统为非涉密系统/);
          const bytes = (await answer.body()).length;
          assert.ok(bytes <= PAGE_LIMIT, `${bytes} bytes`);
          await assertFits(window.page, entry.path);
          await assertAccessible(window.page, entry.path);
        });
      }
      assertQuiet(window, user);
      await window.context.close();
    });
  }
}
