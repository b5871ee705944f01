// Posts in the studio: writing, changing, the lifecycle with its undo, lists, counts, brands, and whose business they are.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { pointers, start } from './helper.mjs';

const outsiders = ['member', 'moderator', 'manager', 'trainer', 'auditor'];

describe('posts', () => {
  let server, admin, curator, count = 0;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }] });
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
  });
  after(() => server?.stop());

  const write = (fields = {}, client = curator) => {
    count += 1;
    return client.want(201, 'POST', '/api/v1/posts', { title: `Titre ${count}`, url: `https://www.rivelle.example/page-${count}`, ...fields });
  };
  const step = (post, name, status = 200) => curator.want(status, 'POST', `/api/v1/posts/${post.id}/${name}`);

  it('a post is written, with defaults and with everything', async () => {
    const plain = await write();
    assert.equal(plain.status, 'pending');
    assert.equal(plain.kind, 'link');
    assert.equal(plain.audience, 'shareable');
    assert.equal(plain.network, 'web');
    assert.equal(plain.source, null);
    assert.equal(plain.published_at, null);
    assert.equal(plain.version, 1);
    assert.equal(plain.caption, undefined);
    assert.equal(plain.me, undefined);
    const full = await write({ body: ' Du texte.\n\nEncore. ', language: 'fr', image_url: 'https://www.rivelle.example/i.jpg', image_alt: 'Une image',
      author: 'Inès', promotional: true, audience: 'internal' });
    assert.equal(full.body, 'Du texte.\n\nEncore.');
    assert.equal(full.promotional, true);
    assert.equal(full.audience, 'internal');
    assert.equal(full.image_alt, 'Une image');
    assert.deepEqual(await curator.want(200, 'GET', `/api/v1/posts/${full.id}`), full);
  });

  it('a page is one post', async () => {
    const post = await write();
    const again = await curator.post('/api/v1/posts', { title: 'x', url: `${post.url}/?utm_source=mail#top` });
    assert.equal(again.status, 409);
    assert.deepEqual(pointers(again.json), ['/url']);
  });

  it('changes what is given, and only from the version that was read', async () => {
    const post = await write({ image_url: 'https://www.rivelle.example/i.jpg', image_alt: 'a' });
    const path = `/api/v1/posts/${post.id}`;
    const one = await curator.want(200, 'PATCH', path, { title: 'Nouveau', image_url: null, promotional: true, version: 1 });
    assert.equal(one.title, 'Nouveau');
    assert.equal(one.image_url, null);
    assert.equal(one.image_alt, 'a');
    assert.equal(one.promotional, true);
    assert.equal(one.version, 2);
    const late = await curator.patch(path, { title: 'Trop tard', version: 1 });
    assert.equal(late.status, 409);
    assert.equal(late.json.type, 'urn:portevoix:problem:conflict');
    const same = await curator.want(200, 'PATCH', path, { title: 'Nouveau', version: 2 });
    assert.equal(same.version, 2);
  });

  it('has one caption to edit', async () => {
    const post = await write({ language: 'fr' });
    const path = `/api/v1/posts/${post.id}`;
    const one = await curator.want(200, 'PATCH', path, { caption: { text: 'Une accroche ____.' } });
    assert.equal(one.caption.text, 'Une accroche ____.');
    assert.equal(one.caption.language, 'fr');
    assert.equal(one.caption.network, '');
    assert.equal(one.version, 2);
    const two = await curator.want(200, 'PATCH', path, { caption: { text: 'A hook', language: 'en' } });
    assert.equal(two.caption.id, one.caption.id);
    assert.equal(two.caption.language, 'en');
    const list = await curator.want(200, 'GET', '/api/v1/posts?status=pending');
    assert.equal(list.items[0].caption.text, 'A hook');
    const none = await curator.want(200, 'PATCH', path, { caption: { text: '' } });
    assert.equal(none.caption, undefined);
    assert.equal(none.version, 4);
  });

  it('every step can be undone, and a second tap is no error', async () => {
    let post = await write();
    post = await step(post, 'drop');
    assert.equal(post.status, 'dropped');
    assert.equal((await step(post, 'drop')).version, post.version);
    assert.equal((await curator.post(`/api/v1/posts/${post.id}/publish`)).status, 409);
    assert.equal((await curator.patch(`/api/v1/posts/${post.id}`, { title: 'x' })).status, 409);
    post = await step(post, 'restore');
    assert.equal(post.status, 'pending');
    post = await step(post, 'publish');
    assert.equal(post.status, 'published');
    const first = post.published_at;
    assert.ok(first);
    assert.deepEqual(post.me, { shared: [], read: false });
    assert.ok(post.points.share >= 0);
    assert.equal((await step(post, 'publish')).version, post.version);
    assert.equal((await curator.post(`/api/v1/posts/${post.id}/drop`)).status, 409);
    post = await step(post, 'unpublish');
    assert.equal(post.status, 'pending');
    assert.equal(post.published_at, null);
    // Putting it back does not bring it to everybody's attention again.
    post = await step(post, 'publish');
    assert.equal(post.published_at, first);
    post = await step(post, 'unpublish');
    assert.equal((await curator.post(`/api/v1/posts/${post.id}/restore`)).status, 200);
    post = await step(post, 'drop');
    assert.equal((await curator.post(`/api/v1/posts/${post.id}/unpublish`)).status, 409);
  });

  it('lists a status in pages, newest arrival first, with search', async () => {
    for (let i = 0; i < 5; i += 1) await write({ title: `Chantier ${i}`, body: i === 3 ? 'Le barrage 100 % vert' : '' });
    const all = (await curator.want(200, 'GET', '/api/v1/posts?status=pending&limit=100')).items.map((p) => p.id);
    const seen = [];
    let cursor = '';
    for (let i = 0; i < 50 && cursor !== null; i += 1) {
      const page = await curator.want(200, 'GET', `/api/v1/posts?status=pending&limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items.map((p) => p.id));
      cursor = page.next;
    }
    assert.deepEqual(seen, all);
    const find = async (q) => (await curator.want(200, 'GET', `/api/v1/posts?status=pending&q=${encodeURIComponent(q)}`)).items.map((p) => p.title);
    assert.deepEqual(await find('CHANTIER 4'), ['Chantier 4']);
    assert.deepEqual(await find('barrage'), ['Chantier 3']);
    assert.deepEqual(await find('100 %'), ['Chantier 3']);
    assert.deepEqual(await find('_'), []);
    const published = await step(await write({ title: 'Publié au studio' }), 'publish');
    await curator.want(200, 'PATCH', `/api/v1/posts/${published.id}`, { caption: { text: 'Accroche' } });
    const studio = await curator.want(200, 'GET', '/api/v1/posts?status=published&view=studio');
    assert.equal(studio.items[0].caption.text, 'Accroche');
    assert.equal(studio.me, undefined);
  });

  it('counts, and measures the mix of what was published', async () => {
    const before = await curator.want(200, 'GET', '/api/v1/posts/counts');
    await step(await write({ promotional: true }), 'publish');
    await step(await write(), 'drop');
    await write();
    const after_ = await curator.want(200, 'GET', '/api/v1/posts/counts');
    assert.equal(after_.pending, before.pending + 1);
    assert.equal(after_.published, before.published + 1);
    assert.equal(after_.dropped, before.dropped + 1);
    assert.equal(after_.mix.promotional, before.mix.promotional + 1);
    assert.equal(after_.mix.total, before.mix.total + 1);
    assert.equal(after_.mix.percent, Math.round((100 * after_.mix.promotional) / after_.mix.total));
    assert.equal(after_.mix.ceiling, 30);
    const answer = await curator.get('/api/v1/posts/counts');
    assert.equal((await curator.get('/api/v1/posts/counts', { headers: { 'if-none-match': answer.headers.etag } })).status, 304);
  });

  it('refuses bad input with all faults', async () => {
    const bad = await curator.post('/api/v1/posts', { title: ' ', url: 'javascript:alert(1)', language: 'not a tag', audience: 'all', x: 1 });
    assert.equal(bad.status, 422);
    assert.deepEqual(pointers(bad.json).sort(), ['/audience', '/title', '/x']);
    const worse = await curator.post('/api/v1/posts', { title: 'x', url: 'javascript:alert(1)', language: '!!', image_url: 'data:image/png,x' });
    assert.equal(worse.status, 422);
    assert.deepEqual(pointers(worse.json).sort(), ['/image_url', '/language', '/url']);
    assert.equal((await curator.post('/api/v1/posts', { title: 'x'.repeat(201), url: 'https://x.example/' })).status, 422);
    assert.equal((await curator.get('/api/v1/posts?status=elsewhere')).status, 422);
    assert.equal((await curator.get('/api/v1/posts?status=pending&cursor=abc')).status, 422);
    assert.equal((await curator.get('/api/v1/posts/xyz')).status, 404);
    const post = await write();
    assert.equal((await curator.patch(`/api/v1/posts/${post.id}`, { title: '' })).status, 422);
    assert.equal((await curator.patch(`/api/v1/posts/${post.id}`, { caption: { text: 'x'.repeat(3001) } })).status, 422);
    assert.equal((await curator.patch(`/api/v1/posts/${post.id}`, { url: 'https://user@x.example/' })).status, 422);
  });

  it('a retried post is made once', async () => {
    const body = { title: 'Une fois', url: 'https://www.rivelle.example/une-fois' };
    const options = { headers: { 'Idempotency-Key': 'k-1' } };
    const one = await curator.want(201, 'POST', '/api/v1/posts', body, options);
    const two = await curator.want(201, 'POST', '/api/v1/posts', body, options);
    assert.equal(one.id, two.id);
  });

  it('the studio is for curators and admins', async () => {
    const post = await write();
    for (const role of outsiders) {
      const other = await server.member(admin, { roles: role === 'member' ? [] : [role] });
      for (const status of ['pending', 'dropped']) assert.equal((await other.get(`/api/v1/posts?status=${status}`)).status, 403, role);
      assert.equal((await other.get('/api/v1/posts?status=published&view=studio')).status, 403, role);
      assert.equal((await other.get('/api/v1/posts/counts')).status, 403, role);
      assert.equal((await other.get(`/api/v1/posts/${post.id}`)).status, 403, role);
      assert.equal((await other.post('/api/v1/posts', { title: 'x', url: 'https://x.example/' })).status, 403, role);
      assert.equal((await other.patch(`/api/v1/posts/${post.id}`, { title: 'x' })).status, 403, role);
      for (const name of ['publish', 'drop', 'restore', 'unpublish']) {
        assert.equal((await other.post(`/api/v1/posts/${post.id}/${name}`)).status, 403, role);
      }
      assert.equal((await other.get('/api/v1/brands')).status, 403, role);
      assert.equal((await other.post('/api/v1/brands', { name: 'x' })).status, 403, role);
      assert.equal((await other.get('/api/v1/posts')).status, 200, role);
    }
    assert.equal((await server.client().get('/api/v1/posts')).status, 401);
    assert.equal((await server.client().get(`/api/v1/posts/${post.id}`)).status, 401);
  });

  it("another company's posts are not there", async () => {
    const post = await write();
    const stranger = await server.signIn(undefined, server.companies[1]);
    assert.equal((await stranger.get(`/api/v1/posts/${post.id}`)).status, 404);
    assert.equal((await stranger.patch(`/api/v1/posts/${post.id}`, { title: 'x' })).status, 404);
    for (const name of ['publish', 'drop', 'restore', 'unpublish']) {
      assert.equal((await stranger.post(`/api/v1/posts/${post.id}/${name}`)).status, 404);
    }
    assert.deepEqual((await stranger.want(200, 'GET', '/api/v1/posts?status=pending')).items, []);
    const brands = (await admin.want(200, 'GET', '/api/v1/brands')).items;
    assert.equal((await stranger.post('/api/v1/posts', { title: 'x', url: 'https://x.example/', brand_id: brands[0].id })).status, 422);
    await write({ url: 'https://x.example/same' });
    await write({ url: 'https://x.example/same' }, stranger);
  });

  it('brands are added by admins and chosen by curators', async () => {
    const [own] = (await curator.want(200, 'GET', '/api/v1/brands')).items;
    assert.ok(own.name);
    assert.equal((await curator.post('/api/v1/brands', { name: 'Rivelle Énergie' })).status, 403);
    const brand = await admin.want(201, 'POST', '/api/v1/brands', { name: ' Rivelle Énergie ' });
    assert.equal(brand.name, 'Rivelle Énergie');
    assert.equal((await admin.post('/api/v1/brands', { name: own.name.toUpperCase() })).status, 409);
    assert.equal((await admin.post('/api/v1/brands', { name: '' })).status, 422);
    const post = await write({ brand_id: brand.id });
    assert.deepEqual(post.brand, brand);
    assert.equal((await write()).brand.id, own.id);
  });
});
