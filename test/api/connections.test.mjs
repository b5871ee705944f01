// connections.test.mjs: linking an account at a Mastodon server and publishing through it: exactly once, whatever breaks on the way.
// The server is test/peers/mastodon.mjs, which refuses what the published documentation does not allow.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startMastodon } from '../peers/mastodon.mjs';
import { engine, pointers, start } from './helper.mjs';
import { own, publish } from './share_steps.mjs';

const hosts = ['rivelle.example', 'bolt.example'];
let server, admin, other, mastodon, names = 0;

before(async () => {
  server = await start({ companies: hosts.map((host) => ({ name: host.split('.')[0], host })), args: ['--allow-net', '127.0.0.0/8', '--send-threads', '4'] });
  admin = await server.signIn();
  other = await server.signIn(undefined, server.companies[1]);
  mastodon = await startMastodon();
});
after(async () => { await mastodon?.stop(); await server?.stop(); });

const ambassador = () => server.member(admin, { ambassador: true });
const problem = ({ status, json }) => [status, json.type.split(':').at(-1), ...pointers(json)];
const begin = (client, fields = {}) => client.post('/api/v1/me/connections', { network: 'mastodon', server: mastodon.url, ...fields });
const list = async (client) => (await client.want(200, 'GET', '/api/v1/me/connections')).items;

/** What `look` finds, as soon as it finds something. */
async function until(look, seconds = 30) {
  for (let i = 0; i < seconds * 10; i++) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error(`not within ${seconds} s: ${look}`);
}

/** The whole way through the network's page; the account's name. */
async function link(client, at = mastodon) {
  names += 1;
  at.user = at.addAccount(`anne${names}`);
  const { authorize_url: url } = (await begin(client, { server: at.url })).json;
  const back = new URL(await at.approve(url));
  assert.equal(back.pathname, '/api/v1/oauth/mastodon/callback');
  const answer = await client.get(back.pathname + back.search);
  assert.deepEqual([answer.status, answer.headers.location], [303, '/me/accounts?linked=mastodon']);
  return `anne${names}`;
}

const send = async (client, post, fields = {}) => client.post(`/api/v1/posts/${post.id}/shares`, { network: 'mastodon', mode: 'connection', text: own, ...fields });
const mine = async (client, id) => (await client.want(200, 'GET', '/api/v1/me/shares?limit=100')).items.find((s) => s.id === id);
const settled = (client, id, status = 'published') => until(async () => { const s = await mine(client, id); return s.status === status ? s : null; }, 90);

test('linked at the network’s page, with exactly what was granted; nobody else sees it', async () => {
  const [anne, paul] = [await ambassador(), await ambassador()];
  const { networks } = await anne.want(200, 'GET', '/api/v1/me/connections');
  assert.deepEqual(networks.map((n) => [n.network, n.ways, n.home]), [['bluesky', ['password', 'oauth'], 'https://bsky.social'], ['mastodon', ['oauth'], null]]);
  const name = await link(anne);
  const [account, ...more] = await list(anne);
  assert.equal(more.length, 0);
  assert.deepEqual([account.network, account.status, account.way, account.server], ['mastodon', 'active', 'oauth', mastodon.url]);
  assert.ok(account.handle.startsWith(`@${name}@`));
  assert.ok(account.scopes.includes('write:statuses') && !account.scopes.some((s) => /follow|write$|admin|read$/.test(s)), String(account.scopes));
  assert.deepEqual(await list(paul), []);
  assert.deepEqual(await list(admin), []);
  assert.deepEqual(problem(await paul.delete(`/api/v1/me/connections/${account.id}`)), [404, 'not-found']);
  assert.deepEqual(problem(await admin.delete(`/api/v1/me/connections/${account.id}`)), [404, 'not-found']);
  assert.deepEqual(problem(await other.delete(`/api/v1/me/connections/${account.id}`)), [404, 'not-found']);
  assert.deepEqual(mastodon.faults, []);
});

test('who does not take part links nothing; a bad server is named', async () => {
  const shy = await server.member(admin);
  assert.deepEqual(problem(await begin(shy)), [403, 'not-ambassador']);
  const anne = await ambassador();
  for (const bad of ['', 'nowhere', 'http://example.com', 'https://mastodon.social/@anne', 'https://user:x@mastodon.social', 'file:///etc/passwd']) {
    assert.deepEqual(problem(await begin(anne, { server: bad })), [422, 'invalid', '/server'], bad);
  }
  assert.deepEqual(problem(await begin(anne, { server: 'http://169.254.169.254' })), [422, 'invalid', '/server']);
  assert.deepEqual(problem(await begin(anne, { network: 'linkedin' })), [422, 'invalid', '/network']);
  assert.deepEqual(problem(await begin(anne, { way: 'password', identifier: 'a', password: 'b' })), [422, 'invalid', '/network']);
  const anonymous = server.client();
  assert.equal((await anonymous.get('/api/v1/me/connections')).status, 401);
  assert.equal((await anonymous.get('/api/v1/oauth/mastodon/callback?state=x&code=y')).status, 401);
});

test('the way back is bound to session, state and answer', async () => {
  const [anne, eve] = [await ambassador(), await ambassador()];
  mastodon.user = mastodon.addAccount('bound');
  const back = async () => new URL(await mastodon.approve((await begin(anne)).json.authorize_url));
  const go = async (client, url) => (await client.get(url.pathname + url.search)).headers.location;
  const first = await back();
  assert.equal(await go(eve, first), '/me/accounts?stale=mastodon');
  const again = await server.signIn(anne.email).catch(() => null);
  assert.equal(again, null);                                       // a member without a password: no second session to try
  assert.equal(await go(anne, first), '/me/accounts?linked=mastodon');
  assert.equal(await go(anne, first), '/me/accounts?stale=mastodon');
  const forged = await back();
  forged.searchParams.set('iss', 'https://evil.example');
  assert.equal(await go(anne, forged), '/me/accounts?stale=mastodon');
  const denied = new URL((await back()).href);
  for (const key of ['code']) denied.searchParams.delete(key);
  denied.searchParams.set('error', 'access_denied');
  assert.equal(await go(anne, denied), '/me/accounts?denied=mastodon');
  const wrong = await back();
  wrong.searchParams.set('code', 'made-up');
  assert.equal(await go(anne, wrong), '/me/accounts?refused=mastodon');
  mastodon.faults.length = 0;                                      // the made-up code is one
});

test('tokens are nowhere in the clear, and revoked when the account is taken away', async () => {
  const anne = await ambassador();
  await link(anne);
  const { token } = mastodon.tokens().at(-1);
  assert.ok(token?.length > 10);
  if (engine === 'sqlite') {
    for (const file of readdirSync(server.dir).filter((f) => /portevoix\.db/.test(f))) {
      assert.ok(!readFileSync(join(server.dir, file)).includes(token), file);
    }
  }
  assert.ok(!server.log.includes(token) && !server.console.includes(token));
  const [account] = await list(anne);
  assert.ok(!JSON.stringify(account).includes(token));
  await anne.want(204, 'DELETE', `/api/v1/me/connections/${account.id}`);
  assert.deepEqual(await list(anne), []);
  await until(async () => !mastodon.tokens().some((t) => t.token === token));
  assert.deepEqual(mastodon.faults, []);
});

test('one click: it stands there, with words, disclosure, link and language, and counts as verified', async () => {
  const [anne, post] = [await ambassador(), await publish(admin)];
  const name = await link(anne);
  const made = (await send(anne, post)).json;
  assert.deepEqual([made.status, made.mode, made.intent_url], ['scheduled', 'connection', null]);
  const share = await settled(anne, made.id);
  const [status, ...more] = mastodon.statuses(name);
  assert.equal(more.length, 0);
  assert.equal(status.text, made.final_text);
  assert.equal(status.language, 'fr');
  assert.deepEqual([share.evidence, share.fault], ['verified', null]);
  assert.match(share.remote_url, new RegExp(`/${status.id}$`));
  assert.ok(share.points > 0);
  assert.deepEqual(problem(await send(anne, post)), [409, 'exists', '/network']);
  await anne.want(204, 'DELETE', `/api/v1/shares/${made.id}`);
  await until(async () => mastodon.statuses(name).length === 0);
  assert.deepEqual(mastodon.faults, []);
});

test('without an account, or for a moment that does not fit, it is refused and nothing is kept', async () => {
  const [anne, post] = [await ambassador(), await publish(admin)];
  assert.deepEqual(problem(await send(anne, post)), [409, 'state', '/mode']);
  await link(anne);
  const at = (minutes) => new Date(Date.now() + minutes * 60000).toISOString();
  assert.deepEqual(problem(await send(anne, post, { network: 'linkedin' })), [422, 'invalid', '/mode']);
  assert.deepEqual(problem(await send(anne, post, { at: at(-5) })), [422, 'invalid', '/at']);
  assert.deepEqual(problem(await send(anne, post, { at: at(60 * 24 * 40) })), [422, 'invalid', '/at']);
  assert.deepEqual(problem(await send(anne, post, { mode: 'intent', at: at(60) })), [422, 'invalid', '/at']);
  assert.equal((await anne.want(200, 'GET', '/api/v1/me/shares')).items.length, 0);
  const made = (await send(anne, post, { at: at(60) })).json;
  assert.equal(made.status, 'scheduled');
  assert.deepEqual(problem(await send(anne, await publish(admin), { at: at(80) })), [422, 'invalid', '/at']);
  assert.deepEqual(problem(await send(anne, await publish(admin), { at: at(95) })), [409, 'network-cap', '/network']);   // the cap of that day
  assert.equal((await send(anne, await publish(admin), { at: at(60 * 24 * 2) })).status, 201);
  // What waits is a list of its own, and the composer knows it.
  const waiting = async () => (await anne.want(200, 'GET', '/api/v1/me/shares?waiting=true')).items.map((s) => s.id);
  assert.ok((await waiting()).includes(made.id) && (await waiting()).length === 2);
  const composer = async () => (await anne.want(200, 'GET', `/api/v1/posts/${post.id}/composer?network=mastodon`)).share;
  assert.deepEqual([(await composer()).id, (await composer()).status], [made.id, 'scheduled']);
  await anne.want(204, 'DELETE', `/api/v1/shares/${made.id}`);
  assert.equal((await mine(anne, made.id)).status, 'cancelled');
  assert.ok(!(await waiting()).includes(made.id));
  assert.equal(await composer(), null);
  assert.deepEqual(problem(await anne.get('/api/v1/me/shares?waiting=soon')), [422, 'invalid', '?waiting']);
  assert.equal((await send(anne, post, { at: at(30) })).status, 201);   // cancelled: the post may be shared anew
});

const create = /^POST \/api\/v1\/statuses$/;

test('later, and no: the state says what is true', async () => {
  const anne = await ambassador();
  const name = await link(anne);
  mastodon.fail({ match: create, status: 422, body: { error: 'Validation failed: Text has already been taken' } });
  const first = (await send(anne, await publish(admin))).json;
  const failed = await settled(anne, first.id, 'failed');
  assert.deepEqual([failed.fault, failed.fault_text], ['invalid', 'Validation failed: Text has already been taken']);
  assert.deepEqual(mastodon.statuses(name), []);
  mastodon.fail({ match: create, status: 429, reset: 1 });
  const second = (await send(anne, await publish(admin))).json;       // what failed counts towards no cap
  await settled(anne, second.id);
  assert.equal(mastodon.statuses(name).length, 1);
});

for (const [what, plan] of [['no answer', { drop: true, after: true }], ['a gateway’s answer', { status: 502, after: true }]]) {
  test(`${what} although the server has acted: looked for, found, not sent again`, async () => {
    const anne = await ambassador();
    const name = await link(anne);
    mastodon.idempotency = false;
    mastodon.fail({ match: create, ...plan });
    const from = mastodon.calls.length;
    const made = (await send(anne, await publish(admin))).json;
    const share = await settled(anne, made.id);
    mastodon.idempotency = true;
    assert.equal(mastodon.statuses(name).length, 1);
    assert.equal(share.evidence, 'verified');
    assert.equal(mastodon.calls.slice(from).filter((c) => create.test(`${c.method} ${c.path}`)).length, 1);
    assert.deepEqual(mastodon.faults, []);
  });
}

test('cancelled in time it never goes out; another moment is kept to', async () => {
  const anne = await ambassador();
  const name = await link(anne);
  const soon = (ms) => new Date(Date.now() + ms).toISOString();
  const made = (await send(anne, await publish(admin), { at: soon(3000) })).json;
  await anne.want(204, 'DELETE', `/api/v1/shares/${made.id}`);
  const later = (await send(anne, await publish(admin), { at: soon(3000) })).json;
  assert.equal((await anne.want(200, 'PATCH', `/api/v1/shares/${later.id}`, { at: soon(60000) })).status, 'scheduled');
  await new Promise((resolve) => { setTimeout(resolve, 5000); });
  assert.deepEqual(mastodon.statuses(name), []);
  await anne.want(200, 'PATCH', `/api/v1/shares/${later.id}`, { at: soon(1000) });
  await settled(anne, later.id);
  assert.equal(mastodon.statuses(name).length, 1);
  assert.equal((await mine(anne, made.id)).status, 'cancelled');
  assert.deepEqual(problem(await anne.patch(`/api/v1/shares/${later.id}`, { at: soon(60000) })), [409, 'state', '']);
  assert.deepEqual(problem(await admin.patch(`/api/v1/shares/${later.id}`, { at: soon(60000) })), [404, 'not-found']);
  assert.deepEqual(problem(await other.patch(`/api/v1/shares/${later.id}`, { at: soon(60000) })), [404, 'not-found']);
});

test('who leaves or is suspended sends nothing more', async () => {
  const at = new Date(Date.now() + 2500).toISOString();
  const [anne, paul] = [await ambassador(), await ambassador()];
  const names_ = [await link(anne), await link(paul)];
  const made = [(await send(anne, await publish(admin), { at })).json, (await send(paul, await publish(admin), { at })).json];
  await anne.want(200, 'PUT', '/api/v1/me/participation', { ambassador: false });
  assert.deepEqual([(await mine(anne, made[0].id)).status, (await mine(anne, made[0].id)).fault], ['cancelled', 'withdrawn']);
  await admin.want(200, 'PATCH', `/api/v1/members/${paul.id}`, { status: 'suspended' });
  await new Promise((resolve) => { setTimeout(resolve, 5000); });
  assert.deepEqual(names_.flatMap((name) => mastodon.statuses(name)), []);
});

test('moving a share goes round no guard', async () => {
  const bolt = await server.member(other, { ambassador: true });
  const rest = [await server.member(other, { ambassador: true }), await server.member(other, { ambassador: true })];
  await other.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'share.clone_cap', value: '2' }] });
  const post = await publish(other);
  const at = (minutes) => new Date(Date.now() + minutes * 60000).toISOString();
  const made = [];
  for (const [i, client] of [bolt, ...rest].entries()) {
    await link(client);
    made.push((await send(client, post, { at: at(60 + 60 * i) })).json);
    assert.equal(made[i].status, 'scheduled');
  }
  assert.equal((await rest[0].patch(`/api/v1/shares/${made[1].id}`, { at: at(61) })).status, 200);
  assert.deepEqual(problem(await rest[1].patch(`/api/v1/shares/${made[2].id}`, { at: at(62) })).slice(0, 2), [409, 'clone-guard']);
  assert.equal((await rest[0].patch(`/api/v1/shares/${made[1].id}`, { at: at(62) })).status, 200);   // it does not stand in its own way
});

test('taken back while nobody knows whether it is out: it is not there in the end', async () => {
  const anne = await ambassador();
  const name = await link(anne);
  mastodon.fail({ match: create, drop: true, after: true });
  const made = (await send(anne, await publish(admin))).json;
  await settled(anne, made.id, 'unknown');
  assert.equal(mastodon.statuses(name).length, 1);
  await anne.want(204, 'DELETE', `/api/v1/shares/${made.id}`);
  await until(() => mastodon.statuses(name).length === 0, 60);
  await new Promise((resolve) => { setTimeout(resolve, 6000); });      // the look that was due comes to nothing
  assert.deepEqual([mastodon.statuses(name), (await mine(anne, made.id)).status], [[], 'retracted']);
});

test('an account that is taken away takes what waits with it; erased, nothing is left', async () => {
  const [anne, paul] = [await ambassador(), await ambassador()];
  const name = await link(anne);
  const at = new Date(Date.now() + 3600000).toISOString();
  const made = (await send(anne, await publish(admin), { at })).json;
  await anne.want(204, 'DELETE', `/api/v1/me/connections/${(await list(anne))[0].id}`);
  const share = await mine(anne, made.id);
  assert.deepEqual([share.status, share.fault], ['cancelled', 'disconnected']);
  const gone = await link(paul);
  await send(paul, await publish(admin), { at });
  assert.ok(mastodon.tokens().some((t) => t.account === gone));
  await admin.want(204, 'DELETE', `/api/v1/members/${paul.id}`, { email: paul.email });
  await until(() => !mastodon.tokens().some((t) => t.account === gone));
  assert.deepEqual(mastodon.statuses(name), []);
});

test('a revoked token parks the share; linking again sends it', async () => {
  const anne = await ambassador();
  const name = await link(anne);
  mastodon.revoke(name);
  const made = (await send(anne, await publish(admin))).json;
  const parked = await until(async () => { const s = await mine(anne, made.id); return s.fault ? s : null; });
  assert.deepEqual([parked.status, parked.fault], ['scheduled', 'reauth']);
  assert.equal((await list(anne))[0].status, 'reauth');
  assert.deepEqual(problem(await send(anne, await publish(admin))), [409, 'state', '/mode']);
  const back = new URL(await mastodon.approve((await begin(anne)).json.authorize_url));
  await anne.get(back.pathname + back.search);
  await settled(anne, made.id);
  assert.equal(mastodon.statuses(name).length, 1);
});

test('a server that hangs delays only itself', async () => {
  const [slow, post] = [await startMastodon(), await publish(admin)];
  try {
    const waiting = [];
    for (let i = 0; i < 7; i++) {
      const client = await ambassador();
      await link(client, slow);
      waiting.push(client);
    }
    const anne = await ambassador();
    await link(anne);
    slow.slow = 6000;
    for (const client of waiting) assert.equal((await send(client, post)).status, 201);     // more than there are threads for sending
    await until(() => slow.calls.some((c) => create.test(`${c.method} ${c.path}`)));
    const made = (await send(anne, await publish(admin))).json;
    await settled(anne, made.id);
    const out = await Promise.all(waiting.map(async (client) => (await client.want(200, 'GET', '/api/v1/me/shares')).items[0].status === 'published'));
    assert.ok(out.includes(false), 'it waited for all of the other server');
    slow.slow = 0;
    for (const client of waiting) await until(async () => (await client.want(200, 'GET', '/api/v1/me/shares')).items[0].status === 'published', 60);
  } finally {
    await slow.stop();
  }
});
