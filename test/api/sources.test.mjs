// Sources: adding, polling, health, moving, and whose business they are. Real feeds from a site on loopback.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { atom, feedServer, rss } from './feedserver.mjs';
import { pointers, start } from './helper.mjs';

const outsiders = ['member', 'moderator', 'manager', 'trainer', 'auditor'];

describe('sources', () => {
  let server, site, admin, curator;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }], args: ['--allow-net', '127.0.0.0/8'] });
    site = await feedServer();
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
  });
  after(async () => {
    await site?.close();
    await server?.stop();
  });

  const items = (n, base = site.url) => Array.from({ length: n }, (_, i) => (
    { id: `${base}#${i}`, url: `${base}/page-${i}`, title: `Page ${i}`, date: Date.now() - (i + 1) * 3600e3 }));
  const add = (path, more = {}) => curator.want(201, 'POST', '/api/v1/sources', { url: site.url + path, ...more });
  const poll = (id, client = curator) => client.want(200, 'POST', `/api/v1/sources/${id}/poll`);
  const pending = async () => (await curator.want(200, 'GET', '/api/v1/posts?status=pending&limit=100')).items;

  it('an RSS feed is read at once, its 20 newest items wait in the inbox', async () => {
    site.set('/rss.xml', { body: rss(site.url, items(30)), etag: true, headers: { 'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT' } });
    const source = await add('/rss.xml');
    assert.equal(source.title, 'Actualités');
    assert.equal(source.kind, 'rss');
    assert.equal(source.network, 'web');
    assert.equal(source.mode, 'inbox');
    assert.equal(source.status, 'active');
    assert.equal(source.language, 'fr');
    assert.equal(source.error, null);
    assert.deepEqual(source.posts, { pending: 20, published: 0 });
    assert.ok(Date.parse(source.next_poll_at) > Date.now());
    const posts = await pending();
    assert.equal(posts.length, 20);
    assert.equal(posts[0].title, 'Page 0');
    assert.equal(posts[0].source.id, source.id);
    assert.deepEqual(posts[0].also_seen, []);
    assert.equal(posts[0].me, undefined);
  });

  it('is asked conditionally, with the validators as they came', async () => {
    const [source] = (await curator.want(200, 'GET', '/api/v1/sources')).items;
    const polled = await poll(source.id);
    const { headers } = site.last('/rss.xml');
    assert.match(headers['if-none-match'], /^W\/"[0-9a-f]{16}"$/);
    assert.equal(headers['if-modified-since'], 'Tue, 24 Nov 2026 10:00:00 GMT');
    assert.match(headers['accept-encoding'], /gzip/);
    assert.equal(polled.error, null);
    assert.deepEqual(polled.posts, { pending: 20, published: 0 });
    assert.ok(polled.last_poll_at > source.last_poll_at);
  });

  it('what is new comes in, what changed follows while it waits, what a curator edited stays', async () => {
    const [source] = (await curator.want(200, 'GET', '/api/v1/sources')).items;
    const list = items(30);
    const fresh = { id: 'fresh', url: `${site.url}/fresh`, title: 'Tout neuf' };
    const edited = (await pending()).find((p) => p.title === 'Page 2');
    await curator.want(200, 'PATCH', `/api/v1/posts/${edited.id}`, { title: 'De ma main' });
    list[1].title = 'Page 1, corrigée';
    list[2].title = 'Page 2, corrigée';
    site.set('/rss.xml', { body: rss(site.url, [fresh, ...list]), etag: true });
    const polled = await poll(source.id);
    assert.equal(polled.posts.pending, 21);
    assert.ok(polled.interval_s < source.interval_s);
    const titles = (await pending()).map((p) => p.title);
    assert.equal(titles[0], 'Tout neuf');
    assert.ok(titles.includes('Page 1, corrigée'));
    assert.ok(titles.includes('De ma main') && !titles.includes('Page 2, corrigée'));
  });

  it('one page through two sources is one post that says where else it was seen', async () => {
    site.set('/atom.xml', { type: 'application/atom+xml', body: atom(site.url, [
      { id: 'urn:x:0', url: `${site.url}/page-0?utm_source=feed`, title: 'The same page' },
      { id: 'urn:x:1', url: `${site.url}/only-here`, title: 'Only here' }], { title: 'In English' }) });
    const source = await add('/atom.xml');
    assert.equal(source.kind, 'atom');
    assert.equal(source.posts.pending, 1);
    const posts = await pending();
    const both = posts.find((p) => p.url.endsWith('/page-0'));
    assert.deepEqual(both.also_seen, ['In English']);
    assert.equal(posts.find((p) => p.title === 'Only here').language, 'en');
    assert.equal(posts.filter((p) => p.title === 'The same page').length, 0);
    const one = await curator.want(200, 'GET', `/api/v1/posts/${both.id}`);
    assert.deepEqual(one.also_seen, ['In English']);
  });

  it('what is published again under another id and address is the same post', async () => {
    const date = Date.now() - 7200e3;
    const text = 'The same words of the same second, moved to a new blog program with new addresses.';
    site.set('/blog-before.xml', { type: 'text/xml', body: rss(site.url, [{ id: 'old-1', url: `${site.url}/?p=1`, title: 'Moved house', text, date }], { title: 'Old blog' }) });
    site.set('/blog-after.xml', { type: 'text/xml', body: rss(site.url, [
      { id: 'new-1', url: `${site.url}/2026/moved-house`, title: 'Moved house', text, date },
      { id: 'new-2', url: `${site.url}/2026/other-day`, title: 'Moved house', text, date: date + 86400e3 / 48 }], { title: 'New blog' }) });
    await add('/blog-before.xml');
    const source = await add('/blog-after.xml');
    assert.equal(source.posts.pending, 1);
    const same = (await pending()).filter((p) => p.title === 'Moved house');
    assert.equal(same.length, 2);
    assert.deepEqual(same.find((p) => p.url.endsWith('?p=1')).also_seen, ['New blog']);
  });

  it('a page that names its feed is enough, with or without a scheme in front', async () => {
    site.set('/blog/', { type: 'text/html; charset=utf-8',
      body: '<!doctype html><title>Blog</title><link rel="alternate" type="application/atom+xml" href="feed.atom">' });
    site.set('/blog/feed.atom', { type: 'text/xml', body: atom(site.url, [], { title: 'Blog feed' }) });
    const source = await curator.want(201, 'POST', '/api/v1/sources', { url: `  ${site.url}/blog/#top ` });
    assert.equal(source.url, `${site.url}/blog/feed.atom`);
    assert.equal(source.title, 'Blog feed');
    const again = await curator.post('/api/v1/sources', { url: `${site.url}/blog/feed.atom` });
    assert.equal(again.status, 409);
    assert.deepEqual(pointers(again.json), ['/url']);
  });

  it('a page that names no feed: its links that look like one are tried, then the usual places', async () => {
    site.set('/quiet/', { type: 'text/html', body: '<!doctype html><title>Quiet</title><a href="/about">About</a><a href="news.rss">News</a>' });
    site.set('/quiet/news.rss', { type: 'text/xml', body: rss(site.url, [], { title: 'Linked only' }) });
    const linked = await curator.want(201, 'POST', '/api/v1/sources', { url: `${site.url}/quiet/` });
    assert.equal(linked.url, `${site.url}/quiet/news.rss`);
    site.set('/mute/', { type: 'text/html', body: '<!doctype html><title>Mute</title>' });
    site.set('/mute/index.xml', { type: 'text/xml', body: rss(site.url, [], { title: 'Usual place' }) });
    const guessed = await curator.want(201, 'POST', '/api/v1/sources', { url: `${site.url}/mute/` });
    assert.equal(guessed.url, `${site.url}/mute/index.xml`);
  });

  it('a compressed feed is read', async () => {
    site.set('/gz.xml', { body: gzipSync(rss(site.url, [])), headers: { 'content-encoding': 'gzip' } });
    assert.equal((await add('/gz.xml')).error, null);
  });

  it('direct sources publish without the inbox', async () => {
    site.set('/direct.xml', { body: rss(site.url, [{ id: 'd', url: `${site.url}/direct`, title: 'Directement' }], { title: 'Direct' }) });
    const source = await add('/direct.xml', { mode: 'direct' });
    assert.deepEqual(source.posts, { pending: 0, published: 1 });
    const feed = await curator.want(200, 'GET', '/api/v1/posts');
    assert.equal(feed.items[0].title, 'Directement');
  });

  it('what is no feed is refused with the reason', async () => {
    const bare = await feedServer();                 /* the other site has feeds in the usual places */
    bare.set('/page', { type: 'text/html', body: '<p>no feed here</p>' });
    bare.set('/empty', { body: '' });
    for (const path of ['/page', '/empty', '/nothing-there']) {
      const answer = await curator.post('/api/v1/sources', { url: bare.url + path });
      assert.equal(answer.status, 422, path);
      assert.equal(answer.json.type, 'urn:portevoix:problem:not-a-feed', path);
      assert.deepEqual(pointers(answer.json), ['/url'], path);
    }
    const missing = await curator.post('/api/v1/sources', { url: `${bare.url}/nothing-there` });
    assert.match(missing.json.errors[0].detail, /404/);
    assert.ok(bare.requests.length < 40, 'guesses are bounded');
    await bare.close();
  });

  it('addresses that must not be connected to are refused, also behind a redirect', async () => {
    site.set('/inwards', { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } });
    for (const url of ['http://10.0.0.1/feed', 'http://[::1]/feed', 'ftp://x.example/feed', 'http://user@x.example/', 'file:///etc/passwd', 'http://']) {
      const answer = await curator.post('/api/v1/sources', { url });
      assert.equal(answer.status, 422, url);
      assert.deepEqual(pointers(answer.json), ['/url'], url);
    }
    const answer = await curator.post('/api/v1/sources', { url: `${site.url}/inwards` });
    assert.equal(answer.status, 422);
    assert.match(answer.json.errors[0].detail, /must not be connected to/);
  });

  it('a broken feed keeps its source, says why and when next, and comes back', async () => {
    site.set('/health.xml', { body: rss(site.url, [{ id: 'h', url: `${site.url}/h`, title: 'Santé' }]) });
    const { id } = await add('/health.xml');
    site.set('/health.xml', { status: 500, body: 'oops' });
    let source = await poll(id);
    assert.deepEqual(source.error, { code: 'server_error', detail: 'the server has a problem (500)', count: 1 });
    assert.equal(source.status, 'active');
    const wait = () => (Date.parse(source.next_poll_at) - Date.parse(source.last_poll_at)) / 1000;
    assert.equal(wait(), 300);
    source = await poll(id);
    assert.equal(source.error.count, 2);
    assert.equal(wait(), 600);
    site.set('/health.xml', { status: 429, headers: { 'retry-after': '7200' } });
    source = await poll(id);
    assert.equal(source.error.code, 'busy');
    assert.equal(wait(), 7200);
    site.set('/health.xml', { body: '<html>maintenance</html>', type: 'text/html' });
    source = await poll(id);
    assert.equal(source.error.code, 'not_a_feed');
    const ok = source.last_ok_at;
    site.set('/health.xml', { body: rss(site.url, [{ id: 'h', url: `${site.url}/h`, title: 'Santé' }]) });
    source = await poll(id);
    assert.equal(source.error, null);
    assert.ok(source.last_ok_at > ok);
    assert.equal(source.posts.pending, 1);
  });

  it('a feed that is gone for good is asked no more until somebody does', async () => {
    site.set('/gone.xml', { body: rss(site.url, []) });
    const { id } = await add('/gone.xml');
    site.set('/gone.xml', { status: 410 });
    const gone = await poll(id);
    assert.equal(gone.status, 'gone');
    assert.equal(gone.error.code, 'gone');
    assert.equal(gone.next_poll_at, null);
    site.set('/gone.xml', { body: rss(site.url, []) });
    assert.equal((await poll(id)).status, 'active');
  });

  it('a permanent move is remembered after three times, a temporary one is not', async () => {
    site.set('/old.xml', { body: rss(site.url, []) });
    site.set('/new.xml', { body: rss(site.url, [{ id: 'n', url: `${site.url}/n`, title: 'Déménagé' }]) });
    const { id } = await add('/old.xml');
    site.set('/old.xml', { status: 302, headers: { location: '/new.xml' } });
    for (let i = 0; i < 4; i += 1) await poll(id);
    let source = await poll(id);
    assert.equal(source.url, `${site.url}/old.xml`);
    assert.equal(source.moved_to, null);
    assert.equal(source.posts.pending, 1);
    site.set('/old.xml', { status: 301, headers: { location: '/new.xml' } });
    source = await poll(id);
    assert.equal(source.moved_to, `${site.url}/new.xml`);
    await poll(id);
    source = await poll(id);
    assert.equal(source.url, `${site.url}/new.xml`);
    assert.equal(source.moved_to, null);
    assert.equal(source.error, null);
  });

  it('a new address is read first; a wrong one changes nothing', async () => {
    site.set('/was.xml', { body: rss(site.url, []) });
    site.set('/is.xml', { body: rss(site.url, [{ id: 'i', url: `${site.url}/is`, title: 'Nouvelle adresse' }]) });
    const { id, url } = await add('/was.xml');
    const wrong = await curator.patch(`/api/v1/sources/${id}`, { url: `${site.url}/missing` });
    assert.equal(wrong.status, 422);
    assert.equal((await curator.want(200, 'GET', `/api/v1/sources/${id}`)).url, url);
    const moved = await curator.want(200, 'PATCH', `/api/v1/sources/${id}`, { url: `${site.url}/is.xml`, title: 'Mon titre' });
    assert.equal(moved.url, `${site.url}/is.xml`);
    assert.equal(moved.title, 'Mon titre');
    assert.equal(moved.posts.pending, 1);
    const taken = await curator.patch(`/api/v1/sources/${id}`, { url: `${site.url}/rss.xml` });
    assert.equal(taken.status, 409);
  });

  it('its jobs ask a host one at a time', async () => {
    const ids = [];
    for (let i = 0; i < 5; i += 1) {
      site.set(`/turn${i}.xml`, { body: rss(site.url, []) });
      ids.push((await add(`/turn${i}.xml`)).id);
    }
    for (const id of ids) await curator.want(200, 'PATCH', `/api/v1/sources/${id}`, { status: 'paused' });
    for (let i = 0; i < 5; i += 1) site.set(`/turn${i}.xml`, { body: rss(site.url, []), wait: 400 });
    const from = site.requests.length;
    site.busiest = 0;
    for (const id of ids) await curator.want(200, 'PATCH', `/api/v1/sources/${id}`, { status: 'active' });
    const asked = () => new Set(site.requests.slice(from).map((r) => r.path).filter((p) => p.startsWith('/turn'))).size;
    for (let i = 0; i < 300 && asked() < 5; i += 1) await new Promise((resolve) => { setTimeout(resolve, 100); });
    assert.equal(asked(), 5, 'all had their turn');
    assert.equal(site.busiest, 1);
  });

  it('validators of the same second are not relied on', async () => {
    const page = (date) => ({ body: rss(site.url, []), headers: { 'last-modified': date.toUTCString(), etag: `"${date.getTime()}"` } });
    site.set('/fresh.xml', page(new Date()));
    const { id } = await add('/fresh.xml');
    await curator.want(200, 'POST', `/api/v1/sources/${id}/poll`);
    assert.equal(site.last('/fresh.xml').headers['if-none-match'], undefined);
    assert.equal(site.last('/fresh.xml').headers['if-modified-since'], undefined);
    const old = new Date(Date.now() - 60000);
    site.set('/fresh.xml', page(old));
    for (let i = 0; i < 2; i += 1) await curator.want(200, 'POST', `/api/v1/sources/${id}/poll`);
    assert.equal(site.last('/fresh.xml').headers['if-none-match'], `"${old.getTime()}"`);
    assert.equal(site.last('/fresh.xml').headers['if-modified-since'], old.toUTCString());
  });

  it('pauses and goes on', async () => {
    site.set('/pause.xml', { body: rss(site.url, []) });
    const { id } = await add('/pause.xml');
    const paused = await curator.want(200, 'PATCH', `/api/v1/sources/${id}`, { status: 'paused' });
    assert.equal(paused.status, 'paused');
    assert.equal(paused.next_poll_at, null);
    const asked = () => site.requests.filter((r) => r.path === '/pause.xml').length;      // pages are asked for their pictures too
    const before = asked();
    await curator.want(200, 'PATCH', `/api/v1/sources/${id}`, { status: 'active' });
    for (let i = 0; i < 100 && asked() === before; i += 1) await new Promise((resolve) => { setTimeout(resolve, 100); });
    assert.equal(asked(), before + 1, 'the job polls by itself');
  });

  it('deleting keeps the posts; adding again makes none twice', async () => {
    site.set('/twice.xml', { body: rss(site.url, [{ id: 't', url: `${site.url}/twice`, title: 'Une fois' }]) });
    const { id } = await add('/twice.xml');
    await curator.want(204, 'DELETE', `/api/v1/sources/${id}`);
    assert.equal((await curator.get(`/api/v1/sources/${id}`)).status, 404);
    let posts = (await pending()).filter((p) => p.title === 'Une fois');
    assert.equal(posts.length, 1);
    assert.equal(posts[0].source, null);
    await add('/twice.xml');
    posts = (await pending()).filter((p) => p.title === 'Une fois');
    assert.equal(posts.length, 1);
  });

  it('pages, in the order of adding', async () => {
    const all = (await curator.want(200, 'GET', '/api/v1/sources?limit=100')).items.map((s) => s.id);
    const seen = [];
    let cursor = '';
    for (let i = 0; i < 50 && cursor !== null; i += 1) {
      const page = await curator.want(200, 'GET', `/api/v1/sources?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items.map((s) => s.id));
      cursor = page.next;
    }
    assert.deepEqual(seen, all);
    assert.deepEqual([...all].sort(), all);
    const first = await curator.get('/api/v1/sources');
    assert.equal((await curator.get('/api/v1/sources', { headers: { 'if-none-match': first.headers.etag } })).status, 304);
  });

  it('refuses bad input with all faults', async () => {
    const bad = await curator.post('/api/v1/sources', { url: '', mode: 'sometimes', extra: 1 });
    assert.equal(bad.status, 422);
    assert.deepEqual(pointers(bad.json).sort(), ['/extra', '/mode', '/url']);
    assert.equal((await curator.post('/api/v1/sources', { url: site.url, brand_id: '0000000000001' })).status, 422);
    assert.equal((await curator.get('/api/v1/sources?limit=0')).status, 422);
    assert.equal((await curator.get('/api/v1/sources?cursor=x')).status, 422);
    const [{ id }] = (await curator.want(200, 'GET', '/api/v1/sources')).items;
    assert.equal((await curator.patch(`/api/v1/sources/${id}`, { status: 'gone' })).status, 422);
    assert.equal((await curator.patch(`/api/v1/sources/${id}`, { title: '' })).status, 422);
  });

  it('is for curators and admins', async () => {
    const [{ id }] = (await admin.want(200, 'GET', '/api/v1/sources')).items;
    for (const role of outsiders) {
      const other = await server.member(admin, { roles: role === 'member' ? [] : [role] });
      assert.equal((await other.get('/api/v1/sources')).status, 403, role);
      assert.equal((await other.get(`/api/v1/sources/${id}`)).status, 403, role);
      assert.equal((await other.post('/api/v1/sources', { url: site.url })).status, 403, role);
      assert.equal((await other.patch(`/api/v1/sources/${id}`, { title: 'x' })).status, 403, role);
      assert.equal((await other.post(`/api/v1/sources/${id}/poll`)).status, 403, role);
      assert.equal((await other.delete(`/api/v1/sources/${id}`)).status, 403, role);
    }
    assert.equal((await server.client().get('/api/v1/sources')).status, 401);
  });

  it("another company's sources are not there", async () => {
    const [{ id }] = (await curator.want(200, 'GET', '/api/v1/sources')).items;
    const stranger = await server.signIn(undefined, server.companies[1]);
    assert.deepEqual((await stranger.want(200, 'GET', '/api/v1/sources')).items, []);
    assert.equal((await stranger.get(`/api/v1/sources/${id}`)).status, 404);
    assert.equal((await stranger.patch(`/api/v1/sources/${id}`, { title: 'x' })).status, 404);
    assert.equal((await stranger.post(`/api/v1/sources/${id}/poll`)).status, 404);
    assert.equal((await stranger.delete(`/api/v1/sources/${id}`)).status, 404);
    /* The same feed may be watched by both. */
    const own = await stranger.want(201, 'POST', '/api/v1/sources', { url: `${site.url}/rss.xml` });
    assert.equal(own.posts.pending, 20);
    /* Its posts stay when it goes, and are still told from those written here. */
    await stranger.want(204, 'DELETE', `/api/v1/sources/${own.id}`);
    const [post] = (await stranger.want(200, 'GET', '/api/v1/posts?view=studio&status=pending&limit=1')).items;
    assert.equal(post.source, null);
    assert.equal(post.imported, true);
  });
});
