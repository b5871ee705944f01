// imports.test.mjs: kill -9 while a staff list is applied. It goes on by itself once the dead worker's lease (60 s) is over, and everybody
// is there once: the mark of how far it came is in the transaction that adds the people.
//
// On SQLite always, on PostgreSQL when PV_TEST_POSTGRES names a server.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

/** As many as take some seconds there. */
const rows = { sqlite: 30000, postgres: 6000 };
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function until(client, id, good, seconds = 240) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(20)) {
    const im = await client.want(200, 'GET', `/api/v1/imports/${id}`);
    if (good(im)) return im;
  }
  throw new Error('the import does not get there');
}

function suite(engine) {
  test('an import survives kill -9 and adds nobody twice', async () => {
    process.env.PV_ENGINE = engine;
    const ROWS = rows[engine];
    const { start } = await import(`../api/helper.mjs?engine=${engine}`);
    const server = await start();
    try {
      const admin = await server.signIn();
      const list = ['email,first name,last name,department,team'];
      for (let i = 0; i < ROWS; i++) list.push(`p${i}@kill.example,P${i},Kill,Dept ${i % 7},Team ${i % 50}`);
      const answer = await admin.request('POST', '/api/v1/imports?name=kill.csv', { body: Buffer.from(list.join('\n')), headers: { 'Content-Type': 'text/csv' } });
      assert.equal(answer.status, 201, answer.text);
      const { id } = answer.json;
      await until(admin, id, (im) => im.status === 'ready');
      await admin.want(202, 'POST', `/api/v1/imports/${id}/apply`, {});
      const under = await until(admin, id, (im) => im.status !== 'applying' || im.progress.done > 0);
      await server.kill('SIGKILL');
      await server.serve();
      const after = await admin.want(200, 'GET', `/api/v1/imports/${id}`);
      assert.ok(after.progress.done >= under.progress.done, 'what was committed is there');
      const done = await until(admin, id, (im) => im.status === 'done');
      assert.equal(under.status, 'applying', 'it was killed in the middle');
      assert.deepEqual([done.result.added, done.result.skipped], [ROWS, 0]);
      assert.equal((await admin.want(200, 'GET', '/api/v1/members?q=kill.example&limit=1')).total, ROWS);
      await admin.want(202, 'POST', `/api/v1/imports/${id}/undo`, {});
      await until(admin, id, (im) => im.status === 'undoing' && im.progress.done > 0);
      await server.kill('SIGKILL');
      await server.serve();
      const undone = await until(admin, id, (im) => im.status === 'undone');
      assert.deepEqual([undone.result.removed, undone.result.kept], [ROWS, 0]);
      assert.equal((await admin.want(200, 'GET', '/api/v1/members?q=kill.example&limit=1')).total, 0);
    } finally {
      await server.stop();
    }
  });
}

describe('sqlite', () => suite('sqlite'));
if (process.env.PV_TEST_POSTGRES) describe('postgres', () => suite('postgres'));
