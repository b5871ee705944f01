// publish.test.mjs: kill -9 while a share is on its way to a real Bluesky PDS, at every step, and cancelling in a race with sending: the PDS ends with
// exactly one post for each accepted share, none for a cancelled one, and the state shown is true.
//
// On SQLite always, on PostgreSQL when PV_TEST_POSTGRES names a server.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { own, publish } from '../api/share_steps.mjs';
import { startPds } from '../real/pds.mjs';

const posts = 'app.bsky.feed.post';
const create = /com\.atproto\.repo\.createRecord/;
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function sql(server, engine, text) {
  const done = engine === 'sqlite'
    ? spawnSync('sqlite3', ['-cmd', '.timeout 5000', join(server.dir, 'portevoix.db'), text], { encoding: 'utf8' })
    : spawnSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', '-c', text, server.db.url], { encoding: 'utf8' });
  assert.equal(done.status, 0, `${text}\n${done.stderr}`);
}

async function until(look, seconds = 60) {
  for (let i = 0; i < seconds * 20; i++) {
    const found = await look();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`not within ${seconds} s: ${look}`);
}

function suite(engine) {
  let server, pds, admin, count = 0;
  before(async () => {
    process.env.PV_ENGINE = engine;
    const { start } = await import(`../api/helper.mjs?engine=${engine}`);
    [server, pds] = await Promise.all([start({ args: ['--allow-net', '127.0.0.0/8', '--allow-net', '::1/128'] }), startPds({ line: true })]);
    admin = await server.signIn();
  });
  after(async () => { await pds?.stop(); await server?.stop(); });

  async function linked() {
    count += 1;
    const client = await server.member(admin, { ambassador: true });
    const account = await pds.account(`${engine}${count}`);
    const { password } = await pds.appPassword(account);
    await client.want(201, 'POST', '/api/v1/me/connections', { network: 'bluesky', server: pds.url, identifier: account.handle, password });
    return { client, account, password };
  }
  const send = (client, post, fields = {}) => client.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'bluesky', mode: 'connection', text: own, ...fields });
  const state = async (client, id) => (await client.want(200, 'GET', `/api/v1/shares/${id}`)).status;

  /** The process dies and comes back; the lease of what it was at is over, as it would be after some time. */
  async function die() {
    await server.kill('SIGKILL');
    pds.line.free();
    await server.serve();
    sql(server, engine, "UPDATE job SET lease_until = 0 WHERE kind LIKE 'share.%'");
  }

  for (const [what, rules] of [['before the network has seen it', [{ hang: true }]], ['after it has, before the answer', [{ swallow: true }]],
    ['before, and again after', [{ hang: true }, { swallow: true }]], ['after, and again while looking', [{ swallow: true }, { look: true }]]]) {
    test(`killed ${what}`, async () => {
      const { client, account } = await linked();
      const post = await publish(admin);
      let made;
      for (const rule of rules) {
        const fits = rule.look ? /getRecord/ : create;
        pds.line.when(rule.look ? 'GET' : 'POST', fits, rule.look ? { hang: true } : rule);
        const from = pds.line.requests.length;
        made ??= await send(client, post);
        await until(() => pds.line.requests.slice(from).some((r) => fits.test(r.path) && (!rule.swallow || r.acted)));
        assert.equal(await state(client, made.id), 'sending');
        await die();
      }
      await until(async () => await state(client, made.id) === 'published');
      await sleep(500);
      assert.equal((await pds.records(account.did, posts)).length, 1);
      pds.line.clear();
    });
  }

  test('what should have gone out while the account was lost goes half an hour apart once it is linked again', async () => {
    const { client, account, password } = await linked();
    const shares = [];
    for (const minutes of [40, 80]) shares.push(await send(client, await publish(admin), { at: new Date(Date.now() + minutes * 60000).toISOString() }));
    sql(server, engine, "UPDATE connection SET status = 'reauth' WHERE status = 'active'");
    sql(server, engine, `UPDATE share SET due_at = due_at - 5400000000 WHERE due_at > ${Date.now()}000`);
    await client.want(201, 'POST', '/api/v1/me/connections', { network: 'bluesky', server: pds.url, identifier: account.handle, password });
    await until(async () => await state(client, shares[0].id) === 'published');
    const second = await client.want(200, 'GET', `/api/v1/shares/${shares[1].id}`);
    assert.equal(second.status, 'scheduled');
    assert.ok(Date.parse(second.due_at) > Date.now() + 25 * 60000 && Date.parse(second.due_at) < Date.now() + 40 * 60000, second.due_at);
    assert.equal((await pds.records(account.did, posts)).length, 1);
  });

  test('killed while several are due, with nobody there in between', async () => {
    const people = [];
    for (let i = 0; i < 6; i++) people.push(await linked());
    const post = await publish(admin);
    const due = Date.now() + 2500;
    for (const [i, one] of people.entries()) one.share = await send(one.client, post, { at: new Date(due + i * 40).toISOString() });
    await sleep(Math.max(0, due + 150 - Date.now()));
    await die();
    await sleep(100);
    await die();
    for (const { client, account, share } of people) {
      await until(async () => await state(client, share.id) === 'published', 90);
      assert.equal((await pds.records(account.did, posts)).length, 1);
    }
  });

  test('cancelled in a race with sending: what was cancelled is not there, what was not is there once', async () => {
    const people = [];
    for (let i = 0; i < 8; i++) people.push(await linked());
    const post = await publish(admin);
    const due = Date.now() + 2500;
    for (const one of people) one.share = await send(one.client, post, { at: new Date(due).toISOString() });
    await Promise.all(people.map(async (one, i) => {
      await sleep(Math.max(0, due - 100 + i * 60 - Date.now()));
      one.answer = (await one.client.delete(`/api/v1/shares/${one.share.id}`)).status;
    }));
    await sleep(2500);
    const seen = new Set();
    for (const { client, account, share, answer } of people) {
      const end = await until(async () => { const s = await state(client, share.id); return ['cancelled', 'published', 'retracted'].includes(s) ? s : null; });
      const expected = end === 'published' ? 1 : 0;
      assert.equal(answer, end === 'published' ? 409 : 204, end);
      await until(async () => (await pds.records(account.did, posts)).length === expected);
      seen.add(end);
    }
    assert.ok(seen.has('cancelled'), [...seen].join());
  });
}

describe('sqlite', () => suite('sqlite'));
if (process.env.PV_TEST_POSTGRES) describe('postgres', () => suite('postgres'));
