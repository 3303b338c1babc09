import { readFileSync } from 'node:fs';
import { launch, NARROW, openWindow, WIDE } from './lib/browser.mjs';
import { signIn } from './lib/signin.mjs';
const [,, url, signins, user, prefix, ...paths] = process.argv;
const list = JSON.parse(readFileSync(signins, 'utf8')); const all = list.sign_ins ?? list;
const who = all.find((s) => s.user === user);
const browser = await launch();
for (const size of [WIDE, NARROW]) {
  const window = await openWindow(browser, url, { size });
  const { page } = window;
  await signIn(page, who);
  for (const entry of paths) {
    const [name, path] = entry.split('=');
    const r = await page.goto(path).catch((e) => ({ status: () => e.message }));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.screenshot({ path: `/tmp/shots/${prefix}${name}-${size.width}.png`, fullPage: true });
    console.log(name, size.width, r.status(), wide > size.width ? 'WIDE ' + wide : '', (await page.content()).length, window.faults().join('|'));
  }
}
await browser.close();
