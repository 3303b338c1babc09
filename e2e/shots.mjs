// Pictures of the pages as e2e/out/NAME-WIDTH.png: `node shots.mjs` takes all of pages.mjs, `node shots.mjs NAME …` these.

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, NARROW, openWindow, WIDE } from './lib/browser.mjs';
import { startDemo } from './lib/server.mjs';
import { person, signIn } from './lib/signin.mjs';
import { nameOf, PAGES, visit } from './pages.mjs';

const out = join(dirname(fileURLToPath(import.meta.url)), 'out');
const asked = process.argv.slice(2);
const pages = PAGES.filter((entry) => asked.length === 0 || asked.includes(nameOf(entry)));

mkdirSync(out, { recursive: true });
const [demo, browser] = await Promise.all([startDemo(), launch()]);
let failed = 0;
try {
  for (const size of [WIDE, NARROW]) {
    const windows = new Map();
    for (const entry of pages) {
      if (!windows.has(entry.user)) {
        const window = await openWindow(browser, demo.url, { size });
        if (entry.user) await signIn(window.page, person(demo, entry.user));
        windows.set(entry.user, window);
      }
      const { page } = windows.get(entry.user);
      const file = join(out, `${nameOf(entry)}-${size.width}.png`);
      const status = await visit(page, entry).then((answer) => answer.status(), (error) => error.message);
      await page.screenshot({ path: file, fullPage: true });
      const good = status < 400;
      failed += good ? 0 : 1;
      console.log(`${good ? ' ' : '!'} ${status} ${entry.path} → ${file}`);
    }
    for (const { context } of windows.values()) await context.close();
  }
} finally {
  await browser.close();
  await demo.stop();
}
process.exitCode = failed > 0 ? 1 : 0;
