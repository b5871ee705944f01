// The feed as members read it: order, tabs, paging, the reader's own part, the unread line, entity tags, keep-alive.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, it } from 'node:test';

import { Client, freePort, start } from './helper.mjs';

describe('feed', () => {
  let server, admin, curator, paul, count = 0;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }] });
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    paul = await server.member(admin, { ambassador: true });
  });
  after(() => server?.stop());

  const publish = async (fields = {}, client = curator) => {
    count += 1;
    const post = await client.want(201, 'POST', '/api/v1/posts', { title: `Titre ${count}`, url: `https://www.rivelle.example/p-${count}`, ...fields });
    return client.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
  };
  const feed = (query = '', client = paul) => client.want(200, 'GET', `/api/v1/posts${query}`);
  const titles = (page) => page.items.map((p) => p.title);

  it('is empty at first', async () => {
    const page = await feed();
    assert.deepEqual(page.items, []);
    assert.equal(page.next, null);
    assert.deepEqual(page.networks, []);
    assert.equal(page.me.new_since, null);
    assert.equal(page.me.unread, 0);
    assert.equal(page.me.new_posts, 0);
  });

  it('shows what is published, newest first, at once, without the studio\'s parts', async () => {
    const one = await publish({ title: 'Un' });
    await curator.want(200, 'PATCH', `/api/v1/posts/${one.id}`, { caption: { text: 'secrète' } });
    await publish({ title: 'Deux' });
    const page = await feed();
    assert.deepEqual(titles(page), ['Deux', 'Un']);
    assert.deepEqual(page.networks, ['web']);
    const [post] = page.items;
    assert.equal(post.caption, undefined);
    assert.equal(post.also_seen, undefined);
    assert.deepEqual(post.me, { shared: [], read: false });
    assert.equal(post.points.share, 10);
    assert.equal(post.points.own_words, 5);
    assert.equal(page.items[1].caption, undefined);
    assert.deepEqual(await feed('?status=published'), page);
    const single = await paul.want(200, 'GET', `/api/v1/posts/${post.id}`);
    assert.deepEqual(single, post);
  });

  it('pages by cursor without a gap, also while something new arrives', async () => {
    for (let i = 0; i < 7; i += 1) await publish();
    const all = (await feed('?limit=100')).items.map((p) => p.id);
    const first = await feed('?limit=3');
    const late = await publish({ title: 'Entre-temps' });
    const rest = [];
    let { next } = first;
    for (let i = 0; i < 20 && next; i += 1) {
      const page = await feed(`?limit=2&cursor=${next}`);
      rest.push(...page.items.map((p) => p.id));
      next = page.next;
    }
    assert.deepEqual([...first.items.map((p) => p.id), ...rest], all);
    assert.equal((await feed('?limit=1')).items[0].id, late.id);
    for (const bad of ['?limit=0', '?limit=101', '?limit=x', '?cursor=zzz', '?view=other', '?nothing=1', '?status=nothing']) {
      assert.equal((await paul.get(`/api/v1/posts${bad}`)).status, 422, bad);
    }
  });

  it('follows changes, unpublishing and republishing at once', async () => {
    const post = await publish({ title: 'Vivant' });
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { title: 'Vivant, corrigé' });
    assert.equal(titles(await feed())[0], 'Vivant, corrigé');
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/unpublish`);
    assert.ok(!titles(await feed()).includes('Vivant, corrigé'));
    assert.equal((await paul.get(`/api/v1/posts/${post.id}`)).status, 403);
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
    assert.equal(titles(await feed())[0], 'Vivant, corrigé');
  });

  it('finds by words', async () => {
    await publish({ title: 'Le Barrage', body: 'à 50 % de sa capacité' });
    assert.deepEqual(titles(await feed('?q=barrage')), ['Le Barrage']);
    assert.deepEqual(titles(await feed('?q=50%20%25')), ['Le Barrage']);
    assert.deepEqual(titles(await feed('?q=introuvable')), []);
    const one = await feed('?q=titre&limit=2');
    assert.equal(one.items.length, 2);
    const two = await feed(`?q=titre&limit=2&cursor=${one.next}`);
    assert.equal(new Set([...one.items, ...two.items].map((p) => p.id)).size, 4);
  });

  it('has tabs', async () => {
    assert.ok((await feed('?network=web')).items.length > 0);
    assert.deepEqual((await feed('?network=bluesky')).items, []);
  });

  it('carries my own shares and nobody else\'s', async () => {
    const post = await publish({ title: 'À partager' });
    await paul.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: 'Mes propres mots sur le sujet.' });
    assert.deepEqual((await feed()).items[0].me.shared, ['linkedin']);
    assert.deepEqual((await paul.want(200, 'GET', `/api/v1/posts/${post.id}`)).me.shared, ['linkedin']);
    assert.deepEqual((await feed('', curator)).items[0].me.shared, []);
    assert.deepEqual((await curator.want(200, 'GET', `/api/v1/posts/${post.id}`)).me.shared, []);
    const { items } = await paul.want(200, 'GET', '/api/v1/me/shares');
    await paul.want(204, 'DELETE', `/api/v1/shares/${items[0].id}`);
    assert.deepEqual((await feed()).items[0].me.shared, []);
  });

  it('an unchanged page is 304 on the same connection, a changed one is not', async () => {
    const answer = await paul.get('/api/v1/posts?limit=5');
    assert.match(answer.headers.etag, /^"[0-9a-f]{16}"$/);
    assert.match(answer.headers['cache-control'], /private/);
    const same = { headers: { 'if-none-match': answer.headers.etag } };
    const again = await paul.get('/api/v1/posts?limit=5', same);
    assert.equal(again.status, 304);
    assert.equal(again.text, '');
    assert.notEqual(again.headers.connection, 'close');
    const head = await paul.head('/api/v1/posts?limit=5');
    assert.equal(head.status, 200);
    assert.equal(head.headers.etag, answer.headers.etag);
    assert.equal(Number(head.headers['content-length']), answer.bytes.length);
    await publish();
    assert.equal((await paul.get('/api/v1/posts?limit=5', same)).status, 200);
    const single = await paul.get(`/api/v1/posts/${answer.json.items[0].id}`);
    assert.equal((await paul.get(`/api/v1/posts/${answer.json.items[0].id}`, { headers: { 'if-none-match': single.headers.etag } })).status, 304);
  });

  it('an internal post is read but earns nothing', async () => {
    await publish({ title: 'Interne', audience: 'internal' });
    const [post] = (await feed()).items;
    assert.equal(post.audience, 'internal');
    assert.deepEqual(post.points, { share: 0, own_words: 0 });
  });

  it('is the same whether the reader takes part or not', async () => {
    const reader = await server.member(admin);
    const page = await feed('', reader);
    const before = (await reader.get('/api/v1/posts?limit=5')).text;
    await reader.optIn();
    assert.equal((await reader.get('/api/v1/posts?limit=5')).text, before);
    assert.deepEqual(page.items.map((p) => p.id), (await feed()).items.map((p) => p.id));
  });

  it('belongs to one company', async () => {
    const other = await server.signIn(undefined, server.companies[1]);
    assert.deepEqual((await feed('', other)).items, []);
    await publish({ title: 'Chez eux' }, other);
    assert.deepEqual(titles(await feed('', other)), ['Chez eux']);
    assert.ok(!titles(await feed()).includes('Chez eux'));
  });

  it('another process on the same database hears of it', async () => {
    const port = await freePort();
    const second = spawn(server.child.spawnfile, ['serve', ...server.storage, '--listen', `127.0.0.1:${port}`, '--rate-limits', 'false'],
      { stdio: 'ignore' });
    const ended = new Promise((resolve) => { second.on('exit', resolve); });
    try {
      const there = new Client({ port, agent: server.agent }, paul.host);
      there.cookie = paul.cookie;
      const read = async () => {
        try { return (await there.get('/api/v1/posts?limit=1')).json?.items?.[0]; } catch { return undefined; }
      };
      const until = async (what) => {
        for (let i = 0; i < 100; i += 1) {
          if (what(await read())) return;
          await new Promise((resolve) => { setTimeout(resolve, 100); });
        }
        assert.fail('the other process never heard of it');
      };
      await until((post) => post !== undefined);
      const post = await publish({ title: 'Vu ailleurs' });
      await until((seen) => seen?.title === 'Vu ailleurs');
      await paul.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'bluesky', mode: 'intent', text: 'Vu ailleurs, dit autrement.' });
      await until((seen) => seen?.me.shared[0] === 'bluesky');
    } finally {
      second.kill('SIGTERM');
    }
    assert.equal(await ended, 0);
  });

  it('is there again after a restart', async () => {
    const before = await feed('?limit=100');
    const { etag } = (await paul.get('/api/v1/posts?limit=100')).headers;
    await server.kill();
    await server.serve();
    const after_ = await paul.get('/api/v1/posts?limit=100');
    assert.deepEqual(after_.json, before);
    assert.equal(after_.headers.etag, etag);
  });
});
