// What must hold of every page, whatever it shows.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** axe finds nothing at levels A and AA. */
export async function assertAccessible(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
  const said = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
  assert.deepEqual(said, [], `${name}: axe`);
}

/** Nothing sticks out sideways: a page scrolls down only; wide tables scroll in a box of their own. */
export async function assertFits(page, name) {
  const { wide, inner } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, inner: window.innerWidth }));
  assert.ok(wide <= inner, `${name}: ${wide} px of content in a window of ${inner} px`);
}

/** The page broke no rule while it was used. */
export function assertQuiet(window, name) {
  assert.deepEqual(window.faults(), [], `${name}: faults`);
}
