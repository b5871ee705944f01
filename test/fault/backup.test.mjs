// backup.test.mjs: `backup` while people click and write, `restore` into an empty folder, and everything is there.
//
// Always on SQLite; on PostgreSQL too when PV_TEST_POSTGRES names a server. What must hold: every click acknowledged before the
// backup began is counted after the restore, none is counted that nobody made, and members, posts, shares, points and the key
// that ties people to their activity are the same.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36';
const own = (n) => `Une nuit entière sur la crête avec l’équipe ${n} : jamais entendu un tel silence.`;
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** The helper reads PV_ENGINE once, so each engine gets its own copy of the module. */
async function helperFor(engine) {
  process.env.PV_ENGINE = engine;
  return import(`../api/helper.mjs?engine=${engine}`);
}

/** A command of the program on a server's storage, while this process goes on: {code, out}. */
function command(server, args, binary = process.env.PV_BINARY) {
  return new Promise((resolve) => {
    const child = spawn(binary, [...args, ...server.storage], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (chunk) => { out += chunk; });
    child.stderr.on('data', (chunk) => { out += chunk; });
    child.on('close', (code) => resolve({ code, out }));
  });
}

/** Storage that nothing has been written to yet. */
const emptyLike = (server) => new server.constructor({});
function discard(server) {
  server.agent.destroy();
  server.db.drop();
  rmSync(server.dir, { recursive: true, force: true });
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

/** All that a company is, as its people see it. */
async function everything(admin, people) {
  const all = { members: await everyPage(admin, '/api/v1/members'), posts: [], mine: [] };
  for (const status of ['pending', 'published', 'dropped']) {
    all.posts.push(...(await everyPage(admin, `/api/v1/posts?status=${status}`)).map(({ me, ...post }) => post));
  }
  const [word] = all.posts.find((post) => post.status === 'published').title.match(/\p{L}{4,}/u);
  all.found = await everyPage(admin, `/api/v1/posts?view=studio&q=${encodeURIComponent(word)}`);
  assert.ok(all.found.length > 0, word);
  for (const person of people) {
    const shares = await everyPage(person, '/api/v1/me/shares');
    const { balance, lifetime, entries } = await person.want(200, 'GET', '/api/v1/me/points');
    all.mine.push({
      shares: shares.map(({ link, ...share }) => ({ ...share, code: new URL(link).pathname })),
      points: { balance, lifetime, entries },
    });
  }
  return all;
}

/** What clicks are worth on one share: min(50, round(20 ln(1 + n/10))), and 10 + 5 once it is verified by the first. */
const worth = (human) => (human === 0 ? 0 : 15 + Math.min(50, Math.round(20 * Math.log(1 + human / 10))));

function suite(engine) {
  let start;
  let server;
  let admin;
  const people = [];
  const links = [];
  const acked = [];
  let visitor = 0;
  let busy = true;
  const folder = mkdtempSync(join(tmpdir(), 'pv-backup-'));
  const written = { members: [], posts: [] };

  async function click(at) {
    const client = server.client();
    visitor += 1;
    client.headers = { 'User-Agent': `${browser} v${visitor}` };
    const answer = await client.get(links[at]);
    assert.equal(answer.status, 302, answer.text);
    acked[at] += 1;
  }

  async function clicking(at) {
    while (busy) await click(at % links.length);
  }

  async function writing() {
    for (let n = 0; busy; n++) {
      const member = await admin.want(201, 'POST', '/api/v1/members', { email: `load${n}@rivelle.example`, first_name: 'Load', last_name: `${n}` });
      written.members.push(member.id);
      const post = await admin.want(201, 'POST', '/api/v1/posts', { title: `Pendant la copie ${n}`, url: `https://www.example.com/load/${n}`, language: 'fr' });
      written.posts.push(post.id);
    }
  }

  async function counted(client, fits) {
    let shares;
    for (let i = 0; i < 300; i++) {
      shares = await everyPage(client, '/api/v1/me/shares');
      if (fits(shares)) return shares;
      await sleep(50);
    }
    throw new Error(`not counted in time: ${JSON.stringify(shares.map((s) => s.clicks))}`);
  }

  before(async () => {
    ({ start } = await helperFor(engine));
    server = await start();
    admin = await server.signIn();
    for (let n = 0; n < 3; n++) {
      const person = await server.member(admin, { ambassador: true });
      people.push(person);
      const post = await admin.want(201, 'POST', '/api/v1/posts', { title: `Article ${n}`, url: `https://www.example.com/a/${n}`, language: 'fr' });
      await admin.want(200, 'POST', `/api/v1/posts/${post.id}/publish`, {});
      const share = await person.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: own(n) });
      links.push(new URL(share.link).pathname);
      acked.push(0);
    }
  });
  after(async () => {
    busy = false;
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The restored installation, serving; everybody signs in anew because cookies of the old one are valid there, too. */
  async function restored(dir) {
    const target = emptyLike(server);
    const { code, out } = await command(target, ['restore', dir]);
    assert.equal(code, 0, out);
    target.companies = server.companies;
    await target.serve();
    return target;
  }

  /** The same person at another server: the session came along. */
  function moved(client, target) {
    const other = target.client();
    other.cookie = client.cookie;
    return other;
  }

  test('a backup made under load holds every click that was acknowledged before it began', async () => {
    const dir = join(folder, 'busy');
    const load = [0, 1, 2, 0].map(clicking).concat(writing());
    while (acked.some((n) => n < 60) || written.posts.length < 5) await sleep(20);
    const beforeIt = { clicks: [...acked], members: [...written.members], posts: [...written.posts] };
    const { code, out } = await command(server, ['backup', dir]);
    await sleep(300);
    busy = false;
    await Promise.all(load);
    assert.equal(code, 0, out);
    assert.ok(acked.every((n, i) => n > beforeIt.clicks[i]), 'clicks went on during the backup');

    const target = await restored(dir);
    try {
      const boss = moved(admin, target);
      for (const [i, person] of people.entries()) {
        const there = moved(person, target);
        const [share] = await counted(there, ([s]) => s.clicks.human >= beforeIt.clicks[i]);
        await sleep(300);
        const [again] = await counted(there, () => true);
        assert.ok(again.clicks.human <= acked[i], `${again.clicks.human} counted of ${acked[i]} made`);
        assert.equal(again.clicks.bot + again.clicks.preview + again.clicks.self + again.clicks.repeat, 0);
        assert.equal(share.evidence, 'verified');
        const { balance } = await there.want(200, 'GET', '/api/v1/me/points');
        assert.equal(balance, worth(again.clicks.human), `${again.clicks.human} visits`);
      }
      const ids = new Set((await everyPage(boss, '/api/v1/members')).map((m) => m.id));
      for (const id of beforeIt.members) assert.ok(ids.has(id), `member ${id}`);
      const posts = new Set((await everyPage(boss, '/api/v1/posts?status=pending')).map((p) => p.id));
      for (const id of beforeIt.posts) assert.ok(posts.has(id), `post ${id}`);
      const audit = await command(target, ['audit', 'verify']);
      assert.equal(audit.code, 0, audit.out);
    } finally {
      await target.stop();
    }
  });

  test('a backup made at rest is the same company: members, posts, shares, points, key', async () => {
    const dir = join(folder, 'quiet');
    for (const [i, person] of people.entries()) await counted(person, ([s]) => s.clicks.human === acked[i]);
    await counted(people[0], () => true);
    const here = await everything(admin, people);
    for (const [i, mine] of here.mine.entries()) assert.equal(mine.points.balance, worth(acked[i]));
    const { code, out } = await command(server, ['backup', dir]);
    assert.equal(code, 0, out);

    const target = await restored(dir);
    try {
      const there = await everything(moved(admin, target), people.map((p) => moved(p, target)));
      assert.deepEqual(there, here);
      assert.deepEqual(readFileSync(join(target.dir, 'person.key')), readFileSync(join(server.dir, 'person.key')));
      // The restored installation works on: a click on an old link is counted once more, for the same person.
      const stranger = target.client();
      stranger.headers = { 'User-Agent': `${browser} afterwards` };
      assert.equal((await stranger.get(links[0])).status, 302);
      await counted(moved(people[0], target), ([s]) => s.clicks.human === acked[0] + 1);
    } finally {
      await target.stop();
    }
  });

  test('the key is never inside the backup, and is for its owner alone', () => {
    const dir = join(folder, 'quiet');
    const key = readFileSync(join(server.dir, 'person.key'));
    for (const name of readdirSync(dir)) {
      assert.ok(!readFileSync(join(dir, name)).includes(key), `${name} holds the person key`);
    }
    assert.ok(existsSync(`${dir}.key`));
    assert.ok(!readdirSync(dir).some((name) => name.endsWith('.key')));
  });

  /** Restoring this folder fails with this message and leaves nothing. */
  async function refused(dir, pattern, args = []) {
    const target = emptyLike(server);
    try {
      const { code, out } = await command(target, ['restore', dir, ...args]);
      assert.notEqual(code, 0, out);
      assert.match(out, pattern);
      assert.deepEqual(readdirSync(target.dir), [], 'nothing is left behind');
    } finally {
      discard(target);
    }
  }

  test('a damaged backup is refused, whichever file it is', async () => {
    const whole = join(folder, 'quiet');
    for (const name of readdirSync(whole).filter((n) => n !== 'manifest.json')) {
      const dir = join(folder, `damaged-${name}`);
      cpSync(whole, dir, { recursive: true });
      cpSync(`${whole}.key`, `${dir}.key`);
      const bytes = readFileSync(join(dir, name));
      bytes[bytes.length >> 1] ^= 1;
      writeFileSync(join(dir, name), bytes);
      await refused(dir, /damaged/);
      rmSync(join(dir, name));
      await refused(dir, /portevoix: /);
    }
  });

  test('a missing manifest, and the key of another backup, are refused', async () => {
    const dir = join(folder, 'no-manifest');
    cpSync(join(folder, 'quiet'), dir, { recursive: true });
    cpSync(join(folder, 'quiet.key'), `${dir}.key`);
    rmSync(join(dir, 'manifest.json'));
    await refused(dir, /manifest/);
    await refused(join(folder, 'quiet'), /does not open this backup/, ['--key-file', join(folder, 'busy.key')]);
  });

  test('nothing is overwritten: neither a data folder in use nor an earlier backup', async () => {
    const target = emptyLike(server);
    try {
      writeFileSync(join(target.dir, 'notes.txt'), 'mine');
      const { code, out } = await command(target, ['restore', join(folder, 'quiet')]);
      assert.notEqual(code, 0);
      assert.match(out, /not empty/);
      assert.deepEqual(readdirSync(target.dir), ['notes.txt']);
    } finally {
      discard(target);
    }
    const over = await command(server, ['backup', join(folder, 'quiet')]);
    assert.notEqual(over.code, 0);
    assert.match(over.out, /not empty/);
    mkdirSync(join(folder, 'fresh'));
    const fresh = await command(server, ['backup', join(folder, 'fresh')]);
    assert.equal(fresh.code, 0, `an empty folder is taken: ${fresh.out}`);
  });
}

describe('backup and restore on SQLite', () => suite('sqlite'));
describe('backup and restore on PostgreSQL', { skip: process.env.PV_TEST_POSTGRES ? false : 'PV_TEST_POSTGRES is not set' }, () => suite('postgres'));
