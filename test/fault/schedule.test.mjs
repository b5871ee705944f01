// schedule.test.mjs: kill -9 around the minute posts are to be published. Each is published once: not lost while nobody was there, not
// twice by the next process.
//
// On SQLite always, on PostgreSQL when PV_TEST_POSTGRES names a server.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';

const POSTS = 40;
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function sql(server, engine, text) {
  const done = engine === 'sqlite'
    ? spawnSync('sqlite3', ['-separator', '|', join(server.dir, 'portevoix.db'), text], { encoding: 'utf8' })
    : spawnSync('psql', ['-qAt', '-F', '|', '-v', 'ON_ERROR_STOP=1', '-c', text, server.db.url], { encoding: 'utf8' });
  assert.equal(done.status, 0, `${text}\n${done.stderr}`);
  return done.stdout.split('\n').filter(Boolean);
}

function suite(engine) {
  test('scheduled posts survive kill -9 and go out once each', async () => {
    process.env.PV_ENGINE = engine;
    const { start } = await import(`../api/helper.mjs?engine=${engine}`);
    const server = await start();
    try {
      const admin = await server.signIn();
      const ids = [];
      const from = Date.now() + 3000;
      for (let i = 0; i < POSTS; i += 1) {
        const post = await admin.want(201, 'POST', '/api/v1/posts', { title: `Post ${i}`, url: `https://kill.example/${i}` });
        await admin.want(200, 'POST', `/api/v1/posts/${post.id}/schedule`, { at: new Date(from + i * 60).toISOString() });
        ids.push(post.id);
      }
      // The process dies while they go out, and again; in between nobody is there.
      await sleep(Math.max(0, from + 700 - Date.now()));
      await server.kill('SIGKILL');
      await sleep(1200);
      await server.serve();
      await sleep(150);
      await server.kill('SIGKILL');
      await server.serve();
      let out = [];
      for (const end = Date.now() + 150_000; Date.now() < end && out.length < POSTS; await sleep(200)) {
        out = (await admin.want(200, 'GET', '/api/v1/posts?limit=100')).items.map((post) => post.id);
      }
      assert.deepEqual([...out].sort(), [...ids].sort());
      await sleep(1500);
      const told = sql(server, engine, "SELECT subject_id FROM event WHERE kind = 'post.published' ORDER BY subject_id");
      assert.equal(told.length, POSTS, 'one event each');
      assert.equal(new Set(told).size, POSTS);
      for (const id of ids) assert.equal((await admin.want(200, 'GET', `/api/v1/posts/${id}`)).version, 3, 'written, scheduled, published');
    } finally {
      await server.stop();
    }
  });
}

describe('sqlite', () => suite('sqlite'));
if (process.env.PV_TEST_POSTGRES) describe('postgres', () => suite('postgres'));
