// Pictures inside articles: uploaded or fetched once, shown to exactly who may read the article, kept while it may need them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';

import { feedServer } from './feedserver.mjs';
import { engine, pointers, start } from './helper.mjs';
import { png } from './png.mjs';

const US_PER_DAY = 86_400_000_000;

describe('pictures inside articles', () => {
  let server, site, admin, curator, member, other, count = 0, shade = 0;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }], args: ['--allow-net', '127.0.0.0/8'] });
    site = await feedServer();
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    member = await server.member(admin);
    other = await server.signIn(undefined, server.companies[1]);
  });
  after(async () => {
    await site?.close();
    await server?.stop();
  });

  const grey = () => png(60, 30, { pixel: () => [(shade += 1) % 256, Math.floor(shade / 256) % 256, 7] });
  async function upload(client = curator, body = grey()) {
    const answer = await client.request('POST', '/api/v1/images', { body, headers: { 'Content-Type': 'image/png' } });
    assert.equal(answer.status, 201, answer.text);
    return answer.json;
  }
  const own = (image, alt = 'Du gris', credit) => `![${alt}](/api/v1/images/${image.id}${credit ? ` "${credit}"` : ''})`;
  const write = (article, rest = {}, client = curator) => client.want(201, 'POST', '/api/v1/posts', { title: `Article ${count += 1}`, kind: 'article', article, ...rest });
  const out = async (article, rest) => curator.want(200, 'POST', `/api/v1/posts/${(await write(article, rest)).id}/publish`);
  const read = (post, client = curator) => client.want(200, 'GET', `/api/v1/posts/${post.id}/article`);
  const status = async (image, client) => (await client.get(`/api/v1/images/${image.id}`)).status;
  async function until(what, ask, seconds = 20) {
    for (let i = 0; i < seconds * 10; i += 1) {
      const got = await ask();
      if (got) return got;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    return assert.fail(`${what}: not within ${seconds} s`);
  }

  it('come with the article: their sizes, and nothing of an address outside', async () => {
    const [one, two] = [await upload(), await upload()];
    const article = `Avant.\n\n${own(one)}\n\nEntre ${own(two, 'Encore', 'Photo Paul')} deux.\n\nEncore une fois ${own(one, 'La même')}`;
    const post = await out(article);
    const got = await read(post, member);
    assert.equal(got.text, article);
    assert.deepEqual(got.pictures.map(({ url }) => url), [one, two, one].map(({ id }) => `/api/v1/images/${id}`));
    assert.deepEqual(got.pictures[0].image, { src: one.src, srcset: one.srcset, width: 60, height: 30, colour: one.colour });
    for (const image of [one, two]) assert.equal(await status(image, member), 200);
    assert.equal(await status(one, other), 404, 'another company');
    assert.equal(await status(one, server.client()), 401);
  });

  it('of the web are fetched once into our store; the text stays as it was written', async () => {
    const address = site.set('/far.png', { body: grey(), type: 'image/png' });
    const post = await out(`![Au loin](${address} "Photo Zoé")`);
    const got = await until('the picture', async () => { const a = await read(post, member); return a.pictures[0].image && a; });
    assert.ok(got.text.includes(address));
    assert.match(got.pictures[0].image.src, /^\/api\/v1\/images\/[0-9a-z]{13}\?w=960$/);
    assert.equal((await member.get(got.pictures[0].image.src)).status, 200);
    assert.equal(site.requests.filter(({ path }) => path === '/far.png').length, 1);
    const gone = await out(`![Perdue](${site.url}/nowhere.png)`);
    const fault = await until('why not', async () => (await read(gone)).pictures[0].fault);
    assert.match(fault, /404|not/i);
    assert.equal((await read(gone, member)).pictures[0].fault, undefined, 'why is for curators');
    assert.equal((await read(gone, member)).pictures[0].image, null);
  });

  it('are refused where they are none', async () => {
    const theirs = await upload(other);
    const bad = [['![x](data:image/png;base64,AAAA)', /picture 1/], ['![x](photo.png)', /picture 1/], ['![x](//cdn.example/a.png)', /picture 1/],
      ['![x](javascript:alert(1))', /picture 1/], ['![x](https://me:secret@x.example/a.png)', /picture 1/], ['![x](https://)', /picture 1/],
      ['![x](/api/v1/images/0000000000001)', /no such picture/], ['![x](/api/v1/images/nonsense)', /no such picture/], [own(theirs), /no such picture/],
      [`${own(await upload())}\n\n![y](/etc/passwd)`, /picture 2/], ['![x](https://x.example/a.png)\n'.repeat(31), /more than 30/]];
    for (const [article, why] of bad) {
      const answer = await curator.post('/api/v1/posts', { title: 'Non', kind: 'article', article });
      assert.equal(answer.status, 422, article);
      assert.deepEqual(pointers(answer.json), ['/article/pictures'], article);
      assert.match(answer.text, why);
    }
    const post = await write('Rien encore.');
    assert.deepEqual(pointers((await curator.patch(`/api/v1/posts/${post.id}`, { article: own(theirs) })).json), ['/article/pictures']);
    assert.equal((await read(post)).text, 'Rien encore.', 'nothing of a refused save stays');
    assert.deepEqual((await read(await write('Pas ![une image] (x), ni ![autre](), ni [lien](photo.png)'))).pictures, []);
  });

  it('need words before the article goes out, and keep them while it is', async () => {
    const [one, two] = [await upload(), await upload()];
    const post = await write(`${own(one)}\n\n${own(two, ' ')}`);
    const at = new Date(Date.now() + 86_400_000).toISOString();
    for (const [step, body] of [['publish', {}], ['schedule', { at }]]) {
      const refused = await curator.post(`/api/v1/posts/${post.id}/${step}`, body);
      assert.equal(refused.status, 422);
      assert.deepEqual(pointers(refused.json), ['/article/alt']);
      assert.match(refused.text, /picture 2/);
    }
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { article: `${own(one)}\n\n${own(two)}` });
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
    assert.deepEqual(pointers((await curator.patch(`/api/v1/posts/${post.id}`, { article: own(one, '') })).json), ['/article/alt']);
  });

  it('are there for exactly who may read the article', async () => {
    const group = await admin.want(201, 'POST', '/api/v1/groups', { axis: 'team', name: 'Nord' });
    const nord = await server.member(admin, { groups: { team: 'Nord' } });
    const image = await upload();
    const post = await write(own(image), { targets: { groups: [group.id] } });
    const seen = async () => [await status(image, nord), await status(image, member), await status(image, curator)];
    assert.deepEqual(await seen(), [404, 404, 200], 'being written');
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
    assert.deepEqual(await seen(), [200, 404, 200], 'out, for a group');
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { targets: {} });
    assert.deepEqual(await seen(), [200, 200, 200], 'for all');
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/archive`);
    assert.equal((await member.get(`/api/v1/posts/${post.id}/article`)).status, 403);
    assert.deepEqual(await seen(), [404, 404, 200], 'archived: the article is not read either');
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/restore`);
    await admin.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { article: 'Sans image.' });
    assert.deepEqual(await seen(), [404, 404, 200], 'taken out of the text');
    const { items } = await curator.want(200, 'GET', `/api/v1/posts/${post.id}/revisions`);
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/revert`, { revision: items.at(-1).id });
    assert.deepEqual(await seen(), [200, 200, 200], 'brought back');
    // An article that expired is no longer read.
    const soon = new Date(Date.now() + 1500).toISOString();
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { expires_at: soon });
    await until('expired', async () => (await status(image, member)) === 404);
  });

  it('of other channels are not there for a limited curator, to see or to take', async () => {
    const channel = async () => admin.want(201, 'POST', '/api/v1/channels', { name: `C${count += 1}`, kind: 'open' });
    const [mine, foreign] = [await channel(), await channel()];
    const limited = await server.member(admin, { roles: ['curator'] });
    await admin.want(200, 'PATCH', `/api/v1/members/${limited.id}`, { limits: { curator: [mine.id] } });
    const bytes = grey();
    const [theirs, face, shared, fresh] = [await upload(curator, bytes), await upload(), await upload(), await upload(limited)];
    const there = await write(own(theirs), { targets: { channels: [foreign.id] }, image_url: face.url, image_alt: 'Une image' });
    await write(own(shared), { targets: { channels: [mine.id] } });
    assert.deepEqual([await status(theirs, limited), await status(face, limited), await status(shared, limited), await status(fresh, limited)], [404, 404, 200, 200]);
    const here = await write(own(fresh), { targets: { channels: [mine.id] } }, limited);
    const path = `/api/v1/posts/${here.id}`;
    for (const image of [theirs, face, { id: '0000000000001' }]) {
      for (const [field, body] of [['/article/pictures', { article: own(image) }], ['/image_url', { image_url: `/api/v1/images/${image.id}`, image_alt: 'X' }]]) {
        for (const answer of [await limited.patch(path, body), await limited.post('/api/v1/posts', { title: 'Vol', kind: 'article', targets: { channels: [mine.id] }, ...body })]) {
          assert.equal(answer.status, 422);
          assert.deepEqual(pointers(answer.json), [field]);
          assert.match(answer.text, /there is no such picture/);
        }
      }
    }
    const file = async (client) => {
      const answer = await client.request('POST', '/api/v1/files?name=a.pdf', { body: Buffer.from(`%PDF-1.4\n${shade += 1}\n%%EOF\n`), headers: { 'Content-Type': 'application/pdf' } });
      return answer.json.id;
    };
    const document = await file(curator);
    await write(undefined, { kind: 'document', file_id: document, targets: { channels: [foreign.id] } });
    for (const id of [document, '0000000000001']) {
      const refused = await limited.patch(path, { kind: 'document', file_id: id });
      assert.deepEqual([refused.status, pointers(refused.json)], [422, ['/file_id']]);
      assert.match(refused.text, /there is no such document/);
    }
    await limited.want(200, 'PATCH', path, { file_id: await file(limited) });
    // What is theirs may be taken, and what they have stays when they save.
    await limited.want(200, 'PATCH', path, { kind: 'article', article: `${own(fresh)} ${own(shared)}`, image_url: shared.url, image_alt: 'Du gris' });
    await limited.want(200, 'PATCH', path, { title: 'Encore moi' });
    // The same bytes sent by somebody who may not know of them are another picture, which they can use.
    const again = await upload(limited, bytes);
    assert.notEqual(again.id, theirs.id);
    await limited.want(200, 'PATCH', path, { article: own(again) });
    assert.equal((await upload(limited, bytes)).id, again.id);
    assert.equal((await upload(curator, bytes)).id, theirs.id);
    // Who is not limited is not held back.
    await curator.want(200, 'PATCH', `/api/v1/posts/${there.id}`, { article: `${own(theirs)} ${own(again)}` });
  });

  it('stay while an article or its history needs them, and go with the post', async () => {
    const sql = (text) => {
      const [command, args] = engine === 'sqlite' ? ['sqlite3', ['-cmd', '.timeout 5000', server.db.url.replace(/^sqlite:/, ''), text]]
        : ['psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', '-c', text, server.db.url]];
      const done = spawnSync(command, args, { encoding: 'utf8' });
      assert.equal(done.status, 0, done.stderr);
    };
    const old = (Date.now() * 1000) - 40 * US_PER_DAY;
    const upkeep = (kind) => sql(`UPDATE job SET run_at = 1, dedupe = 'now ${count += 1}' WHERE kind = 'housekeeping.${kind}' AND status = 'waiting';`);
    const [shown, before, unused] = [await upload(), await upload(), await upload()];
    const post = await write(own(before));
    await admin.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { article: own(shown) });
    sql(`UPDATE image SET wanted_at = ${old};`);
    upkeep('images');
    await until('the unused one goes', async () => (await status(unused, curator)) === 404);
    assert.deepEqual([await status(shown, curator), await status(before, curator)], [200, 200]);
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/drop`);
    sql(`UPDATE post SET dropped_at = ${old} WHERE dropped_at IS NOT NULL;`);
    upkeep('posts');
    await until('the post goes', async () => (await curator.get(`/api/v1/posts/${post.id}`)).status === 404);
    upkeep('images');
    await until('its pictures go', async () => (await status(shown, curator)) === 404 && (await status(before, curator)) === 404);
  });
});
