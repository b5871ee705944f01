// pds.test.mjs: that the real PDS works here, and what it answers where the lexicons leave it open; our client is written to these answers:
//
// - createRecord with an rkey that is taken: 500 InternalServerError, whether the record is the same or another. It says nothing of a duplicate:
//   ask getRecord. A deleted record's rkey may be used again. An rkey of app.bsky.feed.post must be a TID, else 400 InvalidRequest.
// - getRecord of an unknown rkey: 400 RecordNotFound. Of an account that is not here it is passed on to the AppView: 502 UpstreamFailure.
// - Access token that ran out: 400 ExpiredToken. One that is none, has a wrong signature or is a refresh token: 400 InvalidToken. None: 401
//   AuthMissing. A wrong repo: 403 AccountNotFound.
// - refreshSession takes a refresh token that was used for two hours more; after that, and once its app password is revoked: 400 ExpiredToken
//   "Token has been revoked". Access tokens outlive the app password (they live two hours).
// - Wrong password, unknown account: 401 AuthenticationRequired. Taken down: 401 AccountTakedown, at createSession and at writes; its records are
//   400 InvalidRequest "Could not find repo".
// - A second like or repost of the same subject removes the first record.
// - listRecords, getRecord, getBlob, resolveHandle are public; a blob that no record holds is 400 "Blob not found".
// - app.bsky.* needs an AppView: 401 AuthMissing without a token, 502 UpstreamFailure with one.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startPds } from './pds.mjs';

const posts = 'app.bsky.feed.post';
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64');
const now = () => new Date().toISOString();

describe('a real PDS', () => {
  let pds, anne, key, session;
  const create = (collection, rkey, record, token = session.accessJwt) => pds.xrpc('com.atproto.repo.createRecord',
    { token, body: { repo: anne.did, collection, rkey, record: { $type: collection, createdAt: now(), ...record } } });
  const refresh = (token) => pds.xrpc('com.atproto.server.refreshSession', { token, body: Buffer.alloc(0) });
  const fails = (answer, status, error) => assert.deepEqual([answer.status, answer.json?.error], [status, error]);

  before(async () => {
    pds = await startPds();
    anne = await pds.account('anne');
    key = await pds.appPassword(anne);
    session = await pds.session('anne.test', key.password);
  });
  after(() => pds?.stop());

  it('knows the account by handle, by DID and in the directory', async () => {
    assert.equal(session.did, anne.did);
    assert.deepEqual((await pds.xrpc('com.atproto.identity.resolveHandle', { query: { handle: 'anne.test' } })).json, { did: anne.did });
    const document = await (await fetch(`${pds.plcUrl}/${anne.did}`)).json();
    assert.deepEqual(document.alsoKnownAs, ['at://anne.test']);
    assert.equal(document.service.find((s) => s.id === '#atproto_pds').serviceEndpoint, pds.url);
    fails(await pds.xrpc('com.atproto.server.createSession', { body: { identifier: 'anne.test', password: 'no' } }), 401, 'AuthenticationRequired');
    fails(await pds.xrpc('com.atproto.server.createSession', { body: { identifier: 'nobody.test', password: 'no' } }), 401, 'AuthenticationRequired');
  });

  it('keeps a record under the key it was given, once', async () => {
    const first = await create(posts, '3mabcdefghi2a', { text: 'Bonjour' });
    assert.equal(first.status, 200);
    assert.equal(first.json.uri, `at://${anne.did}/${posts}/3mabcdefghi2a`);
    assert.equal(first.json.validationStatus, 'valid');
    assert.equal((await pds.getRecord(anne.did, posts, '3mabcdefghi2a')).value.text, 'Bonjour');
    fails(await create(posts, '3mabcdefghi2a', { text: 'Encore' }), 500, 'InternalServerError');
    assert.equal((await pds.getRecord(anne.did, posts, '3mabcdefghi2a')).value.text, 'Bonjour');
    assert.equal((await pds.records(anne.did, posts)).length, 1);
  });

  it('deletes it, twice if asked, and the key is free again', async () => {
    const gone = { token: session.accessJwt, body: { repo: anne.did, collection: posts, rkey: '3mabcdefghi2a' } };
    assert.equal((await pds.xrpc('com.atproto.repo.deleteRecord', gone)).status, 200);
    assert.deepEqual((await pds.xrpc('com.atproto.repo.deleteRecord', gone)).json, {});
    const query = { repo: anne.did, collection: posts, rkey: '3mabcdefghi2a' };
    fails(await pds.xrpc('com.atproto.repo.getRecord', { query }), 400, 'RecordNotFound');
    assert.equal((await create(posts, '3mabcdefghi2a', { text: 'Derechef' })).status, 200);
  });

  it('refuses what the lexicon does', async () => {
    fails(await create(posts, 'no-tid', { text: 'x' }), 400, 'InvalidRequest');
    fails(await create(posts, '3mabcdefghi2b', { text: 5 }), 400, 'InvalidRequest');
    assert.match((await create(posts, '3mabcdefghi2b', { text: 'x'.repeat(301) })).json.message, /grapheme too big \(maximum 300, got 301\)/);
    assert.equal((await create(posts, '3mabcdefghi2b', { text: '👩‍👩‍👧'.repeat(100) })).status, 200);
  });

  it('serves a picture once a record holds it', async () => {
    const { json: { blob } } = await pds.xrpc('com.atproto.repo.uploadBlob', { token: session.accessJwt, body: png, type: 'image/png' });
    assert.equal((await pds.getBlob(anne.did, blob.ref.$link)).status, 400);
    const embed = { $type: 'app.bsky.embed.images', images: [{ alt: 'Un point', image: blob }] };
    assert.equal((await create(posts, '3mabcdefghi2c', { text: 'Image', embed })).status, 200);
    const got = await pds.getBlob(anne.did, blob.ref.$link);
    assert.deepEqual([got.status, got.type, got.bytes.equals(png)], [200, 'image/png', true]);
  });

  it('keeps the later of two reposts', async () => {
    const { uri, cid } = await pds.getRecord(anne.did, posts, '3mabcdefghi2c');
    for (const rkey of ['3mabcdefghi2d', '3mabcdefghi2e']) assert.equal((await create('app.bsky.feed.repost', rkey, { subject: { uri, cid } })).status, 200);
    assert.deepEqual((await pds.records(anne.did, 'app.bsky.feed.repost')).map((r) => r.uri.split('/').pop()), ['3mabcdefghi2e']);
  });

  it('has no AppView', async () => {
    for (const name of ['app.bsky.feed.getAuthorFeed', 'app.bsky.actor.getProfile']) {
      fails(await pds.xrpc(name, { query: { actor: anne.did } }), 401, 'AuthMissing');
      fails(await pds.xrpc(name, { query: { actor: anne.did }, token: session.accessJwt }), 502, 'UpstreamFailure');
    }
  });

  it('tells a token that ran out from one that is none', async () => {
    fails(await create(posts, '3mabcdefghi2f', { text: 'x' }, pds.expired(session.accessJwt)), 400, 'ExpiredToken');
    fails(await create(posts, '3mabcdefghi2f', { text: 'x' }, 'none'), 400, 'InvalidToken');
    fails(await create(posts, '3mabcdefghi2f', { text: 'x' }, session.refreshJwt), 400, 'InvalidToken');
    fails(await create(posts, '3mabcdefghi2f', { text: 'x' }, null), 401, 'AuthMissing');
  });

  it('gives new tokens for a while, then no more', async () => {
    await pds.later(7210);
    fails(await create(posts, '3mabcdefghi2f', { text: 'x' }), 400, 'ExpiredToken');
    const next = await refresh(session.refreshJwt);
    assert.equal((await create(posts, '3mabcdefghi2f', { text: 'x' }, next.json.accessJwt)).status, 200);
    assert.equal((await refresh(session.refreshJwt)).status, 200);
    await pds.later(7210);
    fails(await refresh(session.refreshJwt), 400, 'ExpiredToken');
    anne.accessJwt = (await pds.session('anne.test', anne.password)).accessJwt;
    await pds.revokeAppPassword(anne);
    fails(await refresh(next.json.refreshJwt), 400, 'ExpiredToken');
    fails(await pds.xrpc('com.atproto.server.createSession', { body: { identifier: 'anne.test', password: key.password } }), 401, 'AuthenticationRequired');
  });

  it('takes an account down', async () => {
    await pds.takedown(anne.did);
    fails(await pds.xrpc('com.atproto.server.createSession', { body: { identifier: 'anne.test', password: anne.password } }), 401, 'AccountTakedown');
    fails(await create(posts, '3mabcdefghi2g', { text: 'x' }, anne.accessJwt), 401, 'AccountTakedown');
  });
});

describe('a real PDS behind a line that fails', () => {
  let pds;
  before(async () => { pds = await startPds({ line: true }); });
  after(() => pds?.stop());

  it('keeps what it was sent once, though nobody was told', async () => {
    const anne = await pds.account('anne');
    const session = await pds.session(anne.handle, anne.password);
    assert.equal(session.didDoc.service[0].serviceEndpoint, pds.url);
    assert.equal(pds.url, pds.line.url);
    const create = () => fetch(`${pds.url}/xrpc/com.atproto.repo.createRecord`, { method: 'POST',
      headers: { authorization: `Bearer ${session.accessJwt}`, 'content-type': 'application/json' },
      body: JSON.stringify({ repo: anne.did, collection: posts, rkey: '3mabcdefghi2a', record: { $type: posts, text: 'Une fois', createdAt: now() } }) });
    pds.line.when('POST', /createRecord/, { cut: true });
    await assert.rejects(create());
    assert.deepEqual(pds.line.requests.map((r) => [r.acted, r.status]), [[true, 200]]);
    assert.equal((await create()).status, 500);
    assert.deepEqual((await pds.records(anne.did, posts)).map((r) => r.value.text), ['Une fois']);
  });
});

describe('a real PDS that counts', () => {
  let pds;
  before(async () => { pds = await startPds({ rateLimits: true }); });
  after(() => pds?.stop());

  it('stops a 31st sign-in within five minutes, and says until when', async () => {
    const paul = await pds.account('paul');
    const signIn = () => pds.xrpc('com.atproto.server.createSession', { body: { identifier: paul.handle, password: paul.password } });
    for (let i = 0; i < 30; i += 1) assert.equal((await signIn()).status, 200, `sign-in ${i + 1}`);
    const answer = await signIn();
    assert.deepEqual([answer.status, answer.json.error], [429, 'RateLimitExceeded']);
    assert.match(answer.headers.get('ratelimit-reset'), /^\d{10}$/);
    assert.match(answer.headers.get('retry-after'), /^\d{1,3}$/);
  });
});
