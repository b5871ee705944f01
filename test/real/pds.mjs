// pds.mjs: a real Bluesky PDS (npm @atproto/pds, the reference program) with a real PLC directory in memory (@did-plc/server), on loopback and in a
// temporary folder. pds/install.sh puts them there, once.
//
//   const pds = await startPds();                               // about 4 s
//   const anne = await pds.account('anne');                     // anne.test
//   const { password } = await pds.appPassword(anne);
//   await pds.records(anne.did, 'app.bsky.feed.post');          // [{uri, cid, value}], the newest first
//   await pds.stop();
//
// pds.test.mjs holds what it answers where the lexicons leave it open.
import { spawn, spawnSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../api/helper.mjs';
import { cut } from '../peers/cut.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const node = join(here, '../../build/node/bin/node');   // the one that better-sqlite3 was compiled for

function install() {
  const done = spawnSync(join(here, 'pds/install.sh'), { encoding: 'utf8', timeout: 600_000 });
  if (done.status !== 0) throw new Error(`pds/install.sh: ${done.error ?? ''}${done.stdout}${done.stderr}`);
}

function launch(config) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [join(here, 'pds/serve.mjs'), JSON.stringify(config)],
      { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { ...process.env, LOG_ENABLED: 'false', NODE_OPTIONS: '' } });
    child.said = '';
    for (const out of [child.stdout, child.stderr]) out.on('data', (chunk) => { child.said = (child.said + chunk).slice(-8000); });
    const timer = setTimeout(() => { child.kill('SIGKILL'); reject(new Error(`the PDS did not start: ${child.said}`)); }, 120_000);
    child.once('exit', (code) => { clearTimeout(timer); reject(new Error(`the PDS ended (${code}): ${child.said}`)); });
    child.once('message', () => { clearTimeout(timer); child.removeAllListeners('exit'); resolve(child); });
  });
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The same access token, but over since an hour: signed with the PDS's own secret. */
function overSince(token, secret) {
  const [header, claims] = token.split('.').map((text, i) => (i < 2 ? JSON.parse(Buffer.from(text, 'base64url')) : null));
  const now = Math.floor(Date.now() / 1000);
  const text = `${part(header)}.${part({ ...claims, iat: now - 7200, exp: now - 3600 })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/**
 * A PDS of its own. `rateLimits`: the real ones (30 createSession in 5 minutes, 5,000 points of writes an hour); `appView`: where app.bsky.* goes;
 * `line`: it is reached over `pds.line` (cut.mjs), at `pds.url` and in its DID documents, while what follows here goes past the line.
 *
 * `xrpc(name, {query, body, token, headers})` → {status, headers, json, bytes}: GET without a body, a Buffer is sent as it is. `expired(token)`: that
 * token as it is after its time; `later(seconds)`: moves the clock of the PDS, so that real tokens run out. `stall()`, `go()`: the process stands.
 */
export async function startPds({ rateLimits = false, appView, line = false } = {}) {
  install();
  const data = mkdtempSync(join(tmpdir(), 'pv-pds-'));
  const secrets = { jwtSecret: randomBytes(16).toString('hex'), adminPassword: randomBytes(16).toString('hex') };
  const ports = new Set();
  while (ports.size < 3) ports.add(await freePort());
  const [port, plcPort, linePort] = ports;
  const publicPort = line ? linePort : port;
  const child = await launch({ port, publicPort, plcPort, data, rateLimits, appView, ...secrets });
  const self = { port, url: `http://localhost:${publicPort}`, plcUrl: `http://localhost:${plcPort}`, pid: child.pid,
    line: line ? await cut(`http://localhost:${port}`, linePort) : null };

  self.xrpc = async (name, { query = {}, body, token, headers = {}, type } = {}) => {
    const search = new URLSearchParams(query).toString();
    const raw = Buffer.isBuffer(body);
    const response = await fetch(`http://127.0.0.1:${port}/xrpc/${name}${search ? `?${search}` : ''}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(body === undefined ? {} : { 'content-type': type ?? (raw ? 'application/octet-stream' : 'application/json') }),
        ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
      body: body === undefined || raw ? body : JSON.stringify(body),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const json = /json/.test(response.headers.get('content-type') ?? '') && bytes.length ? JSON.parse(bytes) : undefined;
    return { status: response.status, headers: response.headers, bytes, json };
  };
  const must = async (name, options) => {
    const answer = await self.xrpc(name, options);
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.bytes}`);
    return answer.json;
  };

  /** A new account, `anne` being anne.test: {did, handle, password, accessJwt, refreshJwt}. */
  self.account = async (name, password = `pw-${name}-long`) => {
    const handle = name.includes('.') ? name : `${name}.test`;
    const made = await must('com.atproto.server.createAccount', { body: { email: `${handle.split('.')[0]}@example.test`, handle, password } });
    return { did: made.did, handle, password, accessJwt: made.accessJwt, refreshJwt: made.refreshJwt };
  };
  /** {name, password} */
  self.appPassword = (account, name = 'Portevoix') => must('com.atproto.server.createAppPassword', { token: account.accessJwt, body: { name } });
  self.revokeAppPassword = async (account, name = 'Portevoix') => {
    const done = await self.xrpc('com.atproto.server.revokeAppPassword', { token: account.accessJwt, body: { name } });
    if (done.status !== 200) throw new Error(`revokeAppPassword: ${done.status} ${done.bytes}`);
  };
  /** {did, handle, accessJwt, refreshJwt, didDoc, active} */
  self.session = (identifier, password) => must('com.atproto.server.createSession', { body: { identifier, password } });
  /** All records of a collection, [{uri, cid, value}], the newest first. */
  self.records = async (repo, collection) => {
    const all = [];
    let cursor;
    do {
      const page = await must('com.atproto.repo.listRecords', { query: { repo, collection, limit: 100, ...(cursor ? { cursor } : {}) } });
      all.push(...page.records);
      cursor = page.records.length ? page.cursor : undefined;
    } while (cursor);
    return all;
  };
  /** {uri, cid, value}, or null for what is not there. */
  self.getRecord = async (repo, collection, rkey) => {
    const answer = await self.xrpc('com.atproto.repo.getRecord', { query: { repo, collection, rkey } });
    if (answer.status === 400 && answer.json?.error === 'RecordNotFound') return null;
    if (answer.status !== 200) throw new Error(`getRecord: ${answer.status} ${answer.bytes}`);
    return answer.json;
  };
  /** {status, type, bytes} */
  self.getBlob = async (did, cid) => {
    const answer = await self.xrpc('com.atproto.sync.getBlob', { query: { did, cid } });
    return { status: answer.status, type: answer.headers.get('content-type'), bytes: answer.bytes };
  };
  /** As the PDS's administrator: takes an account down, or puts it back. */
  self.takedown = async (did, applied = true) => {
    const done = await self.xrpc('com.atproto.admin.updateSubjectStatus', {
      headers: { authorization: `Basic ${Buffer.from(`admin:${secrets.adminPassword}`).toString('base64')}` },
      body: { subject: { $type: 'com.atproto.admin.defs#repoRef', did }, takedown: { applied, ref: 'test' } },
    });
    if (done.status !== 200) throw new Error(`takedown: ${done.status} ${done.bytes}`);
  };
  self.expired = (token) => overSince(token, secrets.jwtSecret);
  self.later = (seconds) => new Promise((resolve) => {
    child.once('message', resolve);
    child.send({ later: seconds });
  });
  self.stall = () => child.kill('SIGSTOP');
  self.go = () => child.kill('SIGCONT');
  self.stop = async () => {
    await self.line?.close();
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => { child.once('exit', resolve); });
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    }
    rmSync(data, { recursive: true, force: true });
  };
  return self;
}
