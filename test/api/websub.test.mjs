// websub.test.mjs: news by WebSub: subscribing, verification, deliveries and their signatures, renewal, ending; against peers/hub.mjs.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { hub as startHub } from '../peers/hub.mjs';
import { feedServer } from './feedserver.mjs';
import { engine, freePort, start } from './helper.mjs';

let server, curator, site, hub, port;
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function feed(path, items, { hubUrl = hub.url, self = site.url + path, links = true } = {}) {
  const entries = items.map((i) => `<entry><id>${site.url}${path}#${i.id}</id><title>${i.title}</title><link href="${site.url}${path}/${i.id}"/>`
    + `<updated>${new Date().toISOString()}</updated><summary>Words</summary></entry>`).join('');
  const named = links ? `<link rel="hub" href="${hubUrl}"/><link rel="self" href="${self}"/>` : '';
  return { type: 'application/atom+xml', body: `<feed xmlns="http://www.w3.org/2005/Atom"><id>${site.url}${path}</id><title>News ${path}</title>`
    + `<updated>${new Date().toISOString()}</updated>${named}${entries}</feed>` };
}

const add = (path) => curator.want(201, 'POST', '/api/v1/sources', { url: site.url + path });
const look = (id) => curator.want(200, 'GET', `/api/v1/sources/${id}`);

async function until(what, check, tries = 120) {
  for (let i = 0; i < tries; i += 1) {
    const got = await check();
    if (got) return got;
    await sleep(50);
  }
  throw new Error(`never: ${what}`);
}
const pushIs = (id, state) => until(`push ${state}`, async () => {
  const source = await look(id);
  return source.push?.state === state && source;
});
/** What the hub knows of a topic; it hears our answer a moment after we gave it. */
const subscribed = (topic) => until('subscribed at the hub', () => hub.of(topic)[0]);
const titled = (title) => until(title, async () => (await curator.want(200, 'GET', '/api/v1/posts?status=pending&limit=100')).items
  .find((p) => p.title === title));

/** The database's clockwork: what is due next is due now. */
function hurry(id) {
  const sql = `UPDATE source_push SET next_at = 1 WHERE id IN (SELECT id FROM source_push ORDER BY created_at DESC LIMIT 1); `
    + "UPDATE job SET run_at = 1 WHERE kind = 'source.push' AND status = 'waiting';";
  const [command, args] = engine === 'sqlite'
    ? ['sqlite3', ['-cmd', '.timeout 5000', server.db.url.replace(/^sqlite:/, ''), sql]] : ['psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', '-c', sql, server.db.url]];
  const done = spawnSync(command, args, { encoding: 'utf8' });
  assert.equal(done.status, 0, `${done.stderr} ${id}`);
}

describe('WebSub', () => {
  before(async () => {
    port = await freePort();
    site = await feedServer();
    hub = await startHub();
    server = await start({ port, args: ['--public-url', `http://127.0.0.1:${port}`, '--allow-net', '127.0.0.0/8'] });
    const admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
  });
  after(async () => {
    await server?.stop();
    await hub?.close();
    await site?.close();
  });

  it('subscribes where a feed names a hub, and a delivery brings the item within seconds', async () => {
    site.set('/a', feed('/a', [{ id: 1, title: 'First' }]));
    const { id } = await add('/a');
    const active = await pushIs(id, 'active');
    assert.equal(active.push.hub, hub.url);
    assert.ok(Date.parse(active.push.lease_until) > Date.now() + 863000000);
    const asked = hub.requests.at(-1);
    assert.match(asked['hub.callback'], new RegExp(`^http://127\\.0\\.0\\.1:${port}/websub/[0-9a-z]{77}$`));
    assert.ok(asked['hub.secret'].length >= 32 && asked['hub.secret'].length < 200);
    assert.equal(asked['hub.topic'], `${site.url}/a`);
    const page = feed('/a', [{ id: 2, title: 'Pushed' }, { id: 1, title: 'First' }]);
    site.set('/a', page);
    await subscribed(`${site.url}/a`);
    const from = Date.now();
    assert.deepEqual(await hub.publish(`${site.url}/a`, page.type, page.body), [202]);
    await titled('Pushed');
    assert.ok(Date.now() - from < 5000);
    const told = await look(id);
    assert.equal(told.push.deliveries, 1);
    assert.ok(told.push.last_delivery_at);
    /* It still polls, but a day suffices now. */
    await until('seldom polls', async () => Date.parse((await look(id)).next_poll_at) > Date.now() + 80000 * 1000);
  });

  it('takes all four methods of signing, and discards what is not signed by the secret', async () => {
    site.set('/sign', feed('/sign', []));
    const { id } = await add('/sign');
    await pushIs(id, 'active');
    const topic = `${site.url}/sign`;
    await subscribed(topic);
    for (const method of ['sha1', 'sha256', 'sha384', 'sha512']) {
      hub.method = method;
      assert.deepEqual(await hub.publish(topic, 'text/plain', 'x'), [202], method);
    }
    hub.method = 'sha256';
    assert.equal((await look(id)).push.deliveries, 4);
    await sleep(2000);
    const asked = site.requests.filter((r) => r.path === '/sign').length;
    assert.deepEqual(await hub.publish(topic, 'text/plain', 'x', { forge: true }), [202]);
    assert.deepEqual(await hub.publish(topic, 'text/plain', 'x', { unsigned: true }), [202]);
    const { callback } = (await subscribed(topic));
    for (const signature of ['sha256=00', 'md5=d41d8cd98f00b204e9800998ecf8427e', 'sha256', '=', 'sha256=zz']) {
      assert.equal((await fetch(callback, { method: 'POST', headers: { 'x-hub-signature': signature }, body: 'x' })).status, 202);
    }
    const { push } = await look(id);
    assert.equal(push.deliveries, 4);
    assert.equal(push.discarded, 7);
    await sleep(1500);
    assert.equal(site.requests.filter((r) => r.path === '/sign').length, asked, 'a false delivery polls nothing');
  });

  it('the HTTP header leads over the feed', async () => {
    const page = feed('/header', [], { hubUrl: `${site.url}/wrong-hub`, self: `${site.url}/wrong` });
    page.headers = { link: [`<${hub.url}>; rel="hub"`, `</header?canonical>; title="a, b"; rel="self"`] };
    site.set('/header', page);
    const { id } = await add('/header');
    await pushIs(id, 'active');
    assert.equal(hub.requests.at(-1)['hub.topic'], `${site.url}/header?canonical`);
  });

  it('JSON Feed names hubs too', async () => {
    site.set('/json', { type: 'application/feed+json', body: JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'J',
      feed_url: `${site.url}/json`, hubs: [{ type: 'WebSub', url: hub.url }], items: [] }) });
    const { id } = await add('/json');
    await pushIs(id, 'active');
  });

  it('answers only the question that was asked', async () => {
    site.set('/q', feed('/q', []));
    const { id } = await add('/q');
    await pushIs(id, 'active');
    const topic = `${site.url}/q`;
    const { callback } = (await subscribed(topic));
    const ask = async (params, address = callback) => {
      const url = new URL(address);
      for (const [k, v] of Object.entries(params)) url.searchParams.append(k, v);
      const answer = await fetch(url);
      return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
    };
    const good = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.challenge': '<b>x&y</b>', 'hub.lease_seconds': '1000', 'hub.more': 'x' };
    const answered = await ask(good);
    assert.equal(answered.status, 200);
    assert.equal(answered.text, '<b>x&y</b>');
    assert.match(answered.type, /^text\/plain/);
    assert.equal((await ask({ ...good, 'hub.topic': `${topic}x` })).status, 404);
    assert.equal((await ask({ ...good, 'hub.mode': 'unsubscribe' })).status, 404, 'nobody wants to leave');
    assert.equal((await ask({ ...good, 'hub.mode': 'publish' })).status, 404);
    assert.equal((await ask({ 'hub.mode': 'subscribe', 'hub.topic': topic })).status, 404);
    assert.equal((await ask({})).status, 404);
    assert.equal((await ask({ ...good, 'hub.challenge': 'x'.repeat(2001) })).status, 404);
    const other = callback.replace(/.$/, (c) => (c === '0' ? '1' : '0'));
    assert.equal((await ask(good, other)).status, 404);
    assert.equal((await fetch(other, { method: 'POST', body: 'x' })).status, 410, 'a hub should stop');
    assert.equal((await fetch(callback, { method: 'POST', body: 'x'.repeat(4 * 1024 * 1024 + 1) })).status, 413);
    assert.equal((await fetch(callback, { method: 'DELETE' })).status, 405);
    assert.equal((await look(id)).push.state, 'active');
  });

  it('a hub that denies, fails or stays silent shows as such', async () => {
    const second = await startHub({ policy: 'deny' });
    site.set('/denied', feed('/denied', [], { hubUrl: second.url }));
    const denied = await pushIs((await add('/denied')).id, 'denied');
    assert.equal(denied.push.detail, 'the hub refused: not for you');
    assert.equal(denied.push.lease_until, null);
    second.policy = 500;
    site.set('/failed', feed('/failed', [], { hubUrl: second.url }));
    const failed = await pushIs((await add('/failed')).id, 'failed');
    assert.equal(failed.push.detail, 'the hub answered 500');
    second.policy = 'silent';
    site.set('/silent', feed('/silent', [], { hubUrl: second.url }));
    const { id } = await add('/silent');
    await until('asked', () => second.requests.some((r) => r['hub.topic'] === `${site.url}/silent`));
    const silent = await until('said so', async () => { const s = await look(id); return s.push?.detail && s; });
    assert.equal(silent.push.state, 'asking');
    assert.ok(Date.parse(silent.next_poll_at) < Date.now() + 3600 * 1000, 'polling goes on as ever');
    await second.close();
    site.set('/nobody', feed('/nobody', [], { hubUrl: second.url }));
    const nobody = await pushIs((await add('/nobody')).id, 'failed');
    assert.match(nobody.push.detail, /^the hub could not be asked: /);
  });

  it('renews before the lease ends, with the same callback and secret', async () => {
    site.set('/lease', feed('/lease', []));
    hub.lease = 1000;
    const { id } = await add('/lease');
    const first = await pushIs(id, 'active');
    const asked = hub.requests.at(-1);
    hub.lease = 864000;
    hurry(id);
    await until('renewal', async () => Date.parse((await look(id)).push.lease_until) > Date.parse(first.push.lease_until) + 600000);
    assert.deepEqual(hub.requests.at(-1), asked);
  });

  it('a hub that does not tell is noticed, and polling is as often as without it', async () => {
    const path = '/untold';
    site.set(path, feed(path, [{ id: 1, title: 'Untold 1' }]));
    const { id } = await add(path);
    await pushIs(id, 'active');
    for (const n of [2, 3]) {
      site.set(path, feed(path, Array.from({ length: n }, (_, i) => ({ id: i + 1, title: `Untold ${i + 1}` }))));
      await curator.want(200, 'POST', `/api/v1/sources/${id}/poll`);
    }
    const source = await look(id);
    assert.equal(source.push.state, 'silent');
    assert.ok(Date.parse(source.next_poll_at) < Date.now() + 3600 * 1000);
    await subscribed(`${site.url}${path}`);
    await hub.publish(`${site.url}${path}`, 'text/plain', 'x');
    assert.equal((await look(id)).push.state, 'active');
  });

  it('a feed that names another hub, or none, changes the subscription', async () => {
    const second = await startHub();
    site.set('/move', feed('/move', []));
    const { id } = await add('/move');
    await pushIs(id, 'active');
    await subscribed(`${site.url}/move`);
    site.set('/move', feed('/move', [], { hubUrl: second.url }));
    await curator.want(200, 'POST', `/api/v1/sources/${id}/poll`);
    await until('the new hub', async () => { const s = await look(id); return s.push?.hub === second.url && s.push.state === 'active'; });
    await until('the old one ended', () => hub.of(`${site.url}/move`).length === 0);
    site.set('/move', feed('/move', [], { links: false }));
    assert.equal((await curator.want(200, 'POST', `/api/v1/sources/${id}/poll`)).push, null);
    await until('ended', () => second.of(`${site.url}/move`).length === 0);
    await second.close();
  });

  it('pausing and deleting unsubscribe; going on subscribes again', async () => {
    site.set('/end', feed('/end', []));
    const topic = `${site.url}/end`;
    const { id } = await add('/end');
    await pushIs(id, 'active');
    const { callback } = (await subscribed(topic));
    assert.equal((await curator.want(200, 'PATCH', `/api/v1/sources/${id}`, { status: 'paused' })).push, null);
    await until('unsubscribed', () => hub.of(topic).length === 0);
    assert.equal((await fetch(callback, { method: 'POST', body: 'x' })).status, 410);
    await curator.want(200, 'PATCH', `/api/v1/sources/${id}`, { status: 'active' });
    await pushIs(id, 'active');
    assert.notEqual((await subscribed(topic)).callback, callback);
    await curator.want(204, 'DELETE', `/api/v1/sources/${id}`);
    await until('unsubscribed', () => hub.of(topic).length === 0);
    assert.deepEqual(hub.verified.filter((v) => !v.fine), []);
  });

  it('every request to the hub was as the Recommendation says', () => {
    assert.deepEqual(hub.faults, []);
    assert.ok(hub.requests.length > 10);
  });
});

describe('WebSub and companies', () => {
  let own, hubs, feeds;
  before(async () => {
    hubs = await startHub({ policy: 'silent' });
    feeds = await feedServer();
    const at = await freePort();
    own = await start({ port: at, rateLimits: true, args: ['--public-url', `http://share.example:${at}`, '--allow-net', '127.0.0.0/8'],
      companies: [{ name: 'One', host: 'one.example', email: 'a@one.example' }, { name: 'Two', host: 'two.example', email: 'a@two.example' }] });
  });
  after(async () => {
    await own?.stop();
    await hubs?.close();
    await feeds?.close();
  });

  it("a callback is bound to its company's host, and limited", async () => {
    const admin = await own.signIn();
    const topic = `${feeds.url}/f`;
    feeds.set('/f', { type: 'application/atom+xml', body: `<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>t</title><link rel="hub" href="${hubs.url}"/><link rel="self" href="${topic}"/></feed>` });
    await admin.want(201, 'POST', '/api/v1/sources', { url: topic });
    const asked = await until('asked', () => hubs.requests[0]);
    const callback = new URL(asked['hub.callback']);
    assert.equal(callback.host, `one.example:${own.port}`);
    const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.challenge': 'word', 'hub.lease_seconds': '1000' });
    const at = (host) => own.client({ host });
    assert.equal((await at('two.example').get(`${callback.pathname}?${query}`)).status, 404);
    assert.equal((await at('two.example').post(callback.pathname, 'x')).status, 410);
    assert.equal((await at('nobody.example').post(callback.pathname, 'x')).status, 404);
    const answer = await at('one.example').get(`${callback.pathname}?${query}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.text, 'word');
    let refused = 0;
    for (let i = 0; i < 100 && refused === 0; i += 1) {
      const answers = await Promise.all(Array.from({ length: 40 }, () => at('one.example').post(callback.pathname, 'x')));
      refused = answers.filter((a) => a.status === 429).length;
    }
    assert.ok(refused > 0, 'one address cannot call without end');
  });

  it('without a public address nothing is asked', async () => {
    const local = await start({ args: ['--allow-net', '127.0.0.0/8'] });
    try {
      const admin = await local.signIn();
      const before = hubs.requests.length;
      const source = await admin.want(201, 'POST', '/api/v1/sources', { url: `${feeds.url}/f` });
      assert.equal(source.push, null);
      await sleep(1500);
      assert.equal(hubs.requests.length, before);
    } finally {
      await local.stop();
    }
  });
});
