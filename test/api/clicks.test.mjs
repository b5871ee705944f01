// clicks.test.mjs: a tracked link from outside: the redirect, who counts as what, and the pages of links that lead nowhere.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { engine, start } from './helper.mjs';
import { browser, publish, share, until } from './share_steps.mjs';

const sum = (clicks) => clicks.human + clicks.bot + clicks.preview + clicks.self + clicks.repeat;

/** One statement past the program; the server reads it at its next start. */
function sql(server, text) {
  const done = engine === 'sqlite'
    ? spawnSync('sqlite3', [join(server.dir, 'portevoix.db'), text], { encoding: 'utf8' })
    : spawnSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', '-c', text, server.db.url], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout.trim();
}

/** A visitor: no cookie, no header of the web app. */
function visitor(server, host) {
  const client = server.client();
  client.headers = { 'User-Agent': browser };
  if (host) client.host = host;
  return client;
}

/** Bytes as they are, over one connection; resolves to what came until `n` answers are there. */
function raw(server, text, n) {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let got = '';
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1');
      if (got.split('HTTP/1.1 ').length - 1 >= n) socket.end();
    });
    socket.on('close', () => resolve(got));
    socket.on('error', reject);
    setTimeout(() => { socket.destroy(); }, 5000).unref();
  });
}

describe('a tracked link', () => {
  let server;
  let curator;

  before(async () => {
    server = await start();
    curator = await server.signIn();
  });
  after(() => server.stop());

  /** A share of a member of its own, since five a day are enough for one. */
  const make = async () => {
    const by = await server.member(curator, { ambassador: true });
    const made = await share(by, await publish(curator));
    return { ...made, by, path: new URL(made.link).pathname };
  };

  test('redirects once the click is counted, and says nothing of the visitor', async () => {
    const made = await make();
    const answer = await visitor(server).get(made.path);
    assert.equal(answer.status, 302);
    const to = new URL(answer.headers.location);
    assert.equal(to.origin, 'https://www.example.com');
    assert.equal(to.searchParams.get('utm_source'), 'linkedin');
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    assert.equal(answer.headers['x-robots-tag'], 'noindex');
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal(answer.text, '');
    const counted = await until(made.by, made.id, (s) => s.clicks.human === 1);
    assert.equal(counted.evidence, 'verified');
  });

  test('counts humans, and tells apart what is none', async () => {
    const made = await make();
    const as = (headers, method = 'GET') => visitor(server).request(method, made.path, { headers });
    const human = (name) => as({ 'User-Agent': `${browser} ${name}` });
    const answers = [
      await human('one'), await human('two'), await human('two'), await human('two'),
      await as({}, 'HEAD'),
      await as({ Purpose: 'prefetch' }), await as({ 'Sec-Purpose': 'prefetch;prerender' }), await as({ 'X-Moz': 'prefetch' }),
      await as({ 'User-Agent': 'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)' }),
      await as({ 'User-Agent': 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)' }),
      await as({ 'User-Agent': 'Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)' }),
      await as({ 'User-Agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }),
      await as({ 'User-Agent': 'curl/8.5.0' }), await as({ 'User-Agent': 'python-requests/2.32.3' }),
      await as({ 'User-Agent': browser.replace('Chrome/', 'HeadlessChrome/') }),
      await as({ 'User-Agent': null }), await as({ 'User-Agent': '' }),
    ];
    for (const a of answers) assert.equal(a.status, 302, a.text);
    const counted = await until(made.by, made.id, (s) => sum(s.clicks) === answers.length);
    assert.deepEqual(counted.clicks, { human: 2, bot: 5, preview: 8, self: 0, repeat: 2 });
  });

  test('previews alone verify nothing', async () => {
    const made = await make();
    await visitor(server).head(made.path);
    await visitor(server).get(made.path, { headers: { 'User-Agent': 'Twitterbot/1.0' } });
    const counted = await until(made.by, made.id, (s) => s.clicks.preview === 2);
    assert.equal(counted.evidence, 'opened');
  });

  test('HEAD is answered as GET without a body', async () => {
    const made = await make();
    const get = await visitor(server).get(made.path);
    const head = await visitor(server).head(made.path);
    assert.equal(head.status, 302);
    assert.equal(head.text, '');
    for (const name of ['location', 'cache-control', 'referrer-policy', 'x-robots-tag']) assert.equal(head.headers[name], get.headers[name]);
  });

  test('clicks of the person on their own link are self, those of a colleague are not', async () => {
    const paul = await server.member(curator, { ambassador: true });
    paul.headers['User-Agent'] = `${browser} paul`;
    await paul.want(200, 'PATCH', '/api/v1/me', { password: { new: 'correct horse staple' } });
    await paul.delete('/api/v1/session');
    await paul.signIn(paul.email);
    const made = await share(paul, await publish(curator));
    const path = new URL(made.link).pathname;
    await visitor(server).get(path, { headers: { 'User-Agent': `${browser} paul` } });
    await visitor(server).get(path, { headers: { 'User-Agent': `${browser} somebody` } });
    const counted = await until(paul, made.id, (s) => sum(s.clicks) === 2);
    assert.equal(counted.clicks.self, 1);
    assert.equal(counted.clicks.human, 1);
  });

  test('keeps the connection, also after pages and errors', async () => {
    const made = await make();
    const ask = (path) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nUser-Agent: ${browser}\r\n\r\n`;
    for (const path of [made.path, '/l/AAAAAAAAAAA', '/l/short']) {
      const got = await raw(server, ask(path) + ask(path) + ask(path), 3);
      assert.equal(got.split('HTTP/1.1 ').length - 1, 3, `${path}: ${got}`);
      assert.doesNotMatch(got, /connection: close/i, path);
    }
  });

  test('an unknown code gets a friendly page in the reader’s language', async () => {
    for (const path of ['/l/AAAAAAAAAAA', '/l/nope', '/l/0000000000%C3%A9']) {
      const fr = await visitor(server).get(path, { headers: { 'Accept-Language': 'fr-FR,fr;q=0.9,en;q=0.5' } });
      assert.equal(fr.status, 404, path);
      assert.match(fr.headers['content-type'], /^text\/html/);
      assert.match(fr.text, /<html lang="fr">/);
      assert.match(fr.text, /Ce lien ne mène nulle part/);
      assert.doesNotMatch(fr.text, /<script|http:\/\/|https:\/\/|src=/);
      assert.equal(fr.headers['cache-control'], 'no-store');
      assert.equal(fr.headers['set-cookie'], undefined);
      const nonce = fr.text.match(/<style nonce="([^"]+)">/)[1];
      assert.ok(fr.headers['content-security-policy'].includes(`'nonce-${nonce}'`));
      const en = await visitor(server).get(path, { headers: { 'Accept-Language': 'de, en;q=0.8, fr;q=0.7' } });
      assert.match(en.text, /<html lang="en">/);
    }
    const other = await visitor(server).request('POST', '/l/AAAAAAAAAAA', { body: {} });
    assert.equal(other.status, 405);
  });

  test('nothing of a visitor is in the log', async () => {
    await visitor(server).get('/l/BBBBBBBBBBB');
    assert.doesNotMatch(server.log, /BBBBBBBBBBB|Chrome|client=|addr/);
  });

  test('a frozen link shows a notice, a withdrawn one is gone; both count nothing', async () => {
    const [frozen, gone] = [await make(), await make()];
    for (const [made, state] of [[frozen, 'frozen'], [gone, 'gone']]) {
      sql(server, `UPDATE link SET state = '${state}' WHERE code = '${made.path.slice(3)}'`);
    }
    await server.kill();
    await server.serve();
    const a = await visitor(server).get(frozen.path, { headers: { 'Accept-Language': 'fr' } });
    assert.equal(a.status, 403);
    assert.match(a.text, /suspendu/);
    assert.equal(a.headers.location, undefined);
    const b = await visitor(server).get(gone.path);
    assert.equal(b.status, 410);
    assert.match(b.text, /withdrawn/);
    const live = await make();
    assert.equal((await visitor(server).get(live.path)).status, 302);
    await until(live.by, live.id, (s) => s.clicks.human === 1);
    for (const made of [frozen, gone]) {
      const { items } = await made.by.want(200, 'GET', '/api/v1/me/shares');
      assert.equal(sum(items[0].clicks), 0);
    }
  });

  test('links made before a start are known after it', async () => {
    const made = await make();
    await server.kill();
    await server.serve();
    assert.equal((await visitor(server).get(made.path)).status, 302);
    await until(made.by, made.id, (s) => s.clicks.human === 1);
  });
});

describe('hosts', () => {
  let server;
  before(async () => { server = await start({ companies: [{ name: 'Rivelle', host: 'rivelle.test' }, { name: 'Aube', host: 'aube.test' }] }); });
  after(() => server.stop());

  test('a link works on its own company’s hosts only, and on the short one without /l/', async () => {
    sql(server, "UPDATE company SET short_host = 'go.rivelle.test' WHERE host = 'rivelle.test'");
    await server.kill();
    await server.serve();
    const admin = await server.signIn();
    const member = await server.member(admin, { ambassador: true });
    const made = { by: member, ...await share(member, await publish(admin)) };
    const link = new URL(made.link);
    assert.equal(link.hostname, 'go.rivelle.test');
    assert.match(link.pathname, /^\/[0-9A-Za-z]{11}$/);
    const code = link.pathname.slice(1);
    const on = (host, path) => visitor(server, host).get(path);
    assert.equal((await on('go.rivelle.test', `/${code}`)).status, 302);
    assert.equal((await on('go.rivelle.test', `/l/${code}`)).status, 302);
    assert.equal((await on('rivelle.test', `/l/${code}`)).status, 302);
    assert.equal((await on('RIVELLE.test:8080', `/l/${code}`)).status, 302);
    assert.equal((await on('aube.test', `/l/${code}`)).status, 404);
    assert.equal((await on('nobody.test', `/l/${code}`)).status, 404);
    const unknown = await on('go.rivelle.test', '/AAAAAAAAAAA');
    assert.equal(unknown.status, 404);
    assert.match(unknown.text, /leads nowhere/);
    // On the app's own host a path of eleven characters is the app's.
    assert.notEqual((await on('rivelle.test', `/${code}`)).status, 302);
    const counted = await until(made.by, made.id, (s) => sum(s.clicks) === 4);
    assert.equal(counted.clicks.human, 1);
    assert.equal(counted.clicks.repeat, 3);
  });
});

describe('limits and settings', () => {
  test('guessing codes is slowed down, clicks are not', async () => {
    const server = await start({ rateLimits: true });
    try {
      const admin = await server.signIn();
      const member = await server.member(admin, { ambassador: true });
      const made = { by: member, ...await share(member, await publish(admin)) };
      const path = new URL(made.link).pathname;
      let refused;
      for (let i = 0; i < 100 && !refused; i++) {
        const answer = await visitor(server).get(`/l/${String(i).padStart(11, 'Z')}`);
        if (answer.status === 429) refused = answer;
        else assert.equal(answer.status, 404);
      }
      assert.ok(refused, 'never refused');
      assert.ok(Number(refused.headers['retry-after']) > 0);
      for (let i = 0; i < 100; i++) assert.equal((await visitor(server).get(path)).status, 302);
      await until(made.by, made.id, (s) => sum(s.clicks) === 100);
    } finally {
      await server.stop();
    }
  });

  test('answered first, a click is counted all the same', async () => {
    const server = await start({ args: ['--click-durable', 'false'] });
    try {
      const admin = await server.signIn();
      const member = await server.member(admin, { ambassador: true });
      const made = { by: member, ...await share(member, await publish(admin)) };
      const path = new URL(made.link).pathname;
      await Promise.all(Array.from({ length: 200 }, () => visitor(server).get(path)));
      const counted = await until(made.by, made.id, (s) => sum(s.clicks) === 200);
      assert.equal(counted.clicks.human, 1);
      assert.equal(counted.clicks.repeat, 199);
    } finally {
      await server.stop();
    }
  });
});
