// samples.test.mjs: sample posts come and go in one click, for admins, in the company's language, and nobody shares them.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { start } from './helper.mjs';

describe('samples', () => {
  let server, admin, member;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }] });
    admin = await server.signIn();
    member = await server.member(admin, { ambassador: true });
  });
  after(() => server?.stop());

  const feed = async (client = member) => (await client.want(200, 'GET', '/api/v1/posts')).items;
  /** The feed follows within half a second. */
  const settle = async (n) => {
    for (let i = 0; i < 100 && (await feed()).length !== n; i++) await new Promise((done) => { setTimeout(done, 20); });
    const items = await feed();
    assert.equal(items.length, n);
    return items;
  };

  it('come in order, internal, and are counted', async () => {
    assert.deepEqual(await admin.want(200, 'GET', '/api/v1/samples'), { published: 0 });
    assert.deepEqual(await admin.want(200, 'POST', '/api/v1/samples'), { published: 4 });
    const items = await settle(4);
    assert.match(items[0].title, /^Bienvenue/);
    for (const post of items) {
      assert.equal(post.audience, 'internal');
      assert.notEqual((await member.post(`/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: 'x' })).status, 201);
    }
    assert.deepEqual(await admin.want(200, 'POST', '/api/v1/samples'), { published: 4 });
    assert.deepEqual((await settle(4)).map((p) => p.id), items.map((p) => p.id));
  });

  it('go as a whole, leave what is not theirs, and come back the same', async () => {
    const own = await admin.want(201, 'POST', '/api/v1/posts', { title: 'Ours', url: 'https://a.example/ours' });
    await admin.want(200, 'POST', `/api/v1/posts/${own.id}/publish`);
    const before = (await settle(5)).filter((p) => p.id !== own.id);
    await admin.want(200, 'PATCH', `/api/v1/posts/${before[1].id}`, { title: 'Changed by us' });
    await admin.want(200, 'POST', `/api/v1/posts/${before[2].id}/archive`);
    await admin.want(200, 'POST', `/api/v1/posts/${before[3].id}/unpublish`);
    assert.deepEqual(await admin.want(200, 'DELETE', '/api/v1/samples'), { published: 0 });
    assert.deepEqual((await settle(1)).map((p) => p.id), [own.id]);
    assert.deepEqual(await admin.want(200, 'DELETE', '/api/v1/samples'), { published: 0 });
    assert.deepEqual(await admin.want(200, 'POST', '/api/v1/samples'), { published: 4 });
    const back = (await settle(5)).filter((p) => p.id !== own.id);
    assert.deepEqual(new Set(back.map((p) => p.id)), new Set(before.map((p) => p.id)));
    assert.ok(back.some((p) => p.title === 'Changed by us'));
  });

  it('are of one company, for its admins', async () => {
    const other = await server.signIn(undefined, server.companies[1]);
    assert.deepEqual(await other.want(200, 'GET', '/api/v1/samples'), { published: 0 });
    assert.equal((await feed(other)).length, 0);
    for (const role of ['curator', 'moderator', 'manager', 'trainer', 'auditor']) {
      const one = await server.member(admin, { roles: [role] });
      for (const method of ['GET', 'POST', 'DELETE']) assert.equal((await one.request(method, '/api/v1/samples')).status, 403);
    }
    assert.equal((await server.client().get('/api/v1/samples')).status, 401);
  });
});
