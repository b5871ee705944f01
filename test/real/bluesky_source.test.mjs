// An official Bluesky account as a source, against the reference PDS and a real PLC directory: handles, DIDs, posts as records, pictures as blobs, edits,
// deletions, replies and reposts, and what an account that is closed, hidden or renamed looks like.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pointers, start } from '../api/helper.mjs';
import { png } from '../api/png.mjs';
import { startPds } from './pds.mjs';

const posts = 'app.bsky.feed.post', hour = 3600e3;
let server, admin, pds, count = 0;

before(async () => {
  pds = await startPds({ line: true });
  server = await start({ args: ['--allow-net', '127.0.0.0/8', '--allow-net', '::1/128', '--bluesky-url', pds.url, '--plc-url', pds.plcUrl] });
  admin = await server.signIn();
});
after(async () => { await server?.stop(); await pds?.stop(); });

const must = async (name, options) => {
  const answer = await pds.xrpc(name, options);
  assert.equal(answer.status, 200, `${name}: ${answer.bytes}`);
  return answer.json;
};
const account = () => { count += 1; return pds.account(`acme${count}`); };
const record = (who, collection, value, rkey) => must('com.atproto.repo.createRecord', { token: who.accessJwt,
  body: { repo: who.did, collection, ...(rkey ? { rkey } : {}), record: { $type: collection, createdAt: new Date().toISOString(), ...value } } });
const post = (who, value) => record(who, posts, { langs: ['fr'], ...value });
const blob = async (who, bytes) => (await must('com.atproto.repo.uploadBlob', { token: who.accessJwt, body: bytes, type: 'image/png' })).blob;
const ago = (hours) => ({ createdAt: new Date(Date.now() - hours * hour).toISOString() });
const add = (url, more = {}) => admin.want(201, 'POST', '/api/v1/sources', { url, ...more });
const poll = (source) => admin.want(200, 'POST', `/api/v1/sources/${source.id}/poll`);
const postsOf = async (source, status = 'pending') => (await admin.want(200, 'GET', `/api/v1/posts?status=${status}&limit=100`)).items.filter((p) => p.source?.id === source.id);
const page = (who, made) => `https://bsky.app/profile/${who.did}/post/${made.uri.split('/').at(-1)}`;

test('an account is found by handle, address, at-uri and DID, once; its posts are the newest first', async () => {
  const acme = await account();
  const first = await post(acme, { text: 'Bonjour', ...ago(2) }), second = await post(acme, { text: 'Nouvelle usine\nà Lyon', ...ago(1) });
  const source = await add(`@${acme.handle}`);
  assert.deepEqual([source.kind, source.network, source.title, source.url, source.site_url, source.handle, source.posts.pending],
    ['account', 'bluesky', acme.handle, `https://bsky.app/profile/${acme.did}`, `https://bsky.app/profile/${acme.handle}`, `@${acme.handle}`, 2]);
  for (const url of [acme.did, `https://bsky.app/profile/${acme.handle}`, `https://bsky.app/profile/${acme.did}/`, `at://${acme.handle}`]) {
    const again = await admin.post('/api/v1/sources', { url });
    assert.deepEqual([again.status, ...pointers(again.json)], [409, '/url'], url);
  }
  const [lyon, hello] = await postsOf(source);
  assert.deepEqual([lyon.title, lyon.body, lyon.url, lyon.network, lyon.language, lyon.author], ['Nouvelle usine à Lyon', 'Nouvelle usine\nà Lyon', page(acme, second), 'bluesky', 'fr', acme.handle]);
  assert.deepEqual(hello.official, [{ network: 'bluesky', url: page(acme, first), id: first.uri, version: first.cid, server: pds.url }]);
});

test('the name of its profile, cut links whole, a card with its picture, a picture with its words', async () => {
  const acme = await account();
  await record(acme, 'app.bsky.actor.profile', { displayName: 'Acme Énergie', description: 'https://acme.example' }, 'self');
  const whole = 'https://acme.example/blog/2026/usine-de-lyon';
  const text = '👩‍🔬 Lire acme.example/blog/2026… et en parler';
  const from = Buffer.byteLength(text.slice(0, text.indexOf('acme.example'))), to = Buffer.byteLength(text.slice(0, text.indexOf(' et')));
  await post(acme, { text, ...ago(1), facets: [{ index: { byteStart: from, byteEnd: to }, features: [{ $type: 'app.bsky.richtext.facet#link', uri: whole }] }],
    embed: { $type: 'app.bsky.embed.external', external: { uri: whole, title: 'Usine de Lyon', description: 'Elle ouvre', thumb: await blob(acme, png(800, 420)) } } });
  await post(acme, { text: 'Vue du ciel', ...ago(2), embed: { $type: 'app.bsky.embed.images', images: [{ image: await blob(acme, png(900, 500)), alt: 'Un barrage', aspectRatio: { width: 900, height: 500 } }] } });
  await post(acme, { text: 'Image signalée', ...ago(3), labels: { $type: 'com.atproto.label.defs#selfLabels', values: [{ val: 'graphic-media' }] },
    embed: { $type: 'app.bsky.embed.images', images: [{ image: await blob(acme, png(700, 400)), alt: 'x' }] } });
  const source = await add(acme.did, { mode: 'direct' });
  assert.equal(source.title, 'Acme Énergie');
  let all;
  for (let i = 0; i < 300; i++) {
    all = await postsOf(source, 'published');
    if (all.filter((p) => p.image).length === 2) break;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  const of = (words) => all.find((p) => p.title.includes(words));
  assert.equal(of('Lire').title, `👩‍🔬 Lire ${whole} et en parler`);
  assert.deepEqual([of('Lire').image.width, of('Lire').image_alt], [800, null]);
  assert.deepEqual([of('ciel').image.width, of('ciel').image.height, of('ciel').image_alt], [900, 500, 'Un barrage']);
  assert.match(of('ciel').image_url, /\/xrpc\/com\.atproto\.sync\.getBlob\?did=did%3Aplc%3A\w+&cid=\w+$/);
  assert.equal(of('signalée').image_url, null);
});

test('replies and reposts stay out; an edit follows; what is deleted there stays here', async () => {
  const acme = await account(), other = await account();
  const theirs = await post(other, { text: 'Ailleurs' });
  const one = await post(acme, { text: 'Une', ...ago(3) }), two = await post(acme, { text: 'Deux', ...ago(2) });
  const reference = ({ uri, cid }) => ({ uri, cid });
  await post(acme, { text: 'Réponse', reply: { root: reference(theirs), parent: reference(theirs) } });
  await post(acme, { text: 'Suite', reply: { root: reference(one), parent: reference(one) } });
  await record(acme, 'app.bsky.feed.repost', { subject: reference(theirs) });
  const source = await add(`@${acme.handle}`);
  assert.deepEqual((await postsOf(source)).map((p) => p.title), ['Deux', 'Une']);
  const key = ({ uri }) => uri.split('/').at(-1);
  const edited = await must('com.atproto.repo.putRecord', { token: acme.accessJwt, body: { repo: acme.did, collection: posts, rkey: key(two),
    record: { $type: posts, text: 'Deux, corrigée', langs: ['fr'], ...ago(2) } } });
  await must('com.atproto.repo.deleteRecord', { token: acme.accessJwt, body: { repo: acme.did, collection: posts, rkey: key(one) } });
  await post(acme, { text: 'Trois', ...ago(1) });
  const polled = await poll(source);
  assert.equal(polled.error, null);
  const now = await postsOf(source);
  assert.deepEqual(now.map((p) => p.title), ['Trois', 'Deux, corrigée', 'Une']);
  assert.equal(now[1].official[0].version, edited.cid);
});

test('more than a page of posts since the last reading comes in whole', async () => {
  const acme = await account();
  await post(acme, { text: 'Avant', ...ago(5) });
  const source = await add(acme.did);
  const writes = (from, n) => must('com.atproto.repo.applyWrites', { token: acme.accessJwt, body: { repo: acme.did, writes: Array.from({ length: n }, (_, i) => (
    { $type: 'com.atproto.repo.applyWrites#create', collection: posts, value: { $type: posts, text: `Rafale ${from + i}`, createdAt: new Date(Date.now() - hour + (from + i) * 1000).toISOString() } })) } });
  await writes(0, 60);
  await writes(60, 60);
  assert.equal((await poll(source)).posts.pending, 121);
  assert.equal((await poll(source)).posts.pending, 121);
});

test('a new handle is followed under the same address, and only once it is proven', async () => {
  const acme = await account();
  await post(acme, { text: 'Sous l’ancien nom', ...ago(1) });
  const source = await add(`@${acme.handle}`);
  await must('com.atproto.identity.updateHandle', { token: acme.accessJwt, body: { handle: `renamed${count}.test` } }).catch((error) => {
    assert.match(error.message, /JSON|undefined/);   // its answer has no body
  });
  const polled = await poll(source);
  assert.deepEqual([polled.error, polled.url, polled.handle, polled.site_url],
    [null, source.url, `@renamed${count}.test`, `https://bsky.app/profile/renamed${count}.test`]);
});

test('taken down, deactivated, hidden: each in its own words; open again, it is read again', async () => {
  const acme = await account();
  await post(acme, { text: 'Une', ...ago(1) });
  const source = await add(acme.did);
  const fault = async () => (await poll(source)).error?.code ?? null;
  await pds.takedown(acme.did);
  assert.equal(await fault(), 'account_suspended');
  const refused = await admin.post('/api/v1/sources', { url: `@${acme.handle}` });
  assert.deepEqual([refused.status, ...pointers(refused.json)], [422, '/url']);
  await pds.takedown(acme.did, false);
  assert.equal(await fault(), null);
  await must('com.atproto.server.deactivateAccount', { token: acme.accessJwt, body: {} });
  assert.equal(await fault(), 'account_suspended');
  await must('com.atproto.server.activateAccount', { token: acme.accessJwt, body: Buffer.alloc(0) });
  const session = await pds.session(acme.handle, acme.password);
  await must('com.atproto.repo.putRecord', { token: session.accessJwt, body: { repo: acme.did, collection: 'app.bsky.actor.profile', rkey: 'self',
    record: { $type: 'app.bsky.actor.profile', displayName: 'Acme', labels: { $type: 'com.atproto.label.defs#selfLabels', values: [{ val: '!no-unauthenticated' }] } } } });
  assert.equal(await fault(), 'account_hidden');
});

test('a server that fails, asks to wait or breaks off: told as that, and it passes', async () => {
  const acme = await account();
  await post(acme, { text: 'Une', ...ago(1) });
  const source = await add(acme.did);
  const list = /com\.atproto\.repo\.listRecords/;
  for (const [rule, code] of [[{ status: 503, body: '{}' }, 'busy'], [{ status: 429, headers: { 'retry-after': '120' }, body: '{"error":"RateLimitExceeded"}' }, 'busy'],
    [{ status: 502, body: 'bad' }, 'server_error'], [{ refuse: true }, 'unreachable'], [{ status: 200, body: '{"records":7}' }, 'unusable'], [{ status: 200, body: '[' }, 'unusable']]) {
    pds.line.when('GET', list, rule, 2);
    const polled = await poll(source);
    pds.line.clear();
    assert.equal(polled.error?.code, code, JSON.stringify(rule));
  }
  const well = await poll(source);
  assert.deepEqual([well.error, well.posts.pending], [null, 1]);
});

test('what names no account is refused beside the field', async () => {
  for (const url of ['@nobody.test', 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', 'https://bsky.app/profile/nobody.test']) {
    const { status, json } = await admin.post('/api/v1/sources', { url });
    assert.deepEqual([status, json.type.split(':').at(-1), ...pointers(json)], [422, 'no-account', '/url'], url);
  }
});
