// discoveries.test.mjs: from one address to feeds and accounts: real pages and feeds of a site on loopback, a Mastodon-like account
// among them, and what may not be contacted.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { atom, feedServer, rss } from './feedserver.mjs';
import { pointers, start } from './helper.mjs';

const DAY = 86400e3;

describe('discoveries', () => {
  let server, site, social, admin, curator;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }], args: ['--allow-net', '127.0.0.0/8'] });
    site = await feedServer();
    social = await feedServer();
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    const items = (n, days, name) => Array.from({ length: n }, (_, i) => ({ id: `${name}${i}`, url: `${site.url}/${name}/${i}`, title: `${name} ${i}`, date: Date.now() - (i * days + 0.1) * DAY }));
    site.set('/', {
      type: 'text/html; charset=utf-8',
      body: `<!doctype html><html lang="fr"><head><title>Rivelle, l’énergie claire</title><meta property="og:site_name" content="Rivelle Énergie">
        <link rel="alternate" type="application/rss+xml" title="Actus" href="/news.xml">
        <link rel="alternate" type="application/atom+xml" title="Actus, Atom" href="/news.atom">
        <link rel="alternate" type="application/rss+xml" title="Commentaires" href="/comments/feed/">
        <link rel="alternate" type="application/rss+xml" title="Archive" href="/old.xml">
        <link rel="alternate" type="application/rss+xml" title="Cassé" href="/broken.xml">
        <link rel="me" href="${social.url}/@rivelle">
        <script type="application/ld+json">{"@context":"https://schema.org","@type":"Organization","name":"Rivelle","sameAs":["https://www.linkedin.com/company/rivelle/"]}</script>
        </head><body><footer><a href="https://www.facebook.com/rivelle">f</a> <a href="https://www.linkedin.com/company/partner">p</a></footer></body></html>`,
    });
    site.set('/news.xml', { body: rss(site.url, items(30, 2, 'news'), { title: 'Rivelle actualités' }) });
    site.set('/news.atom', { type: 'application/atom+xml', body: atom(site.url, items(30, 2, 'news')) });
    site.set('/old.xml', { body: rss(site.url, items(3, 10, 'old').map((i) => ({ ...i, date: Date.now() - 400 * DAY })), { title: 'Archive' }) });
    social.set('/@rivelle.rss', { body: rss(`${social.url}/@rivelle`, items(5, 20, 'toot'), { title: 'Rivelle', extra: `<image><url>${site.url}/i.png</url></image>` }) });
  });
  after(async () => {
    await site?.close();
    await social?.close();
    await server?.stop();
  });

  const look = (url) => curator.want(200, 'POST', '/api/v1/discoveries', { url });

  it('finds feeds and accounts of a page, how, how alive, and what the space would open with', async () => {
    const found = await look(site.url);
    assert.equal(found.name, 'Rivelle Énergie');
    assert.equal(found.language, 'fr');
    const short = (s) => [s.network, s.how, s.readable, s.suggested];
    assert.deepEqual(found.sources.map(short), [
      ['web', 'page', true, true],
      ['web', 'page', true, false],
      ['mastodon', 'rel_me', true, true],
      ['linkedin', 'json_ld', false, false],
      ['facebook', 'link', false, false],
    ]);
    const [news, old, mastodon, linkedin] = found.sources;
    assert.equal(news.title, 'Rivelle actualités');
    assert.equal(news.url, `${site.url}/news.xml`);
    assert.equal(news.items, 30);
    assert.equal(news.per_month, 15.4);
    assert.ok(Date.parse(old.last_at) < Date.now() - 300 * DAY);
    assert.equal(mastodon.url, `${social.url}/@rivelle.rss`);
    assert.equal(mastodon.confirmed, true);
    assert.equal(linkedin.url, 'https://www.linkedin.com/company/rivelle');
    assert.equal(linkedin.trouble, null);
    assert.equal(found.posts.length, 6);
    assert.deepEqual(found.posts.slice(0, 2).map((p) => p.title).toSorted(), ['news 0', 'toot 0']);
    const stamps = found.posts.map((p) => Date.parse(p.published_at));
    assert.deepEqual(stamps, stamps.toSorted((a, b) => b - a));
    assert.equal(site.requests.filter((r) => r.path === '/comments/feed/').length, 0);
    // Nothing was stored.
    assert.equal((await curator.want(200, 'GET', '/api/v1/sources')).items.length, 0);
  });

  it('what it found becomes a source, in the tab of its network', async () => {
    const source = await curator.want(201, 'POST', '/api/v1/sources', { url: `${social.url}/@rivelle.rss` });
    assert.equal(source.network, 'mastodon');
    const news = await curator.want(201, 'POST', '/api/v1/sources', { url: `${site.url}/news.xml` });
    assert.equal(news.network, 'web');
    const posts = (await curator.want(200, 'GET', '/api/v1/posts?status=pending&limit=100')).items;
    assert.ok(posts.filter((p) => p.network === 'mastodon').length >= 5);
  });

  it('a feed is told as itself, a page without one is looked around', async () => {
    const feed = await look(`${site.url}/news.xml`);
    assert.deepEqual(feed.sources.map((s) => [s.how, s.readable]), [['address', true]]);
    const bare = await feedServer();
    try {
      bare.set('/', { type: 'text/html', body: '<title>Bare</title><p>hello' });
      assert.deepEqual((await look(bare.url)).sources, []);
      bare.set('/feed.xml', { body: rss(bare.url, [{ url: `${bare.url}/1`, title: 'One' }], { title: 'Found' }) });
      assert.deepEqual((await look(bare.url)).sources.map((s) => [s.how, s.title, s.url]), [['guess', 'Found', `${bare.url}/feed.xml`]]);
    } finally {
      await bare.close();
    }
  });

  it('reads what it reads at the same time', async () => {
    const slow = await feedServer();
    try {
      const names = ['a', 'b', 'c', 'd'];
      slow.set('/', { type: 'text/html', body: names.map((n) => `<link rel=alternate type=application/rss+xml href=/${n}.xml>`).join('') });
      for (const n of names) slow.set(`/${n}.xml`, { wait: 400, body: rss(slow.url, [{ url: `${slow.url}/${n}`, title: n }], { title: n }) });
      assert.equal((await look(slow.url)).sources.length, 4);
      assert.equal(slow.busiest, 4);
    } finally {
      await slow.close();
    }
  });

  it('takes a page of a hundred thousand links below a long address for what it is', async () => {
    const hostile = await feedServer();
    try {
      const long = `/${'x'.repeat(1800)}/`;
      hostile.set(long, { type: 'text/html', body: `<link rel=me href="https://www.linkedin.com/company/rivelle">${Array.from({ length: 100_000 }, (_, i) => `<a href=${i}>`).join('')}` });
      const found = await look(hostile.url + long);
      assert.deepEqual(found.sources.map((s) => s.network), ['linkedin']);
    } finally {
      await hostile.close();
    }
  });

  it('says what is wrong with the address', async () => {
    for (const url of ['not an address', 'ftp://x.example/', 'http://10.0.0.1/', 'http://169.254.169.254/', `${site.url}/none`, 'http://127.0.0.1:9/']) {
      const { status, json } = await curator.post('/api/v1/discoveries', { url });
      assert.equal(status, 422, url);
      assert.deepEqual(pointers(json), ['/url']);
    }
    assert.equal((await curator.post('/api/v1/discoveries', {})).status, 422);
  });

  it('is for curators', async () => {
    for (const role of ['member', 'moderator', 'manager', 'trainer', 'auditor']) {
      const other = await server.member(admin, { roles: [role] });
      assert.equal((await other.post('/api/v1/discoveries', { url: site.url })).status, 403);
    }
    assert.equal((await server.client().post('/api/v1/discoveries', { url: site.url })).status, 401);
  });
});
