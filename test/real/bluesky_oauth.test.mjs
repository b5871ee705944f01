// bluesky_oauth.test.mjs: an account on a real PDS, linked at the PDS's own page: PAR, PKCE, DPoP with nonces, and what is published so.
// This program has no public address here, so it is a loopback client; the document for a public one is looked at.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pointers, start } from '../api/helper.mjs';
import { own, publish } from '../api/share_steps.mjs';
import { startPds } from './pds.mjs';
import { signInAt } from './pds_sign_in.mjs';

const posts = 'app.bsky.feed.post';
const create = /com\.atproto\.repo\.createRecord/;
let server, admin, pds, count = 0;

before(async () => {
  pds = await startPds({ line: true });
  server = await start({ args: ['--allow-net', '127.0.0.0/8', '--allow-net', '::1/128', '--bluesky-url', pds.url, '--plc-url', pds.plcUrl] });
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

const send = (client, post, fields = {}) => client.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'bluesky', mode: 'connection', text: own, ...fields });
const settled = (client, id, status = 'published') => until(async () => {
  const share = await client.want(200, 'GET', `/api/v1/shares/${id}`);
  return share.status === status ? share : null;
});

/** Linked by the page of the PDS. */
async function throughPage({ identifier = true, decision = 'consent' } = {}) {
  count += 1;
  const client = await server.member(admin, { ambassador: true });
  const account = await pds.account(`anne${count}`);
  const { authorize_url: url } = await client.want(201, 'POST', '/api/v1/me/connections', { network: 'bluesky', way: 'oauth', server: pds.url,
    ...(identifier ? { identifier: account.handle } : {}) });
  const back = new URL(await signInAt(url, account, decision));
  assert.equal(back.pathname, '/api/v1/oauth/bluesky/callback');
  const answer = await client.get(back.pathname + back.search);
  return { client, account, back, location: answer.headers.location };
}

test('linked at the PDS’s page: one click, renewed, taken back, revoked', async () => {
  const { client, account, back, location } = await throughPage();
  assert.equal(location, '/me/accounts?linked=bluesky');
  assert.equal(back.searchParams.get('iss'), pds.url);
  const [connection] = (await client.want(200, 'GET', '/api/v1/me/connections')).items;
  assert.deepEqual([connection.way, connection.handle, connection.status], ['oauth', `@${account.handle}`, 'active']);
  assert.ok(connection.scopes.includes('atproto') && !connection.scopes.includes('transition:generic'), String(connection.scopes));
  const made = await send(client, await publish(admin));
  await settled(client, made.id);
  assert.equal((await pds.records(account.did, posts))[0].value.text, made.final_text);
  pds.line.when('POST', create, { status: 401, headers: { 'www-authenticate': 'DPoP error="invalid_token"' }, body: { error: 'invalid_token', message: 'exp' } });
  const renewals = () => pds.line.requests.filter((r) => /\/oauth\/token/.test(r.path) && /grant_type=refresh_token/.test(r.body) && r.status === 200).length;
  const again = await send(client, await publish(admin));
  await settled(client, again.id);
  assert.equal(renewals(), 1);
  assert.equal((await pds.records(account.did, posts)).length, 2);
  await client.want(204, 'DELETE', `/api/v1/shares/${again.id}`);
  await until(async () => (await pds.records(account.did, posts)).length === 1);
  const from = pds.line.requests.length;
  await client.want(204, 'DELETE', `/api/v1/me/connections/${connection.id}`);
  await until(() => pds.line.requests.slice(from).some((r) => /\/oauth\/revoke/.test(r.path) && r.status === 200));
});

test('without naming the account; and saying no', async () => {
  const one = await throughPage({ identifier: false });
  assert.equal(one.location, '/me/accounts?linked=bluesky');
  assert.equal((await one.client.want(200, 'GET', '/api/v1/me/connections')).items[0].handle, `@${one.account.handle}`);
  const two = await throughPage({ decision: 'reject' });
  assert.equal(two.location, '/me/accounts?denied=bluesky');
  assert.deepEqual((await two.client.want(200, 'GET', '/api/v1/me/connections')).items, []);
});

test('another account than was asked for is not linked; a handle that is none is named', async () => {
  const client = await server.member(admin, { ambassador: true });
  const [eve, bob] = [await pds.account('eve-one'), await pds.account('bob-one')];
  const begin = (identifier) => client.post('/api/v1/me/connections', { network: 'bluesky', way: 'oauth', server: pds.url, identifier });
  const back = new URL(await signInAt((await begin(eve.handle)).json.authorize_url, bob));
  assert.equal((await client.get(back.pathname + back.search)).headers.location, '/me/accounts?refused=bluesky');
  assert.deepEqual((await client.want(200, 'GET', '/api/v1/me/connections')).items, []);
  for (const bad of ['nobody-here.test', 'not a handle', '@']) {
    const answer = await begin(bad);
    assert.deepEqual([answer.status, ...pointers(answer.json)], [422, '/identifier'], bad);
  }
});

test('the company’s own post, read from its account, liked and reposted, and that taken back', async () => {
  const acme = await pds.account('acme-one');
  const made = await pds.xrpc('com.atproto.repo.createRecord', { token: acme.accessJwt,
    body: { repo: acme.did, collection: posts, record: { $type: posts, text: 'Deux turbines neuves.', langs: ['fr'], createdAt: new Date().toISOString() } } });
  await admin.want(201, 'POST', '/api/v1/sources', { url: `@${acme.handle}`, mode: 'direct' });
  const post = await until(async () => (await admin.want(200, 'GET', '/api/v1/posts')).items.find((p) => p.network === 'bluesky'));
  const { client, account } = await throughPage();
  const subjects = async (kind) => (await pds.records(account.did, `app.bsky.feed.${kind}`)).map((r) => r.value.subject);
  for (const kind of ['like', 'repost']) {
    await client.want(204, 'PUT', `/api/v1/posts/${post.id}/acts/bluesky/${kind}`);
    assert.deepEqual(await subjects(kind), [{ uri: made.json.uri, cid: made.json.cid }]);
  }
  assert.deepEqual((await client.want(200, 'GET', `/api/v1/posts/${post.id}/acts`)).items[0].done, ['like', 'repost']);
  for (const kind of ['like', 'repost']) {
    await client.want(204, 'DELETE', `/api/v1/posts/${post.id}/acts/bluesky/${kind}`);
    assert.deepEqual(await subjects(kind), []);
  }
});

test('cut after the body, by OAuth as well: one post', async () => {
  const { client, account } = await throughPage();
  pds.line.when('POST', create, { cut: true }, 2);
  const made = await send(client, await publish(admin));
  await settled(client, made.id);
  assert.equal((await pds.records(account.did, posts)).length, 1);
});

test('the document that says who this program is', async () => {
  const look = (network) => fetch(`http://127.0.0.1:${server.port}/api/v1/oauth/${network}/client.json`, { redirect: 'error' });
  const answer = await look('bluesky');
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get('content-type'), /^application\/json/);
  const json = await answer.json();
  assert.equal(json.client_id, `http://127.0.0.1:${server.port}/api/v1/oauth/bluesky/client.json`);
  assert.deepEqual([json.application_type, json.dpop_bound_access_tokens, json.token_endpoint_auth_method], ['web', true, 'private_key_jwt']);
  assert.deepEqual(json.redirect_uris, [`http://127.0.0.1:${server.port}/api/v1/oauth/bluesky/callback`]);
  const [key] = json.jwks.keys;
  assert.deepEqual([key.kty, key.crv, key.alg, key.use, key.d], ['EC', 'P-256', 'ES256', 'sig', undefined]);
  assert.equal((await look('mastodon')).status, 404);
});
