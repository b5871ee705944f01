// cut.test.mjs: the line that fails on purpose (test/peers/cut.mjs), so that what is proven with it is.
import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { freePort } from '../api/helper.mjs';
import { cut } from '../peers/cut.mjs';

describe('a line that fails where it is told to', () => {
  let server, line;
  const done = [];
  const post = (path, body = '{}', timeout = 0) => new Promise((resolve, reject) => {
    const asked = request(`${line.url}${path}`, { method: 'POST', agent: false, headers: { 'content-length': body.length } }, (response) => {
      let text = '';
      response.on('data', (chunk) => { text += chunk; });
      response.on('error', (error) => reject(Object.assign(error, { status: response.statusCode })));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    asked.on('error', reject);
    if (timeout) setTimeout(() => asked.destroy(new Error('too late')), timeout);
    asked.end(body);
  });
  before(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => { body += chunk; });
      request.on('end', () => {
        done.push(`${request.url} ${body}`);
        response.writeHead(201, { 'content-type': 'application/json', etag: '"1"' }).end(JSON.stringify({ host: request.headers.host }));
      });
    });
    const port = await freePort();
    await new Promise((resolve) => { server.listen(port, '127.0.0.1', resolve); });
    line = await cut(`http://127.0.0.1:${port}`);
  });
  beforeEach(() => { done.length = 0; line.requests.length = 0; });
  after(async () => {
    await line?.close();
    server?.closeAllConnections();
    server?.close();
  });

  it('passes on', async () => {
    const answer = await post('/a?b=c', 'x'.repeat(100_000));
    assert.deepEqual([answer.status, answer.headers.etag, JSON.parse(answer.text)], [201, '"1"', { host: line.target.host }]);
    assert.equal(done[0].length, 100_007);
    assert.deepEqual([line.requests[0].status, line.requests[0].acted], [201, true]);
  });

  it('ends the connection before or after the server acted', async () => {
    line.next({ refuse: true }, { cut: true });
    await assert.rejects(post('/one'), { code: 'ECONNRESET' });
    assert.deepEqual(done, []);
    await assert.rejects(post('/two'), { code: 'ECONNRESET' });
    assert.deepEqual(done, ['/two {}']);
    assert.deepEqual(line.requests.map((r) => r.acted), [false, true]);
    assert.equal((await post('/three')).status, 201);
  });

  it('breaks the answer off', async () => {
    line.next({ half: true });
    await assert.rejects(post('/half'), { status: 201 });
    assert.deepEqual(done, ['/half {}']);
  });

  it('hangs, with and without an effect', async () => {
    line.when('POST', /hang/, { hang: true });
    line.when('POST', /swallow/, { swallow: true });
    for (const path of ['/hang', '/swallow']) await assert.rejects(post(path, '{}', 150), /too late/);
    assert.deepEqual(done, ['/swallow {}']);
    line.free();
  });

  it('answers itself, for as many as fit', async () => {
    line.when('POST', /^\/limited/, { status: 429, headers: { 'retry-after': '3' }, body: { error: 'slow' } }, 2);
    line.next({ instead: { status: 502, body: 'bad gateway' } });
    assert.equal((await post('/gateway')).status, 502);
    const limited = await post('/limited');
    assert.deepEqual([limited.status, limited.headers['retry-after'], JSON.parse(limited.text)], [429, '3', { error: 'slow' }]);
    assert.deepEqual([(await post('/limited')).status, (await post('/limited')).status], [429, 201]);
    assert.deepEqual(done, ['/gateway {}', '/limited {}']);
  });

  it('waits', async () => {
    line.next({ delay: 120 });
    const started = performance.now();
    assert.equal((await post('/late')).status, 201);
    assert.ok(performance.now() - started >= 110);
  });

  it('goes away and comes back', async () => {
    await line.down();
    await assert.rejects(post('/gone'), { code: 'ECONNREFUSED' });
    await line.up();
    assert.equal((await post('/back')).status, 201);
  });
});
