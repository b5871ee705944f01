// What a reader has read: told by the browser in batches, marked all at once, filtered, counted; the reader's alone.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { pointers, start } from './helper.mjs';

const DAY = 86_400_000;

describe('what was read', () => {
  let server, admin, curator, paul, count = 0;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }] });
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    paul = await server.member(admin, { ambassador: true, groups: { team: 'Nord' } });
  });
  after(() => server?.stop());

  const publish = async (fields = {}, client = curator) => {
    count += 1;
    const post = await client.want(201, 'POST', '/api/v1/posts', { title: `Titre ${count}`, url: `https://www.rivelle.example/l-${count}`, ...fields });
    return client.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
  };
  const feed = (query = '', client = paul) => client.want(200, 'GET', `/api/v1/posts?limit=100${query}`);
  const ids = (list) => list.map((item) => item.id);
  const read = (posts, client = paul) => client.want(204, 'POST', '/api/v1/me/read', { posts: posts.map((post) => post.id ?? post) });
  const unread = async (client = paul) => ids((await feed('&unread=true', client)).items);

  it('a batch is read, for its reader alone', async () => {
    const posts = [await publish(), await publish(), await publish()];
    let page = await feed();
    assert.deepEqual(page.items.map((item) => item.me.read), [false, false, false]);
    assert.equal(page.me.unread, 3);
    const tag = (await paul.get('/api/v1/posts?limit=100')).headers.etag;
    await read([posts[0], posts[2]]);
    page = await feed();
    assert.deepEqual(page.items.map((item) => item.me.read), [true, false, true]);
    assert.equal(page.me.unread, 1);
    assert.notEqual((await paul.get('/api/v1/posts?limit=100')).headers.etag, tag);
    assert.deepEqual(await unread(), [posts[1].id]);
    await read([posts[0], posts[2], posts[2]]);
    assert.deepEqual(await unread(), [posts[1].id]);
    assert.equal((await paul.want(200, 'GET', `/api/v1/posts/${posts[0].id}`)).me.read, true);
    assert.equal((await curator.want(200, 'GET', `/api/v1/posts/${posts[0].id}`)).me.read, false);
    assert.deepEqual(await unread(curator), ids([posts[2], posts[1], posts[0]]));
    await read(posts, curator);
    assert.equal((await curator.want(200, 'GET', `/api/v1/posts/${posts[0].id}`)).me.read, true);
    assert.deepEqual(await unread(), [posts[1].id]);
    await read([posts[1]]);
    assert.deepEqual(await unread(), []);
    assert.equal((await feed()).me.unread, 0);
  });

  it('what was shared, reacted to or confirmed is read', async () => {
    const [shared, liked, said] = [await publish(), await publish(), await publish()];
    await curator.want(200, 'PUT', `/api/v1/posts/${said.id}/marks`, { must_read: true });
    assert.equal((await feed()).me.unread, 3);
    await paul.want(201, 'POST', `/api/v1/posts/${shared.id}/shares`, { network: 'linkedin', mode: 'intent', text: 'Mes mots à moi.' });
    await paul.want(200, 'PUT', `/api/v1/posts/${liked.id}/reaction`, { kind: 'like' });
    let page = await feed('&unread=true');
    assert.deepEqual(ids(page.items), []);
    assert.deepEqual(ids(page.lead), [said.id], 'what asks to be confirmed goes on asking');
    await read([said]);
    page = await feed('&unread=true');
    assert.deepEqual(ids(page.lead), [said.id]);
    assert.equal(page.lead[0].me.confirmed, false, 'read is not confirmed');
    assert.equal(page.lead[0].me.read, true);
    await paul.want(200, 'PUT', `/api/v1/posts/${said.id}/confirmation`, {});
    assert.deepEqual(ids((await feed('&unread=true')).lead), []);
    await curator.want(200, 'PUT', `/api/v1/posts/${said.id}/marks`, { must_read: false });
  });

  it('the filter pages, meets the other filters, and leaves what was read in between in place', async () => {
    await paul.want(204, 'PUT', '/api/v1/me/read/all');
    const posts = [];
    for (let i = 0; i < 9; i += 1) posts.unshift(await publish());
    await read([posts[0], posts[4]]);
    const expected = ids(posts.filter((_, i) => i !== 0 && i !== 4));
    assert.deepEqual(await unread(), expected);
    const got = [];
    let next = null;
    do {
      const page = await paul.want(200, 'GET', `/api/v1/posts?limit=2&unread=true${next ? `&cursor=${next}` : ''}`);
      got.push(...ids(page.items));
      await read(page.items);                      // as the browser does
      next = page.next;
    } while (next);
    assert.deepEqual(got, expected);
    assert.deepEqual(await unread(), []);
    const fresh = await publish();
    assert.deepEqual(ids((await feed('&unread=true&network=web')).items), [fresh.id]);
    assert.deepEqual(ids((await feed('&unread=true&network=linkedin')).items), []);
    assert.deepEqual(ids((await feed(`&unread=true&q=${encodeURIComponent(fresh.title)}`)).items), [fresh.id]);
    assert.deepEqual(ids((await feed(`&unread=true&q=${encodeURIComponent(posts[3].title)}`)).items), []);
    assert.equal((await feed('&unread=true')).featured, undefined);
    assert.equal((await paul.get('/api/v1/posts?unread=perhaps')).status, 422);
  });

  it('all at once, and back', async () => {
    await paul.want(204, 'PUT', '/api/v1/me/read/all');
    const [one, two] = [await publish(), await publish()];
    await read([one]);
    await paul.want(204, 'PUT', '/api/v1/me/read/all');
    assert.deepEqual(await unread(), []);
    await paul.want(204, 'PUT', '/api/v1/me/read/all');
    await paul.want(204, 'DELETE', '/api/v1/me/read/all');
    // Pressed three times within a minute: back to before the first.
    assert.ok((await unread()).includes(two.id));
    assert.ok(!(await unread()).includes(one.id), 'what was read stays read');
    await paul.want(204, 'DELETE', '/api/v1/me/read/all');
    assert.ok((await unread()).includes(two.id));
    const other = await server.member(admin);
    await other.want(204, 'DELETE', '/api/v1/me/read/all');
    assert.ok((await unread(other)).includes(one.id));
  });

  it('what is not there, or for others, is passed over without a word', async () => {
    await paul.want(204, 'PUT', '/api/v1/me/read/all');
    const group = (await admin.want(200, 'GET', '/api/v1/groups?axis=team')).items.find(({ name }) => name === 'Nord');
    const [mine, secret] = [await publish(), await publish({ targets: { groups: [group.id] } })];
    const draft = await curator.want(201, 'POST', '/api/v1/posts', { title: 'Pas encore', url: 'https://www.rivelle.example/later' });
    const sud = await server.member(admin, { groups: { team: 'Sud' } });
    const foreign = await server.signIn(undefined, server.companies[1]);
    const abroad = await publish({}, foreign);
    const answers = [];
    for (const id of [secret.id, draft.id, abroad.id, '0000000000001', mine.id]) {
      const { status, text, headers } = await sud.post('/api/v1/me/read', { posts: [id] });
      answers.push([status, text, Object.keys(headers).sort().join()]);
    }
    for (const answer of answers) assert.deepEqual(answer, answers[0]);
    assert.equal(answers[0][0], 204);
    const csv = (await sud.get('/api/v1/me/read/export')).text;
    assert.equal(csv, `what,post_id,value\r\nread,${mine.id},\r\n`);
    // Were it theirs one day, it would be unread.
    await admin.want(200, 'PATCH', `/api/v1/members/${sud.id}`, { groups: { team: 'Nord' } });
    assert.ok((await unread(sud)).includes(secret.id));
    await read([abroad], foreign);
    assert.equal((await foreign.want(200, 'GET', `/api/v1/posts/${abroad.id}`)).me.read, true);
  });

  it('bad input names the field', async () => {
    const [bad] = [await paul.post('/api/v1/me/read', { posts: ['0000000000001', 'x'] })];
    assert.equal(bad.status, 422);
    assert.deepEqual(pointers(bad.json), ['/posts/1']);
    assert.equal((await paul.post('/api/v1/me/read', { posts: Array.from({ length: 101 }, () => '0000000000001') })).status, 422);
    assert.equal((await paul.post('/api/v1/me/read', { posts: Array.from({ length: 100 }, () => '0000000000001') })).status, 204);
    assert.equal((await paul.post('/api/v1/me/read', {})).status, 422);
    assert.equal((await paul.post('/api/v1/me/read', { posts: [] })).status, 204);
    for (const [method, path] of [['POST', '/api/v1/me/read'], ['PUT', '/api/v1/me/read/all'], ['DELETE', '/api/v1/me/read/all'], ['GET', '/api/v1/me/read/export']]) {
      assert.equal((await server.client().request(method, path, { body: method === 'POST' ? { posts: [] } : undefined })).status, 401, path);
    }
  });

  it('two devices at once lose nothing', async () => {
    await paul.want(204, 'PUT', '/api/v1/me/read/all');
    const posts = [];
    for (let i = 0; i < 24; i += 1) posts.push(await publish());
    await Promise.all(posts.map((post) => read([post])));
    assert.deepEqual(await unread(), []);
  });

  it('the count stops at a hundred', async () => {
    const lea = await server.member(admin);
    for (let i = count; i < 104; i += 1) await publish();
    assert.equal((await feed('', lea)).me.unread, 100);
    await lea.want(204, 'PUT', '/api/v1/me/read/all');
    assert.equal((await feed('', lea)).me.unread, 0);
    assert.equal((await feed('', lea)).items.every((item) => item.me.read), true);
    assert.match((await lea.get('/api/v1/me/read/export')).text, new RegExp(`all_read_until,,${new Date().toISOString().slice(0, 10)}|all_read_until,,${new Date(Date.now() - DAY).toISOString().slice(0, 10)}`));
  });

  it('is forgotten with the person', async () => {
    const lea = await server.member(admin, { email: 'lea@rivelle.example' });
    await lea.want(204, 'PUT', '/api/v1/me/read/all');
    await lea.want(204, 'DELETE', '/api/v1/me', { email: 'lea@rivelle.example' });
    const again = await server.member(admin, { email: 'lea@rivelle.example' });
    assert.equal((await feed('', again)).me.unread, 100);
  });
});
