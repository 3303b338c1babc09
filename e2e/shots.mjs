// Pictures of the pages as e2e/out/NAME-WIDTH.png: `node shots.mjs` takes all of pages.mjs, `node shots.mjs /path …` these.

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, NARROW, openWindow, WIDE } from './lib/browser.mjs';
import { startDemo } from './lib/server.mjs';
import { signIn } from './lib/signin.mjs';
import { PAGES } from './pages.mjs';

const out = join(dirname(fileURLToPath(import.meta.url)), 'out');
const asked = process.argv.slice(2);
const pages = asked.length > 0 ? asked.map((path) => ({ path })) : PAGES;

function fileName(path, width) {
  const name = path.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'home';
  return join(out, `${name}-${width}.png`);
}

mkdirSync(out, { recursive: true });
const [demo, browser] = await Promise.all([startDemo(), launch()]);
let failed = 0;
try {
  for (const size of [WIDE, NARROW]) {
    const stranger = await openWindow(browser, demo.url, { size });
    const officer = await openWindow(browser, demo.url, { size });
    await signIn(officer.page, demo.signIns[0]);
    for (const { path, signedIn = true } of pages) {
      const { page } = signedIn ? officer : stranger;
      const answer = await page.goto(path, { waitUntil: 'load' });
      const file = fileName(path, size.width);
      await page.screenshot({ path: file, fullPage: true });
      const good = answer.status() < 400;
      failed += good ? 0 : 1;
      console.log(`${good ? ' ' : '!'} ${answer.status()} ${path} → ${file}`);
    }
    await stranger.context.close();
    await officer.context.close();
  }
} finally {
  await browser.close();
  await demo.stop();
}
process.exitCode = failed > 0 ? 1 : 0;
