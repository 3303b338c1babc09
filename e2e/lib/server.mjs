// Starts the program on a database of its own, on a free port, and stops it again.

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const START_LIMIT_MS = 120_000;

function program() {
  const target = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target');
  const path = process.env.YIPANQI_PROGRAM ?? join(target, 'debug/yipanqi');
  if (!existsSync(path)) throw new Error(`${path} is not there; build it with: cargo build -p yipanqi`);
  return path;
}

/** A port on which nobody listens. */
export function freePort() {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

async function answers(url, child) {
  const until = Date.now() + START_LIMIT_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode} before it served`);
    try {
      await fetch(url, { redirect: 'manual' });
      return;
    } catch {
      await new Promise((next) => setTimeout(next, 50));
    }
  }
  throw new Error(`${url} did not answer within ${START_LIMIT_MS} ms`);
}

/** A child that serves until it is told to stop; its folder goes with it. */
function serving(folder, arguments_, environment = {}) {
  const child = spawn(program(), arguments_, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, RUST_LOG: 'warn', ...environment } });
  let log = '';
  child.stderr.on('data', (text) => (log += text));
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  return { child, log: () => log, stop };
}

/** Serves a fresh demonstration: { url, database, signIns, folder, program, log(), stop() }. */
export async function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), 'yipanqi-e2e-'));
  const port = await freePort();
  const { child, log, stop } = serving(folder, ['demo', '--listen', `127.0.0.1:${port}`, '--data', folder, '--format', 'json']);
  try {
    const said = await firstLine(child, log);
    await answers(said.url, child);
    return { url: said.url.replace(/\/$/, ''), database: said.database, signIns: said.sign_ins, folder, program: program(), log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Serves an empty office with an officer, a checker and a signer, made as a new user would: by `init` and `user add`. `around(url)` gives what else the environment
 * says, and runs before it serves. */
export async function startOffice(around = async () => ({})) {
  const folder = mkdtempSync(join(tmpdir(), 'yipanqi-e2e-'));
  const database = `sqlite://${join(folder, 'office.db')}`;
  const run = (password, ...words) => execFileSync(program(), [...words, '--database', database, '--password-stdin'], { input: `${password}\n`, cwd: folder });
  const signIns = ['zhouming', 'shenyan', 'guqinghe'].map((user) => ({ user, password: randomBytes(12).toString('base64url') }));
  const [officer, checker, signer] = signIns;
  run(officer.password, 'init', '--org', '共青团苏江市委员会', '--admin', officer.user, '--admin-name', '周明');
  run(checker.password, 'user', 'add', checker.user, '--name', '沈雁', '--role', 'checker');
  run(signer.password, 'user', 'add', signer.user, '--name', '顾清禾', '--role', 'signer');
  const url = `http://127.0.0.1:${await freePort()}`;
  const environment = await around(url);
  const { child, log, stop } = serving(folder, ['serve', '--listen', url.slice('http://'.length), '--database', database], environment);
  try {
    await answers(url, child);
    return { url, database, signIns, folder, program: program(), log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function firstLine(child, log) {
  return new Promise((found, failed) => {
    const limit = setTimeout(() => failed(new Error(`the program said nothing within ${START_LIMIT_MS} ms\n${log()}`)), START_LIMIT_MS);
    const settle = (act) => (value) => {
      clearTimeout(limit);
      act(value);
    };
    child.once('error', settle(failed));
    child.once('exit', settle((code) => failed(new Error(`the program ended with ${code} before it said where it serves\n${log()}`))));
    createInterface({ input: child.stdout }).once('line', settle((line) => {
      try {
        found(JSON.parse(line));
      } catch {
        failed(new Error(`the program's first line is no JSON: ${line}`));
      }
    }));
  });
}
