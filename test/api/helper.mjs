// helper.mjs: the real program on a fresh database and a free port, and clients that sign in to it.
//
// PV_BINARY is the program, PV_ENGINE sqlite (default) or postgres, PV_TEST_POSTGRES the server for the latter (test/pg.sh). Every JSON
// answer of the API is checked against the program's own OpenAPI document. Rate limits are off unless a test asks for them.
//
//   const server = await start({ companies: [{ name: 'Rivelle' }] });
//   const admin = await server.signIn();                        // the first company's admin
//   const paul = await server.member(admin, { first_name: 'Paul', roles: ['curator'] });
//   const { status, json } = await paul.get('/api/v1/me');
//   await server.stop();
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const engine = process.env.PV_ENGINE ?? 'sqlite';
export const password = 'correct horse staple';
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const binary = process.env.PV_BINARY ?? join(root, 'build/portevoix');

/** A free port below 32768, where no outgoing connection takes its own. */
export async function freePort() {
  for (let i = 0; i < 100; i++) {
    const port = 10000 + Math.floor(Math.random() * 22000);
    const free = await new Promise((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Error('no free port');
}

// ---- answers against the OpenAPI document ----

let contract;
async function loadContract() {
  if (contract !== undefined) return contract;
  contract = null;
  const document = JSON.parse(spawnSync(binary, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 }).stdout);
  const { default: Ajv } = await import('ajv/dist/2020.js').catch(() => ({}));
  if (!Ajv) return contract;
  const { default: formats } = await import('ajv-formats');
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats(ajv);
  ajv.addFormat('int64', true);
  ajv.addSchema({ $id: 'api', ...document });
  const routes = Object.keys(document.paths).map((path) => ({
    path,
    parts: path.split('/'),
    operations: document.paths[path],
  }));
  contract = { ajv, routes };
  return contract;
}

function findRoute(path) {
  const parts = path.split('?')[0].split('/');
  const fits = contract.routes.filter((r) => r.parts.length === parts.length
    && r.parts.every((part, i) => part === parts[i] || part.startsWith('{')));
  fits.sort((a, b) => (a.path.match(/\{/g) ?? []).length - (b.path.match(/\{/g) ?? []).length);
  return fits[0];
}

/** The answer has a shape that the document declares for its status. */
function checkContract(method, path, answer) {
  if (!contract || !path.startsWith('/api/v1/') || path === '/api/v1/openapi.json' || answer.json === undefined || method === 'HEAD') return;
  if (answer.status >= 400) {
    assert.equal(answer.headers['content-type'], 'application/problem+json', `${method} ${path}`);
    assert.equal(answer.json.status, answer.status);
    return;
  }
  const route = findRoute(path);
  assert.ok(route, `${path} is not in the OpenAPI document`);
  const operation = route.operations[method.toLowerCase()];
  const declared = operation.responses[answer.status];
  assert.ok(declared, `${method} ${path} answered ${answer.status}, which the document does not know`);
  if (!declared.content?.['application/json']) return;
  const pointer = (text) => text.replace(/~/g, '~0').replace(/\//g, '~1');
  const ref = `api#/paths/${encodeURIComponent(pointer(route.path)).replace(/%7E/g, '~')}/${method.toLowerCase()}/responses/${answer.status}/content/application~1json/schema`;
  const validate = contract.ajv.getSchema(ref);
  assert.ok(validate, ref);
  assert.ok(validate(answer.json), `${method} ${path}: ${contract.ajv.errorsText(validate.errors)}\n${answer.text.slice(0, 2000)}`);
}

// ---- clients ----

/** One browser: keeps its cookie, sends what the web app sends. */
export class Client {
  constructor(server, host) {
    this.server = server;
    this.host = host ?? `127.0.0.1:${server.port}`;
    this.cookie = '';
    this.headers = { 'X-Requested-With': 'portevoix' };
    this.agent = server.agent;
  }

  /** {status, headers, text, json?}. `body`: a string is sent as it is, anything else as JSON. Pages are not followed. */
  request(method, path, { body, headers = {} } = {}) {
    const all = { Host: this.host, ...this.headers, ...headers };
    if (this.cookie) all.Cookie = this.cookie;
    const data = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    if (data !== undefined) {
      all['Content-Type'] ??= 'application/json';
      all['Content-Length'] = Buffer.byteLength(data);
    }
    for (const name of Object.keys(all)) if (all[name] === null) delete all[name];
    return new Promise((resolve, reject) => {
      const request = http.request({ host: '127.0.0.1', port: this.server.port, method, path, headers: all, agent: this.agent }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          try {
            resolve(this.take(method, path, response, Buffer.concat(chunks)));
          } catch (error) {
            reject(error);
          }
        });
      });
      request.on('error', reject);
      request.end(data);
    });
  }

  take(method, path, response, bytes) {
    for (const line of response.headers['set-cookie'] ?? []) {
      const [pair] = line.split(';');
      this.cookie = pair.endsWith('=') ? '' : pair;
    }
    const answer = { status: response.statusCode, headers: response.headers, bytes, text: bytes.toString('utf8') };
    if (/json/.test(response.headers['content-type'] ?? '') && answer.text) answer.json = JSON.parse(answer.text);
    checkContract(method, path, answer);
    return answer;
  }

  get(path, options) { return this.request('GET', path, options); }
  head(path, options) { return this.request('HEAD', path, options); }
  post(path, body, options) { return this.request('POST', path, { body: body ?? {}, ...options }); }
  put(path, body, options) { return this.request('PUT', path, { body, ...options }); }
  patch(path, body, options) { return this.request('PATCH', path, { body, ...options }); }
  delete(path, body, options) { return this.request('DELETE', path, { body, ...options }); }

  /** As `get`, but a status other than the expected one fails the test with the answer. */
  async want(status, method, path, body, options) {
    const answer = await this.request(method, path, { body, ...options });
    assert.equal(answer.status, status, `${method} ${path}: ${answer.text.slice(0, 1000)}`);
    return answer.json;
  }

  async signIn(email, secret = password) {
    const answer = await this.post('/api/v1/session', { email, password: secret });
    assert.equal(answer.status, 200, answer.text);
    this.me = answer.json;
    return this;
  }

  /** Accepts the charter in force. */
  async optIn() {
    const { version } = await this.want(200, 'GET', '/api/v1/charter');
    return this.want(200, 'PUT', '/api/v1/me/participation', { ambassador: true, charter_version: version });
  }
}

// ---- the server ----

function database(dir) {
  if (engine === 'sqlite') return { url: `sqlite:${join(dir, 'portevoix.db')}`, drop() {} };
  const base = process.env.PV_TEST_POSTGRES;
  if (!base) throw new Error('PV_TEST_POSTGRES is not set');
  const name = `pv_api_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const psql = (sql) => {
    const done = spawnSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', '-c', sql, base], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(done.stderr);
  };
  psql(`CREATE DATABASE ${name}`);
  return { url: base.replace(/\/[^/]*$/, `/${name}`), drop: () => psql(`DROP DATABASE ${name} WITH (FORCE)`) };
}

class Server {
  constructor(options) {
    this.options = options;
    this.dir = mkdtempSync(join(tmpdir(), 'pv-api-'));
    this.db = database(this.dir);
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    this.console = '';
    this.log = '';
    this.companies = [];
    this.count = 0;
  }

  get storage() { return ['--data', this.dir, '--db', this.db.url]; }

  /** Runs a command of the program on this server's database: {code, stdout, stderr}. */
  command(args, input = '') {
    const done = spawnSync(binary, [...args, ...this.storage], { input, encoding: 'utf8', maxBuffer: 256 << 20 });
    return { code: done.status, stdout: done.stdout, stderr: done.stderr };
  }

  createCompany({ name = 'Rivelle', host, email, language = 'fr', colour, timeZone } = {}) {
    const admin = email ?? `admin@${host ?? 'rivelle.example'}`;
    const args = ['company', 'create', '--name', name, '--admin', admin, '--first-name', 'Ada', '--last-name', 'Minne',
      '--password-stdin', '--language', language, '--json'];
    if (host) args.push('--host', host);
    if (colour) args.push('--colour', colour);
    if (timeZone) args.push('--time-zone', timeZone);
    const { code, stdout, stderr } = this.command(args, `${password}\n`);
    assert.equal(code, 0, stderr + stdout);
    const made = { ...JSON.parse(stdout), name, host, email: admin };
    this.companies.push(made);
    return made;
  }

  async serve() {
    this.port = this.options.port ?? await freePort();
    const args = ['serve', ...this.storage, '--listen', `127.0.0.1:${this.port}`, '--rate-limits', String(this.options.rateLimits ?? false),
      ...(this.options.args ?? [])];
    this.child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.options.env } });
    this.child.stdout.on('data', (chunk) => { this.console += chunk; });
    this.child.stderr.on('data', (chunk) => { this.log += chunk; });
    this.exited = new Promise((resolve) => { this.child.on('exit', (code, signal) => resolve({ code, signal })); });
    let gone = null;
    this.exited.then((how) => { gone = how; });
    for (let i = 0; i < 600; i++) {
      if (gone) throw new Error(`the server left (${gone.code ?? gone.signal}): ${this.log}`);
      const up = await new Promise((resolve) => {
        http.get({ host: '127.0.0.1', port: this.port, path: '/healthz' }, (r) => { r.resume(); resolve(r.statusCode === 200); })
          .on('error', () => resolve(false));
      });
      if (up) return this;
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    throw new Error(`the server does not answer: ${this.log}`);
  }

  /** What the console said that fits, as soon as it is there. */
  async said(pattern, from = 0) {
    for (let i = 0; i < 200; i++) {
      const match = this.console.slice(from).match(pattern);
      if (match) return match;
      await new Promise((resolve) => { setTimeout(resolve, 25); });
    }
    throw new Error(`the console never said ${pattern}: ${this.console}`);
  }

  /** Somebody who is not signed in; `company` is one of this.companies. */
  client(company = this.companies[0]) {
    return new Client(this, company?.host);
  }

  /** The admin of a company, or whoever has the test password. */
  signIn(email, company = this.companies[0]) {
    return this.client(company).signIn(email ?? company.email);
  }

  /** Adds a member through the API and lets them in by invitation; returns their client, with `.id` and `.email`. */
  async member(admin, fields = {}) {
    this.count += 1;
    const { ambassador, ...rest } = fields;
    const given = { email: `m${this.count}@rivelle.example`, first_name: 'Marie', last_name: `Dupont ${this.count}`, ...rest };
    const made = await admin.want(201, 'POST', '/api/v1/members', given);
    const { url } = await admin.want(201, 'POST', `/api/v1/members/${made.id}/invitation`, {});
    const client = new Client(this, admin.host);
    client.me = await client.want(200, 'POST', '/api/v1/session/link/redeem', { token: url.split('#')[1] });
    client.id = made.id;
    client.email = given.email;
    if (ambassador) await client.optIn();
    return client;
  }

  /** Ends the process; by default as an operator does. */
  async kill(signal = 'SIGTERM') {
    if (!this.child) return null;
    this.child.kill(signal);
    const how = await this.exited;
    this.child = null;
    return how;
  }

  async stop() {
    this.agent.destroy();
    const how = await this.kill();
    try {
      if (how) assert.equal(how.code, 0, `the server ended with ${how.code ?? how.signal}:\n${this.log.slice(-4000)}`);
    } finally {
      this.db.drop();
      rmSync(this.dir, { recursive: true, force: true });
    }
  }

  file(name, text) {
    const path = join(this.dir, name);
    writeFileSync(path, text);
    return path;
  }
}

/**
 * Starts the program. `companies`: what to create first (default one without a host; [] for none); `args`: more flags of `serve`;
 * `rateLimits`: true to have them.
 */
export async function start(options = {}) {
  await loadContract();
  const server = new Server(options);
  try {
    for (const company of options.companies ?? [{}]) server.createCompany(company);
    return await server.serve();
  } catch (error) {
    if (server.child) await server.kill('SIGKILL');
    server.db.drop();
    rmSync(server.dir, { recursive: true, force: true });
    throw error;
  }
}

/** The JSON pointers of a problem. */
export const pointers = (problem) => (problem.errors ?? []).map((e) => e.pointer ?? e.field);
