// static.test.mjs: sites of two static generators, edited, broken, moved and mended while they are watched.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { start } from '../api/helper.mjs';
import { hugo, pelican } from './generators.mjs';
import { watcher } from './watch.mjs';

const day = (n) => `2026-11-${String(n).padStart(2, '0')} 09:00`;

describe('real static sites', () => {
  let server, w;
  before(async () => {
    server = await start({ args: ['--allow-net', '127.0.0.0/8'] });
    w = await watcher(server);
  });
  after(() => server?.stop());

  describe('Pelican', () => {
    let site, id;
    const feed = '/feeds/all.rss.xml';
    before(async () => {
      site = await pelican();
      for (let i = 1; i <= 3; i += 1) site.write({ slug: `entree-${i}`, title: `Entrée ${i}`, date: day(i), text: `Le texte de l’entrée **${i}**, en entier.` });
    });
    after(() => site?.close());

    it('is found from the home page, with its entries', async () => {
      const source = await w.add(site.url);
      assert.equal(source.kind, 'atom');
      assert.equal(source.posts.pending, 3);
      assert.equal((await w.post('Entrée 2')).body, 'Le texte de l’entrée 2, en entier.');
      await w.curator.want(204, 'DELETE', `/api/v1/sources/${source.id}`);
    });

    it('its RSS feed brings no post twice', async () => {
      const source = await w.add(site.url + feed);
      id = source.id;
      assert.equal(source.kind, 'rss');
      assert.equal((await w.inbox()).length, 3);
    });

    it('new, changed and deleted entries', async () => {
      site.write({ slug: 'neuve', title: 'Toute neuve', date: day(4), text: 'Premier jet.' });
      await w.healthy(id);
      const first = await w.post('Toute neuve');
      site.write({ slug: 'neuve', title: 'Toute neuve, relue', date: day(4), text: 'Second jet, sans faute.' });
      await w.healthy(id);
      const second = await w.post('Toute neuve, relue');
      assert.equal(second.id, first.id);
      assert.equal(second.body, 'Second jet, sans faute.');
      site.remove('entree-1');
      await w.healthy(id);
      await w.post('Entrée 1');
      await new Promise((resolve) => { setTimeout(resolve, 3100); });
      await w.healthy(id);
      await w.healthy(id);
      assert.equal(site.front.of(feed).at(-1).status, 304, 'a weak entity tag works');
      assert.match(site.front.of(feed).at(-1).headers['accept-encoding'], /gzip/);
    });

    it('markup in titles and texts does no harm', async () => {
      site.write({ slug: 'piege', title: '<script>alert(1)</script> & <i>piège</i>', date: day(5), text: '<script>alert(2)</script>\n\nUn <em onmouseover="alert(3)">texte</em> &lt;sain&gt;.' });
      await w.healthy(id);
      const post = (await w.inbox()).find((p) => /piège/.test(p.title));
      assert.ok(post);
      assert.doesNotMatch(post.title + post.body, /<script|onmouseover|alert\(2\)/);
      assert.match(post.body, /Un texte <sain>\./);
    });

    it('each kind of breakage has its words and its wait', async () => {
      const before = (await w.inbox()).map((p) => `${p.id} ${p.title} ${p.body}`);
      const rule = (r) => site.front.rules.set(feed, r);
      rule({ status: 500 });
      await w.fails(id, 'server_error', /\(500\)/, 300, 330);
      await w.fails(id, 'server_error', /\(500\)/, 600, 660);
      rule({ status: 404 });
      assert.equal((await w.fails(id, 'not_found', /\(404\)/, 1200, 1320)).error.count, 3);
      rule({ status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><html><head><title>Parked</title></head><body>This domain is for sale</body></html>' });
      await w.fails(id, 'not_a_feed', /./, 2400, 2640);
      rule({ status: 200, headers: { 'content-type': 'application/xml' }, body: '' });
      await w.fails(id, 'not_a_feed', /./, 4800, 5280);
      rule({ status: 403 });
      await w.fails(id, 'forbidden', /\(403\)/, 9600, 10560);
      rule({ status: 429, headers: { 'retry-after': new Date(Date.now() + 40000 * 1000).toUTCString() } });
      await w.fails(id, 'busy', /\(429\)/, 39000, 42000);
      site.front.rules.delete(feed);
      const back = await w.healthy(id);
      assert.ok(w.nextIn(back) < 86400);
      assert.deepEqual((await w.inbox()).map((p) => `${p.id} ${p.title} ${p.body}`), before);
    });

    it('a feed cut off in the middle of an entry changes no post', async () => {
      const before = (await w.inbox()).map((p) => `${p.id} ${p.title} ${p.body}`).sort();
      for (const cut of [0.95, 0.7, 0.45, 0.3]) {
        site.front.rules.set(feed, { cut });
        await w.poll(id);
        assert.deepEqual((await w.inbox()).map((p) => `${p.id} ${p.title} ${p.body}`).sort(), before, `cut at ${cut}`);
      }
      site.front.rules.delete(feed);
      await w.healthy(id);
      assert.deepEqual((await w.inbox()).map((p) => `${p.id} ${p.title} ${p.body}`).sort(), before);
    });

    it('a move is followed after three polls; what is gone is left alone until somebody asks', async () => {
      const moved = '/feeds/all.atom.xml';
      site.front.rules.set(feed, { status: 301, headers: { location: moved } });
      for (let i = 1; i <= 2; i += 1) {
        const source = await w.healthy(id);
        assert.equal(source.url, site.url + feed);
        assert.equal(source.moved_to, site.url + moved);
      }
      const arrived = await w.healthy(id);
      assert.equal(arrived.url, site.url + moved);
      assert.equal(arrived.moved_to, null);
      const before = (await w.inbox()).length;
      site.write({ slug: 'apres', title: 'Après le déménagement', date: day(6), text: 'Nous y sommes.' });
      await w.healthy(id);
      assert.equal((await w.inbox()).length, before + 1, 'entries of the new address are the known ones');
      site.front.rules.set(moved, { status: 410 });
      const gone = await w.poll(id);
      assert.equal(gone.status, 'gone');
      assert.equal(gone.error.code, 'gone');
      assert.equal(gone.next_poll_at, null);
      site.front.rules.delete(moved);
      await w.healthy(id);
    });
  });

  describe('Hugo', () => {
    let site, id;
    before(async () => {
      site = await hugo();
      site.write({ slug: 'one', title: 'First "note"', date: '2026-11-02T09:00:00Z', text: 'Some *words*.' });
      id = (await w.add(site.url)).id;
    });
    after(() => site?.close());

    it('is found from the home page; entries come, change and go', async () => {
      const source = await w.look(id);
      assert.equal(source.url, `${site.url}/index.xml`);
      assert.equal(source.language, 'en');
      assert.equal((await w.post('First "note"')).body, 'Some words.');
      site.write({ slug: 'two', title: 'Second & last', date: '2026-11-03T09:00:00Z', text: 'Draft.' });
      await w.healthy(id);
      const post = await w.post('Second & last');
      await w.curator.want(200, 'POST', `/api/v1/posts/${post.id}/publish`, {});
      site.write({ slug: 'two', title: 'Second, changed after publishing', date: '2026-11-03T09:00:00Z', text: 'Final.' });
      await w.healthy(id);
      const live = await w.curator.want(200, 'GET', `/api/v1/posts/${post.id}`);
      assert.equal(live.title, 'Second & last', 'a curator approved other words');
      site.remove('two');
      await w.healthy(id);
      assert.equal((await w.curator.want(200, 'GET', `/api/v1/posts/${post.id}`)).status, 'published');
    });

    it('in direct mode a change reaches the published post', async () => {
      await w.curator.want(200, 'PATCH', `/api/v1/sources/${id}`, { mode: 'direct' });
      site.write({ slug: 'live', title: 'Straight out', date: '2026-11-04T09:00:00Z', text: 'One <script>alert(1)</script> word.' });
      await w.healthy(id);
      const find = async (title) => (await w.curator.want(200, 'GET', '/api/v1/posts')).items.find((p) => p.title === title);
      const post = await find('Straight out');
      assert.ok(post);
      assert.doesNotMatch(post.body, /script|alert/);
      site.write({ slug: 'live', title: 'Straight out, corrected', date: '2026-11-04T09:00:00Z', text: 'Two words.' });
      await w.healthy(id);
      assert.equal((await find('Straight out, corrected')).id, post.id);
    });

    it('a site that moves to another host is followed', async () => {
      const { front } = await import('./front.mjs');
      const next = await front(site.front.behind);
      try {
        site.front.rules.set('/index.xml', { status: 308, headers: { location: `${next.url}/index.xml` } });
        for (let i = 0; i < 3; i += 1) await w.healthy(id);
        assert.equal((await w.look(id)).url, `${next.url}/index.xml`);
      } finally {
        await next.close();
      }
      await w.fails(id, 'unreachable', /no connection/, 300, 330);
    });
  });
});
