// mastodon_peer.test.mjs: that the Mastodon peer (test/peers/mastodon.mjs) is as strict as its documentation, so that what passes it is right.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { cut } from '../peers/cut.mjs';
import { startMastodon } from '../peers/mastodon.mjs';
import { statusHtml, statusLength } from '../peers/mastodon_text.mjs';

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64');
const scopes = 'profile read:statuses read:search write:statuses write:media write:favourites';
const redirect = 'http://127.0.0.1:1/oauth/mastodon';
const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');

async function call(server, method, path, { token, form, json, headers = {}, body } = {}) {
  const response = await fetch(server.url + path, { method, redirect: 'manual', body: form ? new URLSearchParams(form) : json ? JSON.stringify(json) : body,
    headers: { 'user-agent': 'test', ...(json ? { 'content-type': 'application/json' } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } });
  const text = await response.text();
  return { status: response.status, headers: response.headers, json: /json/.test(response.headers.get('content-type')) ? JSON.parse(text) : undefined, text };
}
const told = ({ status, json }) => [status, json?.error];
const query = (fields) => new URLSearchParams(fields).toString();
const register = (server, more = {}) => call(server, 'POST', '/api/v1/apps', { form: { client_name: 'Test', redirect_uris: redirect, scopes, ...more } });
const authorizeUrl = (server, app, more = {}) => `${server.url}/oauth/authorize?${query({ response_type: 'code', client_id: app.client_id, redirect_uri: redirect, scope: scopes,
  state: 'a b&c', code_challenge: challenge, code_challenge_method: 'S256', ...more })}`;
const exchange = (server, app, code, more = {}) => call(server, 'POST', '/oauth/token', { form: { grant_type: 'authorization_code', code, client_id: app.client_id,
  client_secret: app.client_secret, redirect_uri: redirect, code_verifier: verifier, ...more } });
const code = (location) => new URL(location).searchParams.get('code');

describe('how the peer counts and renders', () => {
  it('counts graphemes, addresses as 23, remote mentions as local ones', () => {
    for (const [text, length] of [['', 0], ['été', 3], ['e\u0301', 1], ['👩‍👩‍👧', 1], ['https://a.test', 23], [`https://a.test/${'x'.repeat(99)}`, 23], ['(https://a.test/b)', 25],
      ['https://a.test/b_(c)', 23], ['https://a.test.', 24], ['@anne@autre.example ok', 8], ['a@b.example', 11], ['a\nb', 3]]) assert.equal(statusLength(text), length, text);
  });

  it('makes paragraphs, breaks, addresses, hashtags and mentions', () => {
    assert.equal(statusHtml('a & <b>\nc\n\nd', 'http://h'), '<p>a &amp; &lt;b&gt;<br>c</p><p>d</p>');
    assert.equal(statusHtml('https://www.a.test/b?c=1&d=2.', 'http://h'), '<p><a href="https://www.a.test/b?c=1&amp;d=2" target="_blank" rel="nofollow noopener noreferrer" translate="no">'
      + '<span class="invisible">https://www.</span><span class="">a.test/b?c=1&amp;d=2</span><span class="invisible"></span></a>.</p>');
    assert.match(statusHtml(`https://a.test/${'x'.repeat(40)}`, 'http://h'), /<span class="ellipsis">a\.test\/x{23}<\/span><span class="invisible">x{17}<\/span>/);
    assert.equal(statusHtml('#Été', 'http://h'), '<p><a href="http://h/tags/%C3%A9t%C3%A9" class="mention hashtag" rel="tag">#<span>Été</span></a></p>');
    assert.match(statusHtml('@anne @paul', 'http://h', (n) => n === 'anne'), /u-url mention">@<span>anne<\/span><\/a><\/span> @paul/);
  });
});

describe('the Mastodon peer', () => {
  let server, other, acme, anne, app, token;
  before(async () => {
    server = await startMastodon();
    other = await startMastodon();
    acme = server.addAccount('acme', { displayName: 'Acme', followers: 12 });
    anne = server.addAccount('anne', { language: 'fr' });
    server.user = anne;
    app = (await register(server)).json;
    token = (await exchange(server, app, code(await server.approve(authorizeUrl(server, app))))).json.access_token;
  });
  beforeEach(() => { server.faults.length = 0; });
  after(async () => {
    await server?.stop();
    await other?.stop();
  });
  const post = (form, headers = { 'idempotency-key': randomUUID() }, who = token) => call(server, 'POST', '/api/v1/statuses', { token: who, form, headers });

  describe('sign-in', () => {
    afterEach(() => Object.assign(server, { autoDeny: false, autoApprove: false, oldVersion: false }));

    it('registers an application, or says what is missing', async () => {
      assert.deepEqual([app.redirect_uris, app.scopes.join(' '), app.client_secret_expires_at], [[redirect], scopes, 0]);
      assert.deepEqual(told(await register(server, { scopes: 'read:all' })), [422, "Validation failed: Scopes doesn't match configured on the server."]);
      assert.deepEqual(told(await register(server, { redirect_uris: 'here' })), [422, 'Validation failed: Redirect URI must be an absolute URI.']);
      const list = await call(server, 'POST', '/api/v1/apps', { json: { client_name: 'T', redirect_uris: [redirect, `${redirect}2`], scopes } });
      assert.equal(list.json.redirect_uris.length, 2);
      assert.deepEqual(server.faults, []);
    });

    it('sends back a code once for the right address, secret and verifier', async () => {
      const location = await server.approve(authorizeUrl(server, app));
      assert.equal(new URL(location).searchParams.get('state'), 'a b&c');
      for (const wrong of [{ redirect_uri: `${redirect}/` }, { code_verifier: 'x'.repeat(43) }, { code: 'none' }]) {
        assert.deepEqual(told(await exchange(server, app, code(location), wrong)), [400, 'invalid_grant'], JSON.stringify(wrong));
      }
      assert.deepEqual(told(await exchange(server, app, code(location), { client_secret: 'x' })), [401, 'invalid_client']);
      const { json } = await exchange(server, app, code(location));
      assert.deepEqual([json.token_type, json.scope], ['Bearer', scopes]);
      assert.deepEqual(told(await exchange(server, app, code(location))), [400, 'invalid_grant']);
      const late = code(await server.approve(authorizeUrl(server, app)));
      server.later(601);
      assert.deepEqual(told(await exchange(server, app, late)), [400, 'invalid_grant']);
    });

    it('is refused by the person, for scopes and for methods', async () => {
      assert.equal(new URL(await server.approve(authorizeUrl(server, app), { decision: 'deny' })).searchParams.get('error'), 'access_denied');
      server.autoDeny = true;
      assert.equal(new URL(await server.approve(authorizeUrl(server, app))).searchParams.get('error'), 'access_denied');
      assert.equal(new URL(await server.approve(authorizeUrl(server, app, { scope: 'read' }))).searchParams.get('error'), 'invalid_scope');
      assert.equal(new URL(await server.approve(authorizeUrl(server, app, { code_challenge_method: 'plain' }))).searchParams.get('error'), 'invalid_code_challenge_method');
      await assert.rejects(server.approve(authorizeUrl(server, app, { redirect_uri: 'http://127.0.0.1:1/other' })), /doesn't match client redirect URI/);
      await assert.rejects(server.approve(authorizeUrl(server, app, { client_id: 'x' })), /Client authentication failed/);
    });

    it('names its endpoints, or is too old to', async () => {
      const { json } = await call(server, 'GET', '/.well-known/oauth-authorization-server');
      assert.deepEqual([json.token_endpoint, json.code_challenge_methods_supported], [`${server.url}/oauth/token`, ['S256']]);
      server.oldVersion = true;
      assert.equal((await call(server, 'GET', '/.well-known/oauth-authorization-server')).status, 404);
      assert.equal((await register(server)).status, 422, 'profile is not known');
      const old = (await register(server, { scopes: 'read' })).json;
      assert.equal(old.redirect_uris, undefined);
      server.autoApprove = true;
      const granted = code(await server.approve(authorizeUrl(server, old, { scope: 'read' })));
      assert.equal((await exchange(server, old, granted, { code_verifier: 'y'.repeat(43) })).status, 200, 'PKCE is ignored');
    });

    it('revokes', async () => {
      const given = (await exchange(server, app, code(await server.approve(authorizeUrl(server, app))))).json.access_token;
      const me = () => call(server, 'GET', '/api/v1/accounts/verify_credentials', { token: given });
      assert.equal((await me()).json.source.privacy, 'public');
      const stranger = (await register(server)).json;
      const revoke = (by) => call(server, 'POST', '/oauth/revoke', { form: { client_id: by.client_id, client_secret: by.client_secret, token: given } });
      assert.deepEqual(told(await revoke(stranger)), [403, 'unauthorized_client']);
      assert.deepEqual([(await revoke(app)).json, (await revoke(app)).status], [{}, 200]);
      assert.deepEqual(told(await me()), [401, 'The access token was revoked']);
      assert.match((await me()).headers.get('www-authenticate'), /error="invalid_token"/);
    });
  });

  describe('statuses', () => {
    it('are posted once for a key, within an hour', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const first = await post({ status: 'Bonjour', visibility: 'unlisted', language: 'fr' }, key);
      assert.deepEqual([first.status, first.json.content, first.json.visibility, first.json.application.name], [200, '<p>Bonjour</p>', 'unlisted', 'Test']);
      assert.equal((await post({ status: 'Bonjour' }, key)).json.id, first.json.id);
      server.later(3601);
      assert.notEqual((await post({ status: 'Bonjour' }, key)).json.id, first.json.id);
      server.idempotency = false;
      await post({ status: 'Bonjour' }, key);
      server.idempotency = true;
      assert.equal(server.statuses('anne').filter((s) => s.text === 'Bonjour').length, 3);
      assert.deepEqual(server.faults, []);
    });

    it('are refused as documented', async () => {
      assert.deepEqual(told(await post({ status: ' ' })), [422, "Validation failed: Text can't be blank"]);
      assert.equal((await post({ status: `${'x'.repeat(476)} https://a.test/${'y'.repeat(200)}` })).status, 200);
      assert.deepEqual(told(await post({ status: `${'x'.repeat(477)} https://a.test` })), [422, 'Validation failed: Text character limit of 500 exceeded']);
      assert.deepEqual(told(await post({ status: 'x', spoiler_text: 'y'.repeat(500) })), [422, 'Validation failed: Text character limit of 500 exceeded']);
      assert.equal((await post({ status: 'x', in_reply_to_id: '1' })).status, 404);
      assert.equal((await post({ status: 'x', visibility: 'all' })).status, 422);
      assert.deepEqual(told(await post({ status: 'x' }, {}, 'none')), [401, 'The access token is invalid']);
      assert.deepEqual(told(await post({ status: 'x' }, {}, server.grant(anne, ['read']))), [403, 'This action is outside the authorized scopes']);
      server.suspend(anne);
      assert.equal((await post({ status: 'x' })).status, 403);
      server.suspend(anne, false);
    });

    it('keep what was wrong though it was taken', async () => {
      await post({ status: 'x', media_ids: '1', mood: 'good' }, {});
      const at = 'POST /api/v1/statuses: ';
      assert.deepEqual(server.faults, ['body has mood', 'media_ids is no array (media_ids[] in a form)', 'a status without Idempotency-Key'].map((t) => at + t));
      server.faults.length = 0;
      await call(server, 'GET', `/api/v1/accounts/lookup?acct=acme&access_token=${token}`);
      assert.match(server.faults.join(), /access_token as a parameter/);
      assert.equal((await call(server, 'POST', '/api/v1/statuses', { token, body: 'status=%zz', headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status, 400);
    });

    it('are boosted and favourited once, and the reverse', async () => {
      const status = server.addStatus(acme, { text: 'Nouveau', reblogs: 3, favourites: 5 });
      const act = (what, form) => call(server, 'POST', `/api/v1/statuses/${status.id}/${what}`, { token, form });
      const boost = await act('reblog', { visibility: 'unlisted' });
      assert.deepEqual([boost.json.reblog.id, boost.json.visibility, boost.json.reblog.reblogs_count], [status.id, 'unlisted', 4]);
      assert.equal((await act('reblog')).json.id, boost.json.id);
      assert.deepEqual([(await act('favourite')).json.favourites_count, (await act('favourite')).json.favourited], [6, true]);
      assert.deepEqual([(await act('unfavourite')).json.favourites_count, (await act('unreblog')).json.reblogs_count], [5, 3]);
      assert.equal((await act('unreblog')).status, 200);
      assert.equal((await call(server, 'GET', `/api/v1/statuses/${boost.json.id}`)).status, 404);
      assert.deepEqual(server.faults, []);
    });

    it('are deleted by their author alone', async () => {
      const { json } = await post({ status: 'Adieu <b>' });
      const theirs = server.addStatus(acme, { text: 'x' });
      assert.equal((await call(server, 'DELETE', `/api/v1/statuses/${theirs.id}`, { token })).status, 404);
      const gone = await call(server, 'DELETE', `/api/v1/statuses/${json.id}?delete_media=true`, { token });
      assert.deepEqual([gone.json.text, gone.json.content], ['Adieu <b>', undefined]);
      assert.deepEqual(told(await call(server, 'GET', `/api/v1/statuses/${json.id}`)), [404, 'Record not found']);
    });

    it('of others are hidden when private', async () => {
      const hidden = server.addStatus(acme, { text: 'x', visibility: 'private' });
      assert.equal((await call(server, 'GET', `/api/v1/statuses/${hidden.id}`, { token })).status, 404);
      assert.equal((await call(server, 'POST', `/api/v1/statuses/${hidden.id}/reblog`, { token })).status, 404);
    });
  });

  it('pages through the statuses of an account', async () => {
    const corp = server.addAccount('corp');
    const own = Array.from({ length: 5 }, (_, i) => server.addStatus(corp, { text: `n${i}` }));
    server.addStatus(corp, { text: 'à anne', replyTo: server.addStatus(anne, { text: 'q' }) });
    server.addStatus(corp, { reblog: server.addStatus(anne, { text: 'r' }) });
    const page = async (fields) => {
      const answer = await call(server, 'GET', `/api/v1/accounts/${corp.id}/statuses?${query({ exclude_replies: 'true', exclude_reblogs: 'true', ...fields })}`);
      return { ids: answer.json.map((s) => s.id), link: answer.headers.get('link') };
    };
    const ids = own.map((s) => s.id);
    assert.equal((await page({ exclude_replies: 'false', exclude_reblogs: 'false' })).ids.length, 7);
    assert.deepEqual((await page({ limit: 2 })).ids, [ids[4], ids[3]]);
    assert.deepEqual((await page({ limit: 2, max_id: ids[3] })).ids, [ids[2], ids[1]]);
    assert.deepEqual((await page({ limit: 2, min_id: ids[0] })).ids, [ids[2], ids[1]]);
    assert.deepEqual((await page({ limit: 2, since_id: ids[0] })).ids, [ids[4], ids[3]]);
    const { link } = await page({ limit: 2 });
    assert.match(link, new RegExp(`<${server.url}/api/v1/accounts/${corp.id}/statuses\\?[^>]*limit=2&max_id=${ids[3]}>; rel="next", <[^>]*min_id=${ids[4]}>; rel="prev"`));
    assert.doesNotMatch((await page({ limit: 40 })).link, /rel="next"/);
    assert.deepEqual((await page({ limit: 40, min_id: ids[4] })), { ids: [], link: null });
    assert.deepEqual(server.faults, []);
  });

  it('resolves a status of another server, for a person only', async () => {
    const far = other.addStatus(other.addAccount('loin', { displayName: 'Loin' }), { text: 'De loin', favourites: 9 });
    const find = (more = {}, who = token) => call(server, 'GET', `/api/v2/search?${query({ q: far.url, type: 'statuses', resolve: 'true', limit: 1, ...more })}`, { token: who });
    assert.equal((await find({}, null)).status, 401);
    assert.equal((await find({}, server.grant(anne, ['write']))).status, 403);
    assert.deepEqual((await find({ resolve: 'false' })).json.statuses, []);
    const { json: { statuses: [found] } } = await find();
    assert.deepEqual([found.url, found.account.acct, found.favourites_count], [far.url, `loin@${other.host}`, 0]);
    assert.notEqual(found.id, far.id);
    assert.equal((await find()).json.statuses[0].id, found.id);
    assert.deepEqual((await find({ q: `${other.url}/@loin/1` })).json.statuses, []);
    assert.equal((await call(server, 'POST', `/api/v1/statuses/${found.id}/reblog`, { token })).json.reblog.url, far.url);
  });

  it('takes a picture, at once or later', async () => {
    const upload = (type = 'image/png', bytes = png, description = 'Un point « bleu »') => {
      const body = new FormData();
      body.set('file', new Blob([bytes], { type }), 'point.png');
      body.set('description', description);
      return call(server, 'POST', '/api/v2/media', { token, body });
    };
    const { status, json } = await upload();
    assert.deepEqual([status, json.description, typeof json.url], [200, 'Un point « bleu »', 'string']);
    assert.ok(server.media(json.id).bytes.equals(png));
    assert.equal((await post({ status: '', 'media_ids[]': json.id })).json.media_attachments[0].id, json.id);
    assert.match((await post({ status: 'x', 'media_ids[]': json.id })).json.error, /already attached/);
    server.processing = 2;
    const slow = await upload();
    assert.deepEqual([slow.status, slow.json.url], [202, null]);
    assert.match((await post({ status: 'x', 'media_ids[]': slow.json.id })).json.error, /not finished processing/);
    const states = [];
    for (let i = 0; i < 3; i += 1) states.push((await call(server, 'GET', `/api/v1/media/${slow.json.id}`, { token })).status);
    assert.deepEqual(states, [206, 206, 200]);
    server.processing = 0;
    assert.deepEqual(server.faults, []);
    assert.deepEqual(told(await upload('image/png', Buffer.from('no picture'))), [422, 'Validation failed: File content type is invalid, File is invalid']);
    assert.equal((await upload('image/png', png, 'x'.repeat(1501))).status, 422);
    await upload('image/jpeg');
    assert.match(server.faults.join(), /is image\/png and called image\/jpeg/);
  });

  it('tells of itself, in the old way too', async () => {
    const v2 = (await call(server, 'GET', '/api/v2/instance')).json;
    assert.deepEqual([v2.configuration.statuses.max_characters, v2.configuration.statuses.characters_reserved_per_url, v2.rules[0].text], [500, 23, 'Pas de publicité']);
    server.instanceV2 = false;
    assert.equal((await call(server, 'GET', '/api/v2/instance')).status, 404);
    assert.equal((await call(server, 'GET', '/api/v1/instance')).json.configuration.statuses.max_characters, 500);
    assert.equal((await call(server, 'GET', '/api/v1/instance/rules')).json.length, 1);
    server.instanceV2 = true;
  });

  it('is found by a handle', async () => {
    const finger = (resource) => call(server, 'GET', `/.well-known/webfinger?${query({ resource })}`);
    const found = await finger(`acct:acme@${server.host}`);
    assert.equal(JSON.parse(found.text).links.find((l) => l.rel === 'self').href, `${server.url}/users/acme`);
    assert.equal((await finger(`acct:nobody@${server.host}`)).status, 404);
  });

  it('stands behind a line that fails', async () => {
    const behind = await startMastodon();
    const line = await cut(behind.url);
    Object.assign(behind, { url: line.url, host: new URL(line.url).host });
    assert.equal((await call(behind, 'GET', '/.well-known/oauth-authorization-server')).json.token_endpoint, `${line.url}/oauth/token`);
    const status = behind.addStatus(behind.addAccount('loin'), { text: 'x' });
    assert.equal((await call(server, 'GET', `/api/v2/search?${query({ q: status.url, resolve: 'true' })}`, { token })).json.statuses[0].url, status.url);
    await line.close();
    await behind.stop();
  });

  it('limits and fails when told to', async () => {
    const lookup = () => call(server, 'GET', '/api/v1/accounts/lookup?acct=acme', { token });
    const { headers } = await lookup();
    assert.match(headers.get('x-ratelimit-reset'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    server.fail({ status: 429, reset: 7 }, {});
    const limited = await lookup();
    assert.deepEqual([...told(limited), limited.headers.get('x-ratelimit-remaining')], [429, 'Too many requests', '0']);
    assert.equal((await lookup()).status, 503);
    server.fail({ match: /^POST \/api\/v1\/statuses$/, status: 502, after: true });
    assert.equal((await lookup()).status, 200);
    assert.equal((await post({ status: 'fait' })).status, 502);
    assert.equal(server.statuses('anne')[0].text, 'fait');
    server.fail({ drop: true, after: true });
    await assert.rejects(post({ status: 'fait aussi' }));
    assert.equal(server.statuses('anne')[0].text, 'fait aussi');
    const used = 300 - Number(headers.get('x-ratelimit-remaining'));
    Object.assign(server, { limit: used + 1, enforceLimits: true });
    assert.deepEqual(told(await lookup()), [429, 'Too many requests']);
    Object.assign(server, { limit: 300, enforceLimits: false });
  });
});
