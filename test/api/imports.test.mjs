// imports.test.mjs: staff lists through the API: upload, preview, mapping, applying, undo, who may, and what is forgotten.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { pointers, start } from './helper.mjs';

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const csv = { 'Content-Type': 'text/csv' };

/** Uploads bytes as they are. */
const upload = (client, bytes, { name = 'staff.csv', headers = csv } = {}) => client.request('POST', `/api/v1/imports?name=${encodeURIComponent(name)}`, { body: bytes, headers });

/** The import once no work is under way. */
async function settled(client, id) {
  for (let i = 0; i < 2400; i++) {
    const im = await client.want(200, 'GET', `/api/v1/imports/${id}`);
    if (!['parsing', 'applying', 'undoing'].includes(im.status)) return im;
    await sleep(50);
  }
  throw new Error('the import does not end');
}

async function read(client, text, options) {
  const answer = await upload(client, Buffer.from(text), options);
  assert.equal(answer.status, 201, answer.text);
  assert.equal(answer.json.status, 'parsing');
  return settled(client, answer.json.id);
}

async function everything(client, path) {
  const items = [];
  for (let cursor = ''; ;) {
    const page = await client.want(200, 'GET', `${path}${path.includes('?') ? '&' : '?'}limit=7${cursor}`);
    items.push(...page.items);
    if (!page.next) return items;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

const found = async (client, q) => (await client.want(200, 'GET', `/api/v1/members?q=${encodeURIComponent(q)}`)).items;

describe('staff imports', () => {
  let server;
  let admin;
  before(async () => {
    server = await start();
    admin = await server.signIn();
  });
  after(() => server.stop());

  const list = 'E-Mail (privat);E-Mail (geschäftlich);Vorname;Nachname;Abteilung;Team;Land;Rolle;Gehalt\r\n'
    + 'z@home.example;Zoe@List.example;Zoé;Zola;Vertrieb;Nord;DE;Kurator;1\r\n'
    + ';uwe@list.example;Uwe;Lang;IT;;AT;;2\r\n'
    + ';;Nora;Ohne;IT;;AT;;3\r\n'
    + ';zoe@list.example;Zoé;Zola;IT;;AT;;4\r\n';

  test('a list is read, looked at, applied and taken back', async () => {
    const im = await read(admin, list);
    assert.equal(im.status, 'ready');
    assert.deepEqual(im.counts, { rows: 4, add: 2, update: 0, same: 0, error: 2, missing: 1 });
    assert.deepEqual([im.encoding, im.delimiter, im.header_line, im.can_remap], ['utf-8', 'semicolon', 1, true]);
    assert.deepEqual(im.columns.map((c) => c.field), [null, 'email', 'first_name', 'last_name', 'department', 'team', 'country', 'roles', null]);
    assert.deepEqual(im.columns[8].samples, [], 'no value of a column that is kept out is kept');
    assert.equal(im.columns[1].confidence, 'sure');
    const rows = await everything(admin, `/api/v1/imports/${im.id}/rows`);
    assert.deepEqual(rows.map((r) => [r.line, r.result, r.email]), [[2, 'add', 'zoe@list.example'], [3, 'add', 'uwe@list.example'],
      [4, 'error', ''], [5, 'error', 'zoe@list.example']]);
    assert.deepEqual(rows[0].groups, { country: 'DE', department: 'Vertrieb', team: 'Nord', free: [] });
    assert.deepEqual(rows[0].roles, ['curator']);
    assert.deepEqual([rows[2].faults[0].code, rows[2].faults[0].column], ['email_missing', 'E-Mail (geschäftlich)']);
    assert.equal(rows[3].faults[0].code, 'email_duplicate');
    assert.equal((await everything(admin, `/api/v1/imports/${im.id}/rows?result=error`)).length, 2);
    assert.deepEqual((await everything(admin, `/api/v1/imports/${im.id}/missing`)).map((m) => m.email), ['admin@rivelle.example']);
    assert.deepEqual(await found(admin, 'list.example'), [], 'nothing is changed before it is applied');

    assert.equal((await admin.post(`/api/v1/imports/${im.id}/apply`, {})).status, 409);
    assert.equal((await admin.post(`/api/v1/imports/${im.id}/undo`, {})).status, 409);
    const going = await admin.want(202, 'POST', `/api/v1/imports/${im.id}/apply`, { skip_errors: true });
    assert.equal(going.status, 'applying');
    const done = await settled(admin, im.id);
    assert.equal(done.status, 'done');
    assert.deepEqual([done.result.added, done.result.skipped, done.can_remap], [2, 2, false]);
    assert.ok(done.undo_until > done.applied_at);
    const [zoe] = await found(admin, 'zola');
    assert.deepEqual([zoe.status, zoe.roles, zoe.groups], ['invited', ['member', 'curator'], { country: 'DE', department: 'Vertrieb', team: 'Nord', free: [] }]);
    assert.deepEqual((await everything(admin, `/api/v1/imports/${im.id}/rows`)).map((r) => r.outcome), ['added', 'added', 'skipped', 'skipped']);
    assert.equal((await admin.patch(`/api/v1/imports/${im.id}`, { mapping: [] })).status, 409);

    await admin.want(202, 'POST', `/api/v1/imports/${im.id}/undo`, {});
    const undone = await settled(admin, im.id);
    assert.deepEqual([undone.status, undone.result.removed, undone.result.kept], ['undone', 2, 0]);
    assert.deepEqual(await found(admin, 'list.example'), []);
    assert.equal((await everything(admin, `/api/v1/imports/${im.id}/rows`))[0].outcome, 'removed');
  });

  test('a second list updates and adds nobody twice; undo puts back what nobody changed since', async () => {
    const first = await read(admin, 'email,first name,last name,department,team\na@again.example,Ann,Re,Sales,North\nb@again.example,Ben,Re,Sales,North\n');
    await admin.want(202, 'POST', `/api/v1/imports/${first.id}/apply`, {});
    await settled(admin, first.id);
    const again = await read(admin, 'email,first name,last name,department,team\nA@AGAIN.example,Anna,Re,Sales,\nb@again.example,Ben,Re,Buying,South\n');
    assert.deepEqual([again.counts.add, again.counts.update, again.counts.same], [0, 2, 0]);
    const [row] = await everything(admin, `/api/v1/imports/${again.id}/rows`);
    assert.deepEqual(row.changes, [{ field: 'first_name', from: 'Ann', to: 'Anna' }], 'an empty cell changes nothing');
    await admin.want(202, 'POST', `/api/v1/imports/${again.id}/apply`, {});
    assert.equal((await settled(admin, again.id)).result.updated, 2);
    const people = await found(admin, 'again.example');
    assert.equal(people.length, 2);
    const ben = people.find((p) => p.email === 'b@again.example');
    assert.deepEqual(ben.groups, { country: null, department: 'Buying', team: 'South', free: [] });
    await admin.want(200, 'PATCH', `/api/v1/members/${ben.id}`, { groups: { team: 'West' } });
    const same = await read(admin, 'email,first name,last name,department\na@again.example,Anna,Re,Sales\n');
    assert.equal(same.counts.same, 1);

    await admin.want(202, 'POST', `/api/v1/imports/${again.id}/undo`, {});
    assert.equal((await settled(admin, again.id)).result.restored, 2);
    const back = await found(admin, 'again.example');
    assert.deepEqual(back.map((p) => [p.first_name, p.groups.department, p.groups.team]), [['Ann', 'Sales', 'North'], ['Ben', 'Sales', 'West']]);
  });

  test('who has come since is not removed by undo', async () => {
    const im = await read(admin, 'email,name\ncame@since.example,Came Since\nnot@since.example,Not Since\n');
    await admin.want(202, 'POST', `/api/v1/imports/${im.id}/apply`, {});
    await settled(admin, im.id);
    assert.equal(server.command(['member', 'set-password', 'came@since.example', '--password-stdin'], 'correct horse staple\n').code, 0);
    await admin.want(202, 'POST', `/api/v1/imports/${im.id}/undo`, {});
    const undone = await settled(admin, im.id);
    assert.deepEqual([undone.result.removed, undone.result.kept], [1, 1]);
    assert.deepEqual((await found(admin, 'since.example')).map((p) => p.email), ['came@since.example']);
  });

  test('the mapping can be changed, and is checked', async () => {
    const im = await read(admin, 'Contact,Firm,Calls,Squad\na@map.example,Acme,Ann,Red\n');
    assert.equal(im.columns[0].field, 'email');
    const path = `/api/v1/imports/${im.id}`;
    for (const [mapping, at] of [[[{ index: 9, field: 'team' }], '/mapping/0/index'], [[{ index: 0, field: null }], '/mapping'],
      [[{ index: 1, field: 'team' }], '/mapping'], [[{ index: 1, field: 'salary' }], '/mapping/0/field']]) {
      const answer = await admin.patch(path, { mapping });
      assert.equal(answer.status, 422, answer.text);
      assert.deepEqual(pointers(answer.json), [at]);
    }
    const changed = await admin.want(200, 'PATCH', path, { mapping: [{ index: 1, field: 'department' }, { index: 2, field: 'first_name' }] });
    assert.equal(changed.status, 'parsing');
    const ready = await settled(admin, im.id);
    assert.deepEqual(ready.columns.map((c) => [c.field, c.confidence]).slice(1, 3), [['department', 'chosen'], ['first_name', 'chosen']]);
    const [row] = await everything(admin, `${path}/rows`);
    assert.deepEqual([row.first_name, row.groups.department, row.groups.team], ['Ann', 'Acme', 'Red']);
    await admin.want(200, 'PATCH', path, { mapping: [{ index: 3, field: 'free' }] });
    const third = await settled(admin, im.id);
    assert.deepEqual(third.columns.map((c) => c.field), ['email', 'department', 'first_name', 'free'], 'earlier choices stay');
    assert.deepEqual(third.counts.rows, 1);
    await admin.want(200, 'PATCH', path, { header: false });
    assert.equal((await settled(admin, im.id)).counts.rows, 2);
    assert.equal((await admin.delete(path)).status, 204);
    assert.equal((await admin.get(path)).status, 404);
  });

  test('compressed, in UTF-16, and what is no list', async () => {
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Mail\tNom\nz@wide.example\tZoë Ü\n', 'utf16le')]);
    const packed = await upload(admin, gzipSync(wide), { headers: { ...csv, 'Content-Encoding': 'gzip' } });
    assert.equal(packed.status, 201, packed.text);
    const im = await settled(admin, packed.json.id);
    assert.deepEqual([im.encoding, im.delimiter, im.size, im.counts.add], ['utf-16le', 'tab', wide.length, 1]);
    assert.equal((await upload(admin, gzipSync(wide).subarray(0, 20), { headers: { ...csv, 'Content-Encoding': 'gzip' } })).status, 400);
    assert.equal((await upload(admin, Buffer.from('x'), { headers: { ...csv, 'Content-Encoding': 'br' } })).status, 415);
    assert.equal((await upload(admin, Buffer.from('x'), { headers: { 'Content-Type': 'application/json' } })).status, 415);
    assert.equal((await upload(admin, Buffer.alloc(0))).status, 422);
    assert.equal((await upload(admin, Buffer.from('x'), { name: '' })).status, 422);
    assert.equal((await upload(admin, gzipSync(Buffer.alloc(70 << 20, 'a')), { headers: { ...csv, 'Content-Encoding': 'gzip' } })).status, 413);
    const bad = await settled(admin, (await upload(admin, Buffer.from('PK\x03\x04\0\0\0\0'))).json.id);
    assert.deepEqual([bad.status, bad.error.code], ['failed', 'not_text']);
    const nobody = await settled(admin, (await upload(admin, Buffer.from('first,last\nAnn,Re\n'))).json.id);
    assert.deepEqual([nobody.status, nobody.error.code, nobody.can_remap], ['failed', 'no_email_column', true]);
    assert.equal(nobody.columns.length, 2);
  });

  test('a list of many is applied by batches while others write', async () => {
    const lines = ['email,first name,last name,department'];
    for (let i = 0; i < 2200; i++) lines.push(`p${i}@many.example,P${i},Many,Dept ${i % 9}`);
    const im = await read(admin, lines.join('\n'));
    assert.equal(im.counts.add, 2200);
    await admin.want(202, 'POST', `/api/v1/imports/${im.id}/apply`, {});
    const other = await read(admin, 'email,name\nx@other.example,X\n');
    const answer = await admin.post(`/api/v1/imports/${other.id}/apply`, {});
    assert.ok([202, 409].includes(answer.status));
    await admin.want(201, 'POST', '/api/v1/members', { email: 'beside@many.example', first_name: 'Beside', last_name: 'Many' });
    assert.equal((await settled(admin, im.id)).result.added, 2200);
    assert.equal((await admin.want(200, 'GET', '/api/v1/members?q=many.example&limit=1')).total, 2201);
  });

  test('who leaves is forgotten in the lists too', async () => {
    const im = await read(admin, 'email,name\nleaver@gone.example,Lea Ver\nstays@gone.example,Sta Ys\n');
    await admin.want(202, 'POST', `/api/v1/imports/${im.id}/apply`, {});
    await settled(admin, im.id);
    assert.equal(server.command(['member', 'set-password', 'leaver@gone.example', '--password-stdin'], 'correct horse staple\n').code, 0);
    const next = await read(admin, 'email,name\nleaver@gone.example,Lea Ver\n');
    const leaver = await server.signIn('leaver@gone.example');
    assert.equal((await leaver.delete('/api/v1/me', { email: 'leaver@gone.example' })).status, 204);
    assert.deepEqual((await everything(admin, `/api/v1/imports/${im.id}/rows`)).map((r) => r.email), ['stays@gone.example']);
    assert.deepEqual(await everything(admin, `/api/v1/imports/${next.id}/rows`), []);
    assert.equal((await admin.want(200, 'GET', `/api/v1/imports/${next.id}`)).can_remap, false);
  });

  test('imports are for admins', async () => {
    const im = await read(admin, 'email,name\nrole@test.example,Ro Le\n');
    for (const roles of [[], ['curator'], ['moderator'], ['manager'], ['trainer'], ['auditor']]) {
      const someone = await server.member(admin, { roles });
      assert.equal((await upload(someone, Buffer.from('email\n'))).status, 403);
      for (const [method, path] of [['GET', ''], ['GET', `/${im.id}`], ['PATCH', `/${im.id}`], ['DELETE', `/${im.id}`], ['GET', `/${im.id}/rows`],
        ['GET', `/${im.id}/missing`], ['POST', `/${im.id}/apply`], ['POST', `/${im.id}/undo`]]) {
        assert.equal((await someone.request(method, `/api/v1/imports${path}`, method === 'GET' ? {} : { body: {} })).status, 403, `${roles} ${method} ${path}`);
      }
    }
    const all = await everything(admin, '/api/v1/imports');
    assert.ok(all.length > 7 && all[0].id === im.id);
    assert.equal((await admin.get('/api/v1/imports?cursor=what')).status, 422);
    assert.equal((await admin.get(`/api/v1/imports/${im.id}/rows?cursor=what`)).status, 422);
    assert.equal((await admin.get(`/api/v1/imports/${im.id}/missing?cursor=!`)).status, 422);
  });
});
