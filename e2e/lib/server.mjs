// Starts the program on a demonstration database of its own, on a free port, and stops it again.

import { spawn } from 'node:child_process';
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

function freePort() {
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

/** Serves a fresh demonstration: { url, database, signIns, folder, log(), stop() }. */
export async function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), 'yipanqi-e2e-'));
  const port = await freePort();
  const arguments_ = ['demo', '--listen', `127.0.0.1:${port}`, '--data', folder, '--format', 'json'];
  const child = spawn(program(), arguments_, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, RUST_LOG: 'warn' } });
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
  try {
    const said = await firstLine(child, () => log);
    await answers(said.url, child);
    return { url: said.url.replace(/\/$/, ''), database: said.database, signIns: said.sign_ins, folder, program: program(), log: () => log, stop };
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
