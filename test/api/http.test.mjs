// http.test.mjs: what holds for every route of the program alike: the connection survives, roles are as the audit says, what comes in is
// checked, answers carry their headers. Routes are taken from the program itself, so a new one is tested by being there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { Client, start } from './helper.mjs';

const roles = ['member', 'curator', 'moderator', 'manager', 'trainer', 'admin', 'auditor'];
// These would end the session or the account of whoever tries them.
const endings = new Set(['DELETE /api/v1/me', 'DELETE /api/v1/session']);
const nobodys = '0000000000001';

let server;
let admin;
let operations;

before(async () => {
  server = await start({ companies: [{ name: 'Rivelle' }] });
  admin = await server.signIn();
  const { json } = await admin.get('/api/v1/openapi.json');
  operations = Object.entries(json.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })));
});
after(() => server?.stop());

const filled = (path) => path.replace(/\{id\}/g, nobodys).replace(/\{[^}]*\}/g, 'nothing');

/** Sends over one connection; tells the status and whether the connection was the one before and may be used again. */
function over(agent, client, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const all = { ...client.headers, ...headers };
    if (client.cookie) all.Cookie = client.cookie;
    if (body !== undefined) Object.assign(all, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    const request = http.request({ host: '127.0.0.1', port: server.port, method, path, headers: all, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({
        status: response.statusCode,
        headers: response.headers,
        text: Buffer.concat(chunks).toString(),
        kept: request.reusedSocket && response.headers.connection !== 'close',
      }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

test('the connection survives every answer of every route', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const anyone = new Client(server);
  const pages = ['/healthz', '/metrics', '/', '/me/impact', '/missing.png', '/l/abcdefghijk', '/api/v1/nothing', '/%zz'];
  await over(agent, anyone, 'GET', '/healthz');
  const try2 = async (client, method, path, body, headers) => {
    for (let i = 0; i < 2; i++) {
      const answer = await over(agent, client, method, path, body, headers);
      assert.ok(answer.kept, `${method} ${path}: ${answer.status} closed the connection`);
      if (answer.headers.etag && method === 'GET' && answer.status === 200) {
        const again = await over(agent, client, method, path, undefined, { ...headers, 'If-None-Match': answer.headers.etag });
        assert.equal(again.status, 304, `${method} ${path}`);
        assert.ok(again.kept && again.text === '', `${method} ${path}: 304 closed the connection`);
      }
    }
  };
  for (const path of pages) {
    await try2(anyone, 'GET', path);
    await try2(anyone, 'HEAD', path);
  }
  for (const client of [anyone, admin]) {
    for (const { path, method } of operations) {
      if (client === admin && endings.has(`${method} ${path}`)) continue;
      await try2(client, method, filled(path), method === 'GET' ? undefined : '{}');
      if (method === 'GET') await try2(client, 'HEAD', filled(path));
      if (method !== 'GET') await try2(client, method, filled(path), '{"nonsense":', {});
    }
    await try2(client, 'TRACE', '/api/v1/me');
    await try2(client, 'POST', '/api/v1/session', ' '.repeat(300 * 1024));
  }
  agent.destroy();
});

test('each role is let in where the audit says, and nowhere else', async () => {
  const clients = { anyone: server.client() };
  for (const role of roles) clients[role] = await server.member(admin, { roles: [role] });
  const { stdout } = spawnSync(process.env.PV_BINARY ?? 'build/portevoix', ['routes', '--audit'], { encoding: 'utf8' });
  const [head, ...rows] = stdout.trim().split('\n').map((line) => line.split(/\s+/));
  assert.deepEqual(head, ['method', 'path', 'anyone', ...roles]);
  let refused = 0;
  for (const [method, path, ...allowed] of rows) {
    if (!path.startsWith('/api/v1/') || endings.has(`${method} ${path}`)) continue;
    for (const [i, may] of allowed.entries()) {
      const who = head[i + 2];
      const { status, json } = await clients[who].request(method, filled(path), { body: method === 'GET' ? undefined : {} });
      const slug = json?.type?.split(':').pop();
      const where = `${method} ${path} by ${who}: ${status} ${slug ?? ''}`;
      if (may === 'yes') {
        assert.ok(!['forbidden', 'unauthenticated'].includes(slug), where);
      } else {
        assert.equal(slug, who === 'anyone' ? 'unauthenticated' : 'forbidden', where);
        refused += 1;
      }
      assert.ok(status < 500, where);
    }
  }
  assert.ok(refused > 100, `only ${refused} refusals`);
});

test('broken input gets a 4xx that says where', async () => {
  for (const { path, method, operation } of operations) {
    const where = `${method} ${path}`;
    if (endings.has(where) || path === '/api/v1/setup') continue;
    if (operation.requestBody?.content['application/json']) {
      // An empty body is well where nothing must be said: the document tells.
      const empty = operation.requestBody.required ? [['', 400]] : [];
      for (const [body, status] of [...empty, ['[]', 400], ['{"a":1,"a":2}', 400], ['{"\u0000":1}', 400], ['\ufeff{}', 400]]) {
        const answer = await admin.request(method, filled(path), { body });
        assert.equal(answer.status, status, `${where} with ${JSON.stringify(body)}: ${answer.text}`);
      }
      const unknown = await admin.request(method, filled(path), { body: { nonsense_field: 1 } });
      assert.equal(unknown.status, 422, `${where}: ${unknown.text}`);
      assert.ok(unknown.json.errors.some((e) => e.pointer === '/nonsense_field'), unknown.text);
      const plain = await admin.request(method, filled(path), { body: '{}', headers: { 'Content-Type': 'text/plain' } });
      assert.equal(plain.status, 415, where);
      const deep = await admin.request(method, filled(path), { body: `{"a":${'['.repeat(100000)}` });
      assert.equal(deep.status, 400, where);
    }
    if (operation.parameters.some((p) => p.in === 'query')) {
      const unknown = await admin.request(method, `${filled(path)}?nonsense=1`);
      assert.equal(unknown.status, 422, where);
      assert.ok(unknown.json.errors.some((e) => e.pointer === '?nonsense'), unknown.text);
    }
    if (path.includes('{id}')) {
      const body = operation.requestBody ? {} : undefined;
      const odd = await admin.request(method, path.replace('{id}', 'x'.repeat(5000)), { body });
      assert.ok([404, 405].includes(odd.status), where);
    }
  }
});

test('unsafe requests need our header and our origin', async () => {
  for (const { path, method } of operations) {
    if (method === 'GET' || endings.has(`${method} ${path}`)) continue;
    for (const headers of [{ 'X-Requested-With': null }, { 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }]) {
      const answer = await admin.request(method, filled(path), { body: {}, headers });
      assert.equal(answer.json?.type, 'urn:portevoix:problem:csrf', `${method} ${path} ${JSON.stringify(headers)}: ${answer.text}`);
    }
  }
});

test('a page says in which language its reader is spoken to, and nothing to a stranger', async () => {
  const page = async (client) => (await client.get('/trust', { headers: { Accept: 'text/html' } })).text.match(/name="pv-member" content="([^"]*)"/)?.[1];
  assert.equal(await page(server.client()), '');
  assert.equal(await page(admin), 'fr');
  await admin.want(200, 'PATCH', '/api/v1/me', { language: 'en' });
  assert.equal(await page(admin), 'en');
  await admin.want(200, 'PATCH', '/api/v1/me', { language: 'fr' });
});

test('every answer carries its security headers', async () => {
  const page = await admin.get('/', { headers: { Accept: 'text/html' } });
  assert.match(page.headers['content-security-policy'], /^default-src 'none'; script-src 'self'; style-src 'self'/);
  assert.equal(page.headers['cross-origin-opener-policy'], 'same-origin');
  assert.equal(page.headers['x-content-type-options'], 'nosniff');
  assert.ok(page.headers['permissions-policy'] && page.headers['referrer-policy']);
  const me = await admin.get('/api/v1/me');
  assert.equal(me.headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'");
  assert.equal(me.headers['x-content-type-options'], 'nosniff');
  assert.match(me.headers['cache-control'], /no-store|no-cache/);
  assert.equal(me.headers.server, undefined);
  const lost = await admin.get('/api/v1/nothing');
  assert.equal(lost.status, 404);
  assert.equal(lost.headers['content-type'], 'application/problem+json');
});

test('the log says what was asked, not by whom', async () => {
  const last = /route="\/api\/v1\/posts\/\{id\}\/composer" method=GET status=404/;
  await admin.get('/api/v1/me');
  await admin.get(`/api/v1/posts/${nobodys}/composer?network=x`);
  for (let i = 0; i < 200 && !last.test(server.log); i++) {
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  const log = server.log;
  assert.match(log, last);
  assert.match(log, /msg="request" route="\/api\/v1\/me" method=GET status=200 us=\d+/);
  assert.ok(!log.includes(nobodys) && !log.includes('127.0.0.1') && !log.includes(admin.me.email) && !log.includes(admin.me.id));
});
