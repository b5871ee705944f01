// bluesky.test.mjs: an account on a real PDS (npm @atproto/pds), linked by app password; what we publish there, what the PDS says of it, and
// exactly one post whatever breaks on the line (pds.line).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pointers, start } from '../api/helper.mjs';
import { png } from '../api/png.mjs';
import { own, publish } from '../api/share_steps.mjs';
import { startPds } from './pds.mjs';

const posts = 'app.bsky.feed.post';
const create = /com\.atproto\.repo\.createRecord/;
let server, admin, pds, count = 0;

before(async () => {
  pds = await startPds({ line: true });
  server = await start({ args: ['--allow-net', '127.0.0.0/8', '--allow-net', '::1/128'] });
  admin = await server.signIn();
});
after(async () => { await pds?.stop(); await server?.stop(); });

async function until(look, seconds = 60) {
  for (let i = 0; i < seconds * 10; i++) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error(`not within ${seconds} s: ${look}`);
}

/** Somebody with an account at the PDS, linked. */
async function linked() {
  count += 1;
  const client = await server.member(admin, { ambassador: true });
  const account = await pds.account(`anne${count}`);
  const { password } = await pds.appPassword(account);
  await client.want(201, 'POST', '/api/v1/me/connections', { network: 'bluesky', server: pds.url, identifier: account.handle, password });
  return { client, account, password };
}

const send = (client, post, fields = {}) => client.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'bluesky', mode: 'connection', text: own, ...fields });
const settled = (client, id, status = 'published') => until(async () => {
  const share = await client.want(200, 'GET', `/api/v1/shares/${id}`);
  return share.status === status ? share : null;
});
const bytes = (text, { byteStart, byteEnd }) => Buffer.from(text).subarray(byteStart, byteEnd).toString();

test('a wrong password, a server that is none: said beside the field, nothing is kept', async () => {
  const client = await server.member(admin, { ambassador: true });
  const account = await pds.account('wrong');
  const ask = (fields) => client.post('/api/v1/me/connections', { network: 'bluesky', way: 'password', server: pds.url, identifier: account.handle, password: 'no', ...fields });
  const problem = ({ status, json }) => [status, ...pointers(json)];
  assert.deepEqual(problem(await ask({})), [422, '/password']);
  assert.deepEqual(problem(await ask({ password: '' })), [422, '/password']);
  assert.deepEqual(problem(await ask({ identifier: ' ' })), [422, '/identifier']);
  assert.deepEqual(problem(await ask({ server: `http://127.0.0.1:${server.port}` })), [422, '/server']);
  assert.deepEqual((await client.want(200, 'GET', '/api/v1/me/connections')).items, []);
});

test('one click: record, facets by bytes, card with picture, language; taken back, it is gone', async () => {
  const { client, account } = await linked();
  const picture = await admin.want(201, 'POST', '/api/v1/images', png(960, 540), { headers: { 'Content-Type': 'image/png' } });
  const post = await publish(admin, { image_url: picture.url ?? `/api/v1/images/${picture.id}`, image_alt: 'Un barrage' });
  const text = `${own} 👩‍🔬 Écoutez #énergie, dit @${account.handle} (https://example.com/é?a=1).`;
  const made = await send(client, post, { text });
  const share = await settled(client, made.id);
  const [record, ...more] = await pds.records(account.did, posts);
  assert.equal(more.length, 0);
  const { value } = record;
  assert.equal(value.text, made.final_text);
  assert.deepEqual(value.langs, ['fr']);
  assert.ok(Math.abs(new Date(value.createdAt) - Date.now()) < 60000);
  const facets = value.facets.map((f) => [f.features[0].$type.split('#')[1], bytes(value.text, f.index), f.features[0].uri ?? f.features[0].tag ?? f.features[0].did]);
  assert.deepEqual(facets, [['tag', '#énergie', 'énergie'], ['mention', `@${account.handle}`, account.did],
    ['link', 'https://example.com/é?a=1', 'https://example.com/é?a=1'], ['link', made.link, made.link]]);
  const card = value.embed.external;
  assert.deepEqual([card.uri, card.title], [made.link, post.title]);
  const blob = await pds.getBlob(account.did, card.thumb.ref.$link);
  assert.deepEqual([blob.status, card.thumb.mimeType], [200, 'image/jpeg']);
  assert.equal(share.remote_url, `https://bsky.app/profile/${account.did}/post/${record.uri.split('/').at(-1)}`);
  assert.equal(share.evidence, 'verified');
  await client.want(204, 'DELETE', `/api/v1/shares/${made.id}`);
  await until(async () => (await pds.records(account.did, posts)).length === 0);
});

test('tokens that ran out are renewed, and the new ones kept', async () => {
  const { client, account } = await linked();
  await pds.later(3 * 3600);
  const made = await send(client, await publish(admin));
  await settled(client, made.id);
  const again = await send(client, await publish(admin));
  await settled(client, again.id);
  assert.equal((await pds.records(account.did, posts)).length, 2);
});

test('a revoked app password parks the share until the account is linked again', async () => {
  const { client, account } = await linked();
  const { password } = await pds.appPassword(account, 'Encore');
  await pds.revokeAppPassword(account);
  await pds.later(3 * 3600);
  const made = await send(client, await publish(admin));
  const parked = await until(async () => { const s = await client.want(200, 'GET', `/api/v1/shares/${made.id}`); return s.fault ? s : null; });
  assert.deepEqual([parked.status, parked.fault], ['scheduled', 'reauth']);
  await client.want(409, 'POST', `/api/v1/posts/${(await publish(admin)).id}/shares`, { network: 'bluesky', mode: 'connection', text: own });
  await client.want(201, 'POST', '/api/v1/me/connections', { network: 'bluesky', server: pds.url, identifier: account.handle, password });
  await settled(client, made.id);
  assert.equal((await pds.records(account.did, posts)).length, 1);
});

for (const [what, rule, times] of [['before sending', { refuse: true }, 1], ['after the body', { cut: true }, 1], ['in the answer', { half: true }, 1],
  ['by a gateway', { instead: { status: 502, body: 'bad gateway' } }, 1], ['after the body, twice', { cut: true }, 2], ['while it is busy', { status: 503, headers: { 'retry-after': '1' }, body: '{}' }, 2]]) {
  test(`cut ${what}: one post, and the state is true`, async () => {
    const { client, account } = await linked();
    pds.line.when('POST', create, rule, times);
    const made = await send(client, await publish(admin));
    await settled(client, made.id);
    assert.equal((await pds.records(account.did, posts)).length, 1);
  });
}
