// Reactions: one a person and post, counted for nobody in particular, and told only where ten or more may see the post.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { pointers, start } from './helper.mjs';
import { silent } from './silence.mjs';

const CROWD = 64;

describe('reactions', () => {
  let server, admin, curator, paul, crowd, small, count = 0;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }] });
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    paul = await server.member(admin);
    crowd = [];
    for (let i = 0; i < CROWD; i += 1) crowd.push(await server.member(admin, { groups: { team: i < 9 ? 'Neuf' : i < 19 ? 'Dix' : 'Reste' } }));
    small = (await admin.want(200, 'GET', '/api/v1/groups?axis=team')).items;
  });
  after(() => server?.stop());

  const publish = async (fields = {}) => {
    count += 1;
    const post = await curator.want(201, 'POST', '/api/v1/posts', { title: `Titre ${count}`, url: `https://www.rivelle.example/r-${count}`, ...fields });
    return curator.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
  };
  const forGroup = (name) => publish({ targets: { groups: [small.find((group) => group.name === name).id] } });
  const react = (client, post, kind) => client.want(200, 'PUT', `/api/v1/posts/${post.id}/reaction`, { kind });
  const withdraw = (client, post) => client.want(200, 'DELETE', `/api/v1/posts/${post.id}/reaction`);
  const get = (client, post) => client.want(200, 'GET', `/api/v1/posts/${post.id}`);
  const inFeed = async (client, post) => (await client.want(200, 'GET', '/api/v1/posts?limit=100')).items.find((item) => item.id === post.id);
  const numbers = (post) => post.reactions && Object.fromEntries(post.reactions.map(({ kind, count: n }) => [kind, n]));
  /** Counts follow within a moment: asks until they are as expected. */
  const counted = async (client, post, expected) => {
    let last;
    for (let i = 0; i < 60; i += 1) {
      last = numbers(await get(client, post));
      try {
        assert.deepEqual(last, expected);
        return;
      } catch { await new Promise((resolve) => { setTimeout(resolve, 100); }); }
    }
    assert.deepEqual(last, expected);
  };

  it('one a person, changed and taken back, by who never opted in too', async () => {
    const post = await publish();
    assert.deepEqual(numbers(await get(paul, post)), {});
    assert.equal((await get(paul, post)).me.reaction, undefined);
    assert.deepEqual(await react(paul, post, 'like'), { kind: 'like' });
    assert.equal((await get(paul, post)).me.reaction, 'like');
    assert.equal((await inFeed(paul, post)).me.reaction, 'like');
    assert.equal((await inFeed(crowd[0], post)).me.reaction, undefined);
    await counted(crowd[0], post, { like: 1 });
    await react(paul, post, 'like');
    await react(crowd[0], post, 'like');
    await counted(paul, post, { like: 2 });
    assert.deepEqual(await react(paul, post, 'inspiring'), { kind: 'inspiring' });
    await counted(paul, post, { like: 1, inspiring: 1 });
    assert.deepEqual((await inFeed(curator, post)).reactions, [{ kind: 'like', count: 1 }, { kind: 'inspiring', count: 1 }]);
    assert.deepEqual((await get(curator, post)).reactions, [{ kind: 'like', count: 1 }, { kind: 'inspiring', count: 1 }]);
    assert.deepEqual(await withdraw(paul, post), { kind: null });
    assert.deepEqual(await withdraw(paul, post), { kind: null });
    await counted(paul, post, { like: 1 });
    assert.equal((await get(paul, post)).me.reaction, undefined);
    assert.equal((await inFeed(paul, post)).me.reaction, undefined);
  });

  it('the entity tag of a page changes with them', async () => {
    const post = await publish();
    const tag = async (client) => (await client.get('/api/v1/posts?limit=1')).headers.etag;
    const [mine, theirs] = [await tag(paul), await tag(crowd[1])];
    await react(paul, post, 'bravo');
    assert.notEqual(await tag(paul), mine);
    await counted(crowd[1], post, { bravo: 1 });
    assert.notEqual(await tag(crowd[1]), theirs);
    const held = await tag(paul);
    assert.equal((await paul.get('/api/v1/posts?limit=1', { headers: { 'If-None-Match': held } })).status, 304);
  });

  it('bad input names the field; nobody else may', async () => {
    const post = await publish();
    for (const body of [{}, { kind: 'angry' }, { kind: '' }, { kind: 1 }, { kind: null }]) {
      const bad = await paul.put(`/api/v1/posts/${post.id}/reaction`, body);
      assert.equal(bad.status, 422, JSON.stringify(body));
      assert.deepEqual(pointers(bad.json), ['/kind']);
    }
    assert.equal((await paul.put(`/api/v1/posts/${post.id}/reaction`, { kind: 'like', who: 'x' })).status, 422);
    assert.equal((await server.client().put(`/api/v1/posts/${post.id}/reaction`, { kind: 'like' })).status, 401);
    assert.equal((await paul.put(`/api/v1/posts/${post.id}/reaction`, { kind: 'like' }, { headers: { 'X-Requested-With': null } })).status, 403);
    const other = await server.signIn(undefined, server.companies[1]);
    for (const method of ['PUT', 'DELETE']) {
      assert.equal((await other.request(method, `/api/v1/posts/${post.id}/reaction`, { body: { kind: 'like' } })).status, 404);
      assert.equal((await paul.request(method, '/api/v1/posts/0000000000001/reaction', { body: { kind: 'like' } })).status, 404);
    }
  });

  it('not to what is not out, and taking back goes on', async () => {
    const draft = await curator.want(201, 'POST', '/api/v1/posts', { title: 'Brouillon', url: 'https://www.rivelle.example/draft' });
    for (const client of [paul, curator]) {
      assert.equal((await client.put(`/api/v1/posts/${draft.id}/reaction`, { kind: 'like' })).status, 404);
      assert.equal((await client.delete(`/api/v1/posts/${draft.id}/reaction`)).status, 404, 'nor is there a sign that it exists');
    }
    const post = await publish();
    await react(paul, post, 'useful');
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/archive`);
    assert.equal((await paul.put(`/api/v1/posts/${post.id}/reaction`, { kind: 'like' })).status, 404);
    await withdraw(paul, post);
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/restore`);
    await counted(paul, post, {});
  });

  it('sixty-four at once are sixty-four', async () => {
    const post = await publish();
    const kinds = ['like', 'bravo', 'useful', 'inspiring'];
    await Promise.all(crowd.map((client, i) => react(client, post, kinds[i % 4])));
    await counted(paul, post, { like: 16, bravo: 16, useful: 16, inspiring: 16 });
    await Promise.all(crowd.map((client) => react(client, post, 'useful')));
    await counted(paul, post, { useful: 64 });
    await Promise.all(crowd.map((client, i) => (i < 50 ? withdraw(client, post) : react(client, post, 'like'))));
    await counted(paul, post, { like: 14 });
    for (const client of [crowd[0], crowd[63]]) assert.equal((await get(client, post)).me.reaction, client === crowd[0] ? undefined : 'like');
  });

  it('in a circle below ten only one\'s own is there; with the tenth the numbers come, and go with them', async () => {
    const [nine, ten] = [await forGroup('Neuf'), await forGroup('Dix')];
    for (const client of crowd.slice(0, 9)) await react(client, nine, 'like');
    for (const client of crowd.slice(9, 19)) await react(client, ten, 'like');
    await counted(crowd[9], ten, { like: 10 });
    await counted(crowd[0], nine, undefined);
    assert.equal((await get(crowd[0], nine)).me.reaction, 'like');
    assert.equal((await inFeed(crowd[0], nine)).reactions, undefined);
    assert.equal((await get(curator, nine)).reactions, undefined, 'nor to curators');
    await admin.want(200, 'PATCH', `/api/v1/members/${crowd[30].id}`, { groups: { team: 'Neuf' } });
    await counted(crowd[0], nine, { like: 9 });
    await admin.want(200, 'PATCH', `/api/v1/members/${crowd[30].id}`, { groups: { team: 'Reste' } });
    await counted(crowd[0], nine, undefined);
    // Aimed at fewer, a post no longer tells what it told.
    const wide = await publish();
    await react(crowd[0], wide, 'like');
    await counted(crowd[0], wide, { like: 1 });
    await curator.want(200, 'PATCH', `/api/v1/posts/${wide.id}`, { targets: { groups: [small.find((group) => group.name === 'Neuf').id] } });
    await counted(crowd[0], wide, undefined);
    // Who is outside finds nothing to react to.
    for (const method of ['PUT', 'DELETE']) assert.equal((await paul.request(method, `/api/v1/posts/${nine.id}/reaction`, { body: { kind: 'like' } })).status, 404);
  });

  it('a company of fewer than ten sees no numbers at all', async () => {
    const boss = await server.signIn(undefined, server.companies[1]);
    const post = await boss.want(201, 'POST', '/api/v1/posts', { title: 'Petit', url: 'https://www.other.example/1' });
    await boss.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
    await react(boss, post, 'like');
    const seen = await get(boss, post);
    assert.equal(seen.me.reaction, 'like');
    assert.equal(seen.reactions, undefined);
  });

  it('nobody else learns who reacted or read: every answer to every role stays as it was', async () => {
    const post = await forGroup('Neuf');
    const roles = ['curator', 'moderator', 'manager', 'trainer', 'auditor', 'admin'];
    const lookers = await Promise.all(roles.map((role) => server.member(admin, { roles: [role] })));
    await silent([admin, ...lookers, crowd[1]], [post.id], async () => {
      await react(crowd[0], post, 'bravo');
      await crowd[0].want(204, 'POST', '/api/v1/me/read', { posts: [post.id] });
      await crowd[0].want(204, 'PUT', '/api/v1/me/read/all');
    });
    assert.doesNotMatch(server.log, /bravo/);
  });

  it('switched off they are gone everywhere, and come back as they were', async () => {
    const post = await publish();
    await react(paul, post, 'like');
    await counted(paul, post, { like: 1 });
    await admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'feature.reactions', value: 'false' }] });
    await counted(paul, post, undefined);
    for (const seen of [await get(paul, post), await inFeed(paul, post), await get(curator, post)]) {
      assert.equal(seen.reactions, undefined);
      assert.equal(seen.me.reaction, undefined);
    }
    assert.equal((await paul.put(`/api/v1/posts/${post.id}/reaction`, { kind: 'like' })).status, 404);
    await admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'feature.reactions', value: 'true' }] });
    await counted(paul, post, { like: 1 });
    assert.equal((await get(paul, post)).me.reaction, 'like');
  });

  it('one takes one\'s own along, and they leave with their person', async () => {
    const post = await publish();
    const lea = await server.member(admin);
    await react(lea, post, 'inspiring');
    await react(paul, post, 'like');
    await counted(paul, post, { like: 1, inspiring: 1 });
    await lea.want(204, 'POST', '/api/v1/me/read', { posts: [post.id] });
    const csv = await lea.get('/api/v1/me/read/export');
    assert.equal(csv.status, 200);
    assert.match(csv.headers['content-type'], /^text\/csv/);
    assert.equal(csv.text, `what,post_id,value\r\nreaction,${post.id},inspiring\r\n`);
    assert.equal((await paul.get('/api/v1/me/read/export')).text.includes('inspiring'), false);
    await lea.want(204, 'DELETE', '/api/v1/me', { email: lea.email, password: undefined });
    await counted(paul, post, { like: 1 });
  });
});
