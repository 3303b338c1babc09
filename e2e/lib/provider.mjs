// A provider of single sign-on, as a process of its own: `startProvider` starts it, and this file run as a program is it.
// It is oidc-provider with its own pages; `lie` makes it say what no provider may say.

import { fork } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(import.meta.url);
export const CLIENT = { client_id: 'yipanqi', client_secret: 'e2e-client-secret' };

/** Starts it on this port, for an installation that people come back to at `redirect`: { issuer, lie(lies), stop() }. */
export async function startProvider(port, redirect) {
  const child = fork(file, [String(port), redirect], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let log = '';
  child.stderr.on('data', (text) => (log += text));
  const said = () =>
    new Promise((heard, failed) => {
      child.once('message', heard);
      child.once('exit', (code) => failed(new Error(`the provider ended with ${code}\n${log}`)));
    });
  await said();
  return {
    issuer: `http://127.0.0.1:${port}`,
    lie: async (lies) => {
      const heard = said();
      child.send(lies);
      await heard;
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill();
      await ended;
    },
  };
}

function key() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'one' };
}

async function serve(port, redirect) {
  const { default: Provider } = await import('oidc-provider');
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: [redirect], grant_types: ['authorization_code'], response_types: ['code'] }],
    cookies: { keys: [randomBytes(16).toString('hex')] },
    pkce: { required: () => true },
    jwks: { keys: [key()] },
    findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    features: { devInteractions: { enabled: true } },
  });
  let lies = {};
  provider.use(async (context, next) => {
    if (lies.nonce && context.path === '/auth') context.query = { ...context.query, nonce: 'another' };
    await next();
    if (lies.keys && context.path === '/jwks') {
      const { d, p, q, dp, dq, qi, ...published } = key();
      context.body = { keys: [published] };
    }
  });
  process.on('message', (told) => {
    lies = told;
    process.send('told');
  });
  provider.listen(port, '127.0.0.1', () => process.send('ready'));
}

if (process.argv[1] === file) await serve(Number(process.argv[2]), process.argv[3]);
