// writes.test.mjs: kill -9 in a loop while people write; every acknowledged write is there, exactly once.
//
// On SQLite always, on PostgreSQL when PV_TEST_POSTGRES names a server. Each write carries an Idempotency-Key; when the process
// dies under a request, its client asks again with the same key, as a client should, and gets the answer of what was done,
// at once. At the end every key is asked once more: that must neither lose nor repeat anything. Then what the clients were
// told is compared with what is stored, the ledger is derived again, and the event order is read for gaps.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

const KILLS = Number(process.env.PV_KILLS ?? 8);
const AMBASSADORS = 14;
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const random = (from, to) => from + Math.random() * (to - from);

async function helperFor(engine) {
  process.env.PV_ENGINE = engine;
  return import(`../api/helper.mjs?engine=${engine}`);
}

/** One statement on the stored data, past the program: rows of fields. */
function sql(server, engine, text) {
  const done = engine === 'sqlite'
    ? spawnSync('sqlite3', ['-separator', '|', join(server.dir, 'portevoix.db'), text], { encoding: 'utf8' })
    : spawnSync('psql', ['-qAt', '-F', '|', '-v', 'ON_ERROR_STOP=1', '-c', text, server.db.url], { encoding: 'utf8' });
  assert.equal(done.status, 0, `${text}\n${done.stderr}`);
  return done.stdout.split('\n').filter(Boolean).map((line) => line.split('|'));
}

async function everyPage(client, path) {
  const items = [];
  for (let cursor = ''; ;) {
    const page = await client.want(200, 'GET', `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`);
    items.push(...page.items);
    if (!page.next) return items;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

function suite(engine) {
  let server;
  let admin;
  const people = [];
  let alive = true;             // false while the process is down
  let going = true;
  let keys = 0;
  let dead = 0;                 // requests that the process took with it
  const writes = [];            // {what, id?, key, path, body, acked, client}
  const published = [];         // ids whose publication was acknowledged

  const up = async () => { while (!alive && going) await sleep(10); };

  /** One write with a key, asked again with the same key when the process died under it. Resolves to the answer or null. */
  async function write(client, what, path, body) {
    keys += 1;
    const made = { what, key: `k-${engine}-${keys}`, path, body, client, acked: false };
    writes.push(made);
    for (let tries = 0; tries < 4 && going; tries++) {
      await up();
      const answer = await client.post(path, body, { headers: { 'Idempotency-Key': made.key } }).catch(() => null);
      if (answer === null) {
        dead += 1;
        await sleep(20);
        continue;
      }
      if (answer.status >= 200 && answer.status < 300) {
        made.acked = true;
        made.answer = answer.json;
        return answer.json;
      }
      if (answer.status === 503) { await sleep(50); continue; }
      made.refused = answer.json;
      return null;
    }
    return null;
  }

  async function publishing(worker) {
    for (let n = 0; going; n++) {
      const post = await write(admin, 'post', '/api/v1/posts', { title: `Article ${worker}.${n}`, url: `https://www.example.com/${worker}/${n}`, language: 'fr' });
      if (!post) continue;
      await up();
      const answer = await admin.post(`/api/v1/posts/${post.id}/publish`, {}).catch(() => null);
      if (answer === null) dead += 1;
      else {
        assert.ok(answer.status === 200, answer.text);
        published.push(post.id);
      }
    }
  }

  async function inviting() {
    for (let n = 0; going; n++) {
      await write(admin, 'member', '/api/v1/members', { email: `new${n}@rivelle.example`, first_name: 'Nouvelle', last_name: `${n}` });
    }
  }

  /** Each ambassador shares up to the day's limit, a post at a time, and says so; a visitor comes by each link. */
  async function sharing(worker) {
    for (let n = 0; going; n++) {
      const person = people[(worker + n * 3) % people.length];
      const post = published[Math.floor(Math.random() * published.length)];
      person.shared ??= new Map();
      if (!post || person.shared.has(post) || person.shared.size >= 5) {
        await sleep(20);
        continue;
      }
      person.shared.set(post, null);
      const text = `Ce que je retiens, moi, numéro ${worker}.${n} : une équipe qui prend le temps de bien faire.`;
      const share = await write(person, 'share', `/api/v1/posts/${post}/shares`, { network: 'linkedin', mode: 'intent', text });
      if (!share) continue;
      person.shared.set(post, share.id);
      await write(person, 'declare', `/api/v1/shares/${share.id}/declare`, {});
      const visitor = server.client();
      visitor.headers = { 'User-Agent': `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36 ${worker}.${n}` };
      await up();
      const answer = await visitor.get(new URL(share.link).pathname).catch(() => null);
      if (answer?.status === 302) writes.push({ what: 'click', acked: true, client: person, share: share.id });
    }
  }

  async function restart() {
    alive = false;
    await server.kill('SIGKILL');
    await server.serve();
    alive = true;
  }

  before(async () => {
    const { start, freePort } = await helperFor(engine);
    server = await start({ port: await freePort() });
    admin = await server.signIn();
    for (let n = 0; n < AMBASSADORS; n++) people.push(await server.member(admin, { ambassador: true }));
  });
  after(async () => {
    going = false;
    await server?.stop();
  });

  const of = (what) => writes.filter((w) => w.what === what);

  test(`${KILLS} kills under load, then every key once more`, async (t) => {
    const load = [publishing(0), publishing(1), inviting(), sharing(0), sharing(1), sharing(2)];
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(random(250, 1500));
      await restart();
    }
    await sleep(500);
    going = false;
    await Promise.all(load);
    await server.kill('SIGKILL');
    await server.serve();
    for (const w of writes.filter((x) => x.key && !x.refused)) {
      const answer = await w.client.post(w.path, w.body, { headers: { 'Idempotency-Key': w.key } });
      assert.ok(answer.status < 300, `${w.what} ${w.key}: ${answer.text}`);
      if (w.acked) assert.equal(answer.json.id, w.answer.id, `${w.what} ${w.key} gave another id the second time`);
      Object.assign(w, { acked: true, answer: answer.json });
    }
    t.diagnostic(`${writes.length} writes, ${dead} requests died with the process`);
    const refused = writes.filter((w) => w.refused);
    assert.deepEqual(refused.slice(0, 5).map((w) => [w.what, w.refused]), [], 'no first request is refused, nor its repetition');
    assert.ok(dead >= KILLS / 2, 'the kills hit requests');
  });

  test('posts: every acknowledged one is there once, every acknowledged publication holds', async () => {
    const stored = [];
    for (const status of ['pending', 'published']) {
      for (const post of await everyPage(admin, `/api/v1/posts?status=${status}`)) stored.push({ ...post, status });
    }
    const titles = new Map();
    for (const post of stored) titles.set(post.title, (titles.get(post.title) ?? 0) + 1);
    assert.ok(of('post').filter((w) => w.acked).length > 20, 'there was load');
    for (const w of of('post')) {
      const n = titles.get(w.body.title) ?? 0;
      assert.ok(w.acked ? n === 1 : n <= 1, `${w.body.title} (${w.key}, ${w.acked ? 'acknowledged' : 'not acknowledged'}) is there ${n} times`);
    }
    const status = new Map(stored.map((post) => [post.id, post.status]));
    for (const id of published) assert.equal(status.get(id), 'published', id);
  });

  test('members: every acknowledged one is there once', async () => {
    const stored = await everyPage(admin, '/api/v1/members');
    for (const w of of('member')) {
      const n = stored.filter((m) => m.email === w.body.email).length;
      assert.ok(w.acked ? n === 1 : n <= 1, `${w.body.email} is there ${n} times`);
    }
    assert.equal(new Set(stored.map((m) => m.email)).size, stored.length);
  });

  test('shares: every acknowledged one is there once, declared where that was acknowledged, its clicks counted', async () => {
    const shares = new Map();
    for (const person of people) {
      const mine = await everyPage(person, '/api/v1/me/shares');
      assert.equal(new Set(mine.map((s) => `${s.post.id} ${s.network}`)).size, mine.length, 'one share per post and network');
      for (const share of mine) shares.set(share.id, { ...share, person });
    }
    assert.ok(of('share').filter((w) => w.acked).length > 10, 'there was load');
    for (const w of of('share').filter((x) => x.acked && x.answer)) assert.ok(shares.has(w.answer.id), `share ${w.key}`);
    for (const w of of('declare').filter((x) => x.acked && x.answer)) assert.notEqual(shares.get(w.answer.id)?.evidence, 'opened', w.key);
    for (const w of of('click')) {
      let share;
      for (let i = 0; i < 200; i++) {
        share = (await everyPage(w.client, '/api/v1/me/shares')).find((s) => s.id === w.share);
        if (share.clicks.human === 1) break;
        await sleep(50);
      }
      assert.equal(share.clicks.human, 1, `the click of share ${w.share}`);
      // 10, 6, 3, then nothing for the shares of one day; 5 for own words; the click itself. The ledger test has the sums.
      const base = share.points - 5 - Math.round(20 * Math.log(1.1));
      assert.ok([10, 6, 3, 0].includes(base), `share ${w.share} has ${share.points} points`);
    }
  });

  test('the ledger derives again', () => {
    const { code, stdout, stderr } = server.command(['audit', 'verify']);
    assert.equal(code, 0, stdout + stderr);
  });

  test('the event order has no gap, and each event has one place', async () => {
    for (let i = 0; i < 100 && sql(server, engine, 'SELECT 1 FROM event_pending LIMIT 1').length; i++) await sleep(50);
    const [[rows, first, last, distinct]] = sql(server, engine, 'SELECT COUNT(*), MIN(seq), MAX(seq), COUNT(DISTINCT event_id) FROM event_order');
    assert.equal(Number(first), 1);
    assert.equal(Number(last), Number(rows));
    assert.equal(Number(distinct), Number(rows));
    const lost = sql(server, engine, 'SELECT e.id, e.kind FROM event AS e LEFT JOIN event_order AS o ON o.company_id = e.company_id AND o.event_id = e.id WHERE o.seq IS NULL');
    assert.deepEqual(lost, []);
    const kinds = Object.fromEntries(sql(server, engine, 'SELECT kind, COUNT(*) FROM event GROUP BY kind').map(([kind, n]) => [kind, Number(n)]));
    const [[posts]] = sql(server, engine, 'SELECT COUNT(*) FROM post');
    const [[members]] = sql(server, engine, 'SELECT COUNT(*) FROM member');
    const [[shares]] = sql(server, engine, 'SELECT COUNT(*) FROM share');
    assert.deepEqual([kinds['post.created'], kinds['member.created'], kinds['share.opened']], [posts, members, shares].map(Number));
    const twice = sql(server, engine, "SELECT subject_id, COUNT(*) FROM event WHERE kind IN ('post.published', 'share.verified', 'share.declared') GROUP BY kind, subject_id HAVING COUNT(*) > 1");
    assert.deepEqual(twice, []);
  });
}

describe('acknowledged writes on SQLite', () => suite('sqlite'));
describe('acknowledged writes on PostgreSQL', { skip: process.env.PV_TEST_POSTGRES ? false : 'PV_TEST_POSTGRES is not set' }, () => suite('postgres'));
