// clicks.test.mjs: kill -9 in a loop while people click; every click answered with 302 is counted, once.
//
// On SQLite always, on PostgreSQL when PV_TEST_POSTGRES names a server. Each client has a link of its own and counts what it was
// told: 302 is a promise; a connection that broke or a 503 may have been counted or not, so those make a range. PV_KILLS (10) and
// PV_CLICKERS (8) widen the run. In the end totals, single clicks and what the members see are compared.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import http from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { browser, publish, share } from '../api/share_steps.mjs';

const KILLS = Number(process.env.PV_KILLS ?? 10);
const CLICKERS = Number(process.env.PV_CLICKERS ?? 8);
const AT_ONCE = 4;            // connections a clicker uses
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const sum = (clicks) => clicks.human + clicks.bot + clicks.preview + clicks.self + clicks.repeat;

async function helperFor(engine) {
  process.env.PV_ENGINE = engine;
  return import(`../api/helper.mjs?engine=${engine}`);
}

function query(server, engine, file, text) {
  const done = engine === 'sqlite'
    ? spawnSync('sqlite3', ['-separator', '|', join(server.dir, file), text], { encoding: 'utf8' })
    : spawnSync('psql', ['-qAt', '-F', '|', '-v', 'ON_ERROR_STOP=1', '-c', text, server.db.url], { encoding: 'utf8' });
  assert.equal(done.status, 0, `${text}\n${done.stderr}`);
  return done.stdout.split('\n').filter(Boolean).map((line) => line.split('|'));
}

/** One request without the helper's checks: its status, or 0 when nobody can say. */
function clickOnce(agent, port, path, headers) {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
      response.on('error', () => resolve(response.statusCode));   // the status line was there: the promise is made
    });
    request.setTimeout(10000, () => request.destroy());
    request.on('error', (error) => resolve(error.code === 'ECONNREFUSED' ? -1 : 0));
  });
}

function suite(engine) {
  let server;
  let going = true;
  let alive = true;
  const clickers = [];

  async function clicking(clicker, n) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; going; i++) {
      if (!alive) {
        await sleep(5);
        continue;
      }
      // Half of them a human nobody has seen, the rest one human again, a robot, a preview.
      const kind = i % 8;
      const headers = { 'User-Agent': kind < 4 ? `${browser} ${n}/${i}` : kind < 6 ? browser : kind === 6 ? 'curl/8.5.0' : 'Twitterbot/1.0' };
      clicker.sent += 1;
      const status = await clickOnce(agent, server.port, clicker.path, headers);
      if (status === 302) clicker.acked += 1;
      else if (status === -1) clicker.sent -= 1;
      else if (status === 0 || status === 503) clicker.unsure += 1;
      else clicker.wrong.push(status);
      if (status === -1) await sleep(5);
    }
    agent.destroy();
  }

  before(async () => {
    const { start } = await helperFor(engine);
    server = await start();
    const admin = await server.signIn();
    for (let i = 0; i < CLICKERS; i++) {
      const member = await server.member(admin, { ambassador: true });
      const made = await share(member, await publish(admin));
      clickers.push({ member, id: made.id, path: new URL(made.link).pathname, acked: 0, unsure: 0, sent: 0, wrong: [] });
    }
  });
  after(() => server.stop());

  const seen = async () => Promise.all(clickers.map(async (c) => {
    const { items } = await c.member.want(200, 'GET', '/api/v1/me/shares');
    return items[0];
  }));

  test(`${KILLS} kills under load`, { timeout: 600000 }, async (t) => {
    const running = clickers.flatMap((c) => Array.from({ length: AT_ONCE }, (_, n) => clicking(c, n)));
    for (let i = 0; i < KILLS; i++) {
      await sleep(200 + Math.random() * 1000);
      alive = false;
      await server.kill('SIGKILL');
      await server.serve();
      alive = true;
    }
    await sleep(300);
    going = false;
    await Promise.all(running);
    const acked = clickers.reduce((n, c) => n + c.acked, 0);
    const unsure = clickers.reduce((n, c) => n + c.unsure, 0);
    t.diagnostic(`${engine}: ${acked} clicks answered with 302, ${unsure} without an answer, over ${KILLS} kills`);
    assert.ok(acked > KILLS * 10, 'hardly anything was clicked');
    for (const c of clickers) assert.deepEqual(c.wrong, []);
  });

  test('every click answered with 302 is counted, once', { timeout: 180000 }, async () => {
    let shares;
    let before = -1;
    for (let i = 0; i < 600; i++) {
      shares = await seen();
      const now = shares.reduce((n, s) => n + sum(s.clicks), 0);
      if (now === before && shares.every((s, k) => sum(s.clicks) >= clickers[k].acked)) break;
      before = now;
      await sleep(250);
    }
    shares.forEach((s, k) => {
      const c = clickers[k];
      const counted = sum(s.clicks);
      assert.ok(counted >= c.acked && counted <= c.acked + c.unsure,
        `${c.path}: ${counted} counted, ${c.acked} answered, ${c.unsure} unsure`);
      assert.equal(s.evidence, 'verified');
    });
  });

  test('single clicks, totals, days and events say the same', () => {
    const raw = query(server, engine, 'clicks.db', 'SELECT link_id, COUNT(*), COUNT(DISTINCT id) FROM click GROUP BY link_id ORDER BY link_id');
    const totals = query(server, engine, 'portevoix.db',
      'SELECT link_id, human + bot + preview + self + repeat, human FROM link_total ORDER BY link_id');
    const days = query(server, engine, 'portevoix.db',
      'SELECT link_id, SUM(human + bot + preview + self + repeat) FROM link_day GROUP BY link_id ORDER BY link_id');
    assert.equal(raw.length, CLICKERS);
    assert.deepEqual(totals.map((r) => [r[0], r[1]]), raw.map((r) => [r[0], r[1]]));
    assert.deepEqual(days, totals.map((r) => [r[0], r[1]]));
    // The newest total that was told is the total.
    const told = query(server, engine, 'portevoix.db',
      "SELECT subject_id, data FROM event WHERE kind = 'clicks.counted' ORDER BY id");
    const last = new Map(told.map(([subject, data]) => [subject, JSON.parse(data).human]));
    const links = query(server, engine, 'portevoix.db', 'SELECT id, share_id FROM link ORDER BY id');
    for (const [link, shareId] of links) {
      assert.equal(last.get(shareId), Number(totals.find((r) => r[0] === link)[2]));
    }
    const verified = query(server, engine, 'portevoix.db', "SELECT COUNT(*), COUNT(DISTINCT subject_id) FROM event WHERE kind = 'share.verified'");
    assert.deepEqual(verified, [[String(CLICKERS), String(CLICKERS)]]);
  });
}

describe('kill -9 under clicks on SQLite', () => suite('sqlite'));
describe('kill -9 under clicks on PostgreSQL', { skip: !process.env.PV_TEST_POSTGRES }, () => suite('postgres'));
