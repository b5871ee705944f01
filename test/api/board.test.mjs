// board.test.mjs: the board of the month: who is on it, who is not and must never be told, places, names, other processes, restarts.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { Client, freePort, pointers, start } from './helper.mjs';
import { click, publish, share, until } from './share_steps.mjs';

let server, admin, manager, auditor, plain, other;
before(async () => {
  server = await start({ companies: [{ name: 'One', host: 'one.example' }, { name: 'Two', host: 'two.example', timeZone: 'Pacific/Kiritimati' }] });
  admin = await server.signIn();
  other = await server.signIn(undefined, server.companies[1]);
  manager = await server.member(admin, { first_name: 'Mana', last_name: 'Ger', roles: ['manager'] });
  auditor = await server.member(admin, { first_name: 'Au', last_name: 'Ditor', roles: ['auditor'] });
  plain = await server.member(admin, { first_name: 'Plain', last_name: 'Member' });
});
after(() => server?.stop());

const board = (client, query = '') => client.want(200, 'GET', `/api/v1/boards/month${query}`);
const mine = (client) => client.want(200, 'GET', '/api/v1/me/board');
const put = (client, fields) => client.request('PUT', '/api/v1/me/board', { body: { consent_version: 1, ...fields } });
const rows = (b) => b.rows.map((r) => [r.rank, r.name, r.points]);
const open = (client, value) => client.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'board.open', value }] });
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** An ambassador with points: one share, seen by so many visitors. Own words 5, first of the day 10, one visit 2. */
async function earner(fields, visits = 1, company = admin) {
  const member = await server.member(company, { ambassador: true, ...fields });
  await earn(member, visits, company);
  return member;
}
let visitor = 0;
async function earn(member, visits = 1, company = admin) {
  const made = await share(member, await publish(company));
  for (let i = 0; i < visits; i++) {
    const there = new Client(server, company.host);
    there.headers = { 'User-Agent': `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/129.0.0.0 Safari/537.36 ${visitor++}` };
    assert.equal((await there.get(new URL(made.link).pathname)).status, 302);
  }
  return until(member, made.id, (s) => s.clicks.human === visits && s.points > 0);
}
/** The board once it fits: credits reach it with the events of the log. */
async function boardUntil(client, fits) {
  let seen;
  for (let i = 0; i < 100; i++) {
    seen = await board(client);
    if (fits(seen)) return seen;
    await pause(50);
  }
  throw new Error(`not seen in time: ${JSON.stringify(seen)}`);
}

describe('closed, as it is at first', () => {
  test('it holds nothing and nobody can go on it; one\u2019s own months are there', async () => {
    const b = await board(plain);
    assert.deepEqual([b.open, b.rows, b.people, b.more, b.ranks], [false, [], null, 0, 10]);
    const m = await mine(plain);
    assert.deepEqual([m.open, m.on_board, m.name, m.rank, m.points, m.months.length], [false, false, null, null, 0, 6]);
    assert.equal(m.months[0].month, b.month);
    const refused = await put(plain, {});
    assert.equal(refused.status, 409, refused.text);
    assert.equal((await plain.patch('/api/v1/settings', { changes: [{ name: 'board.open', value: 'true' }] })).status, 403);
    for (const path of ['/api/v1/boards/month', '/api/v1/me/board']) assert.equal((await server.client().get(path)).status, 401);
  });
});

describe('open', () => {
  let anna, zoe, quiet;
  before(async () => {
    await open(admin, 'true');
    anna = await earner({ first_name: 'Anna', last_name: 'Béranger' });
    zoe = await earner({ first_name: 'Zoé', last_name: 'Martin' });
    quiet = await earner({ first_name: 'Quiet', last_name: 'Hidden' }, 3);
  });

  test('nobody is on it by themselves', async () => {
    assert.deepEqual((await board(plain)).rows, []);
    const m = await mine(anna);
    assert.deepEqual([m.on_board, m.points, m.rank], [false, 17, 1]);
  });

  test('the text that was read must be the one in force', async () => {
    const { consent } = await mine(anna);
    assert.deepEqual([consent.version, consent.language], [1, 'fr']);
    assert.match(consent.text, /pseudonyme/);
    const stale = await put(anna, { consent_version: 2 });
    assert.equal(stale.status, 409);
    assert.deepEqual(pointers(stale.json), ['/consent_version']);
    assert.equal((await anna.put('/api/v1/me/board', {})).status, 422);
  });

  test('under the own name or a pseudonym; equal points share a rank, by name', async () => {
    const joined = await put(zoe, {});
    assert.equal(joined.status, 200, joined.text);
    assert.deepEqual([joined.json.on_board, joined.json.name, joined.json.pseudonym, joined.json.rank], [true, 'Zoé Martin', false, 1]);
    assert.equal((await put(anna, { pseudonym: ' Capitaine  Némo ' })).status, 200);
    assert.deepEqual(rows(await board(plain)), [[1, 'Capitaine Némo', 17], [1, 'Zoé Martin', 17]]);
    const third = await earner({ first_name: 'Third' });
    assert.equal((await put(third, { pseudonym: 'Troisième' })).status, 200);
    await earn(zoe);
    await boardUntil(plain, (b) => b.rows[0].points > 17);
    assert.deepEqual((await board(plain)).rows.map((r) => [r.rank, r.name]), [[1, 'Zoé Martin'], [2, 'Capitaine Némo'], [2, 'Troisième']]);
    assert.equal((await mine(quiet)).rank, 2, 'where they would stand, among those on the board');
    assert.equal((await mine(plain)).rank, null, 'no points, no place');
    await third.want(200, 'DELETE', '/api/v1/me/board');
  });

  test('a pseudonym is nobody else\u2019s name, in any case and accents', async () => {
    for (const pseudonym of ['capitaine nemo', 'CAPITAINE NÉMO', 'quiet hidden', 'Hidden Quiét', 'plain  member', 'Hidden\u00a0Quiet', 'quiet\u2003\u00a0hidden', 'capitaine\u202fnemo', 'x', '\u202eabc', 'a'.repeat(41), '   ']) {
      const { status, json } = await put(zoe, { pseudonym });
      assert.equal(status, 422, pseudonym);
      assert.deepEqual(pointers(json), ['/pseudonym'], pseudonym);
    }
    // Taken by a pseudonym or by a member: the answer is the same.
    const answers = await Promise.all(['capitaine nemo', 'quiet hidden'].map((pseudonym) => put(zoe, { pseudonym })));
    assert.equal(answers[0].json.errors[0].detail, answers[1].json.errors[0].detail);
    assert.deepEqual((await board(plain)).rows.map((r) => r.name), ['Zoé Martin', 'Capitaine Némo']);
    assert.equal((await put(zoe, { pseudonym: 'Zoé Martin' })).status, 200, 'one\u2019s own name');
    assert.equal((await put(zoe, {})).status, 200);
  });

  test('whoever asks gets the same bytes', async () => {
    const answers = await Promise.all([plain, manager, auditor, admin, anna, zoe, quiet].map((c) => c.get('/api/v1/boards/month')));
    for (const a of answers) assert.equal(a.text, answers[0].text);
    for (const field of ['id', 'member', 'person', 'email', 'me']) assert.ok(!answers[0].text.includes(`"${field}`), field);
  });

  test('no route tells who is not on it, or whose pseudonym is whose', async () => {
    const { paths } = (await admin.get('/api/v1/openapi.json')).json;
    const queries = { '/api/v1/groups': '?axis=team', '/api/v1/members': '?limit=200' };
    const crawl = async (client) => {
      const texts = new Map();
      for (const [path, operations] of Object.entries(paths)) {
        if (!operations.get || path.includes('{') || path.startsWith('/api/v1/me') || path.endsWith('openapi.json')) continue;
        const { status, text } = await client.get(path + (queries[path] ?? ''));
        texts.set(path, `${status} ${text.replace(/urn:portevoix:request:\w+/, '')}`);
      }
      return texts;
    };
    const clients = { admin, manager, auditor, plain };
    const before = {};
    for (const [who, client] of Object.entries(clients)) before[who] = await crawl(client);
    assert.ok(before.admin.size >= 15, [...before.admin.keys()].join(' '));
    const named = [...before.admin].filter(([path, text]) => path !== '/api/v1/boards/month' && /N[ée]mo/i.test(text));
    assert.deepEqual(named.map(([path]) => path), [], 'the pseudonym stands on the board alone');
    for (const texts of Object.values(before)) assert.ok(!/Quiet|Hidden/.test(texts.get('/api/v1/boards/month')));
    // Going on the board and off it changes no other answer, to anybody.
    await put(quiet, { pseudonym: 'Sans bruit' });
    for (const [who, client] of Object.entries(clients)) {
      const now = await crawl(client);
      for (const [path, text] of now) if (path !== '/api/v1/boards/month') assert.equal(text, before[who].get(path), `${who} ${path}`);
      assert.match(now.get('/api/v1/boards/month'), /Sans bruit/);
    }
    await quiet.want(200, 'DELETE', '/api/v1/me/board');
    for (const [who, client] of Object.entries(clients)) assert.deepEqual(await crawl(client), before[who], who);
    // Nor does the program's own log or the settings' text.
    assert.ok(!/Sans bruit|N\u00e9mo/.test(server.log + server.console));
    assert.ok(!/Sans bruit|N\u00e9mo/.test((await admin.get('/api/v1/settings/file')).text));
  });

  test('leaving is at once, and again no error; what one has stays', async () => {
    const left = await anna.want(200, 'DELETE', '/api/v1/me/board');
    assert.deepEqual([left.on_board, left.name, left.points], [false, null, 17]);
    assert.deepEqual((await board(plain)).rows.map((r) => r.name), ['Zoé Martin']);
    await anna.want(200, 'DELETE', '/api/v1/me/board');
    // The name is free again.
    assert.equal((await put(quiet, { pseudonym: 'Capitaine Némo' })).status, 200);
    assert.equal((await put(anna, { pseudonym: 'Capitaine Némo' })).status, 422);
    await quiet.want(200, 'DELETE', '/api/v1/me/board');
  });

  test('erased, gone', async () => {
    const gone = await earner({ first_name: 'Gone', last_name: 'Tomorrow' }, 2);
    assert.equal((await put(gone, { pseudonym: 'Éphémère' })).status, 200);
    await boardUntil(plain, (b) => b.rows.some((r) => r.name === 'Éphémère'));
    assert.equal((await gone.delete('/api/v1/me', { email: gone.email })).status, 204);
    assert.ok(!(await board(plain)).rows.some((r) => r.name === 'Éphémère'));
  });

  test('months: of this year, none to come', async () => {
    const b = await board(plain);
    assert.deepEqual((await board(plain, `?month=${b.month}`)), b);
    const first = await board(plain, `?month=${b.first_month}`);
    assert.deepEqual([first.rows, first.final, first.month], [[], true, b.first_month]);
    assert.equal(b.final, false);
    for (const month of ['2001-01', '2999-01', '2026-1', 'x']) {
      const { status, json } = await plain.get(`/api/v1/boards/month?month=${month}`);
      assert.equal(status, 422, month);
      assert.deepEqual(pointers(json), ['?month']);
    }
  });

  test('the month is that of the company\u2019s clock', async () => {
    const local = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Pacific/Kiritimati', year: 'numeric', month: '2-digit' }).format(new Date());
    const b = await board(other);
    assert.equal(b.month, local);
    assert.match(b.starts_at, /T10:00:00Z$/, 'fourteen hours ahead');
  });

  test('another company has a board of its own', async () => {
    await open(other, 'true');
    const b = await board(other);
    assert.deepEqual(b.rows, []);
    assert.equal((await put(other, { pseudonym: 'Zoé Martin' })).status, 200, 'a name of the other company is free here');
    assert.ok(!(await board(plain)).rows.some((r) => r.name !== 'Zoé Martin'));
  });

  test('how many are on it is told in tens, from ten on', async () => {
    assert.equal((await board(plain)).people, null);
    const eleven = [];
    for (let i = 0; i < 11; i++) eleven.push(await server.member(admin, { first_name: `N${i}` }));
    for (const [i, client] of eleven.entries()) assert.equal((await put(client, { pseudonym: `Numéro ${i}` })).status, 200);
    const b = await board(plain);
    assert.equal(b.people, 10);
    assert.deepEqual(b.rows.map((r) => r.name), ['Zoé Martin'], 'nobody without points');
    for (const client of eleven) await client.want(200, 'DELETE', '/api/v1/me/board');
  });

  test('another process hears of it, and a restart forgets nothing', async () => {
    const port = await freePort();
    const second = spawn(server.child.spawnfile, ['serve', ...server.storage, '--listen', `127.0.0.1:${port}`, '--rate-limits', 'false'], { stdio: 'ignore' });
    const ended = new Promise((resolve) => { second.on('exit', resolve); });
    try {
      const there = new Client({ port, agent: server.agent }, plain.host);
      there.cookie = plain.cookie;
      const seen = async (what) => {
        for (let i = 0; i < 100; i += 1) {
          try {
            const { json } = await there.get('/api/v1/boards/month');
            if (json?.rows && what(json)) return json;
          } catch { /* not up yet */ }
          await pause(100);
        }
        return assert.fail('the other process never heard of it');
      };
      await seen((b) => b.rows.length === 1);
      assert.equal((await put(anna, { pseudonym: 'Ailleurs' })).status, 200);
      await seen((b) => b.rows.some((r) => r.name === 'Ailleurs'));
      await earn(anna);
      const here = await boardUntil(plain, (b) => b.rows.find((r) => r.name === 'Ailleurs').points > 17);
      assert.deepEqual(rows(await seen((b) => b.rows.find((r) => r.name === 'Ailleurs').points > 17)), rows(here));
      await anna.want(200, 'DELETE', '/api/v1/me/board');
      await seen((b) => !b.rows.some((r) => r.name === 'Ailleurs'));
    } finally {
      second.kill('SIGTERM');
      await ended;
    }
    const was = (await plain.get('/api/v1/boards/month')).text;
    server.agent.destroy();
    await server.kill();
    await server.serve();
    assert.equal((await plain.get('/api/v1/boards/month')).text, was);
  });

  test('closed again, it shows nothing; one can still leave', async () => {
    await open(admin, 'false');
    assert.deepEqual((await board(plain)).rows, []);
    assert.equal((await mine(zoe)).on_board, true);
    assert.equal((await zoe.want(200, 'DELETE', '/api/v1/me/board')).on_board, false);
    await open(admin, 'true');
    assert.deepEqual((await board(plain)).rows, []);
    assert.equal(server.command(['audit', 'verify', '--company', 'one.example']).code, 0);
  });
});
