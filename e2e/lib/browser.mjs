// The distribution's Chromium, asked for nothing beyond the page.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const ARGUMENTS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The two widths at which every page is looked at. */
export const WIDE = { width: 1366, height: 768 };
export const NARROW = { width: 390, height: 844 };

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function executable() {
  if (process.env.YIPANQI_CHROMIUM) return process.env.YIPANQI_CHROMIUM;
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs);
  if (!found) throw new Error('no Chromium here; scripts/setup --for test installs it, or name its program in YIPANQI_CHROMIUM');
  return found;
}

/** Starts a browser. Without a sandbox as root only, since Chromium refuses to have one there. */
export function launch() {
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath: executable(), args: asRoot ? ['--no-sandbox', ...ARGUMENTS] : ARGUMENTS });
}

/**
 * A window with its own cookies. It remembers what no page may do: `faults()` lists errors of scripts, rules of the
 * Content-Security-Policy that were broken, and requests to anybody else.
 */
export async function openWindow(browser, url, { size = WIDE, script = true } = {}) {
  const context = await browser.newContext({ baseURL: url, viewport: size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', javaScriptEnabled: script });
  // Long enough for an import by an unoptimised program on a busy machine.
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) faults.push(`policy: ${message.text()}`);
    // That an answer was 404 or 422 is for the journey to judge.
    else if (message.type() === 'error' && !/^Failed to load resource/.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) faults.push(`asked elsewhere: ${request.url()}`);
  });
  return { context, page, faults: () => faults };
}
