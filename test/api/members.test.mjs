// members.test.mjs: the directory: who may see and change it, and that it never tells who takes part.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pointers, start } from './helper.mjs';

const fresh = (fields) => ({ email: 'new@rivelle.example', first_name: 'New', last_name: 'Member', ...fields });

describe('members', () => {
  let server;
  let admin;
  before(async () => {
    server = await start();
    admin = await server.signIn();
  });
  after(() => server.stop());

  test('only admins get in', async () => {
    for (const role of ['member', 'curator', 'moderator', 'manager', 'trainer', 'auditor']) {
      const client = await server.member(admin, { roles: [role] });
      const statuses = await Promise.all([
        client.get('/api/v1/members'),
        client.post('/api/v1/members', fresh()),
        client.patch(`/api/v1/members/${client.id}`, { roles: ['admin'] }),
        client.post(`/api/v1/members/${client.id}/invitation`, {}),
      ]);
      assert.deepEqual(statuses.map((s) => s.status), [403, 403, 403, 403], role);
    }
    const nobody = server.client();
    assert.equal((await nobody.get('/api/v1/members')).status, 401);
    assert.equal((await nobody.post('/api/v1/members', fresh())).status, 401);
  });

  test('a member is added, invited and lets themself in', async () => {
    const made = await admin.want(201, 'POST', '/api/v1/members', fresh({ email: 'Paul@Rivelle.example', groups: { country: 'France', team: 'Réseau' }, roles: ['curator', 'member'], language: 'en' }));
    assert.deepEqual(made.roles, ['member', 'curator']);
    assert.deepEqual(made.groups, { country: 'France', department: null, team: 'Réseau', free: [] });
    assert.deepEqual([made.status, made.invited_at, made.language], ['invited', null, 'en']);
    const invitation = await admin.want(201, 'POST', `/api/v1/members/${made.id}/invitation`, {});
    assert.equal(invitation.mailed, false);
    assert.ok(new Date(invitation.expires_at) - Date.now() > 13.9 * 86400e3);
    assert.match(invitation.url, new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/invitation#[\\w-]{43}$`));
    const client = server.client();
    const me = await client.want(200, 'POST', '/api/v1/session/link/redeem', { token: invitation.url.split('#')[1] });
    assert.equal(me.id, made.id);
    const [listed] = (await admin.get('/api/v1/members?q=paul')).json.items;
    assert.equal(listed.status, 'active');
    assert.ok(listed.invited_at);
    assert.equal((await admin.post(`/api/v1/members/${made.id}/invitation`, {})).status, 409);
  });

  test('an address is taken once, in any case', async () => {
    await admin.want(201, 'POST', '/api/v1/members', fresh({ email: 'once@rivelle.example' }));
    const again = await admin.post('/api/v1/members', fresh({ email: 'ONCE@rivelle.example' }));
    assert.deepEqual([again.status, pointers(again.json)], [409, ['/email']]);
  });

  test('bad input is told with pointers', async () => {
    const empty = await admin.post('/api/v1/members', {});
    assert.deepEqual([empty.status, pointers(empty.json).sort()], [422, ['/email', '/first_name', '/last_name']]);
    const bad = await admin.post('/api/v1/members', fresh({ email: 'nobody', first_name: 'a\u0007b', groups: { country: 'x\ny' } }));
    assert.deepEqual(pointers(bad.json).sort(), ['/email', '/first_name', '/groups/country']);
    const roles = await admin.post('/api/v1/members', fresh({ roles: ['king'] }));
    assert.deepEqual([roles.status, pointers(roles.json)], [422, ['/roles/0']]);
    assert.deepEqual(pointers((await admin.post('/api/v1/members', fresh({ password: 'x' }))).json), ['/password']);
    assert.deepEqual(pointers((await admin.get('/api/v1/members?limit=0')).json), ['?limit']);
    assert.deepEqual(pointers((await admin.get('/api/v1/members?limit=1000')).json), ['?limit']);
    assert.deepEqual(pointers((await admin.get('/api/v1/members?status=asleep')).json), ['?status']);
    assert.deepEqual(pointers((await admin.get('/api/v1/members?cursor=AAAA')).json), ['?cursor']);
    assert.equal((await admin.patch('/api/v1/members/0000000000001', { first_name: 'X' })).status, 404);
    assert.equal((await admin.patch('/api/v1/members/me', { first_name: 'X' })).status, 404);
    assert.equal((await admin.post('/api/v1/members/0000000000001/invitation', {})).status, 404);
  });

  test('a repeated request with the same key adds one member', async () => {
    const options = { headers: { 'Idempotency-Key': 'add-1' } };
    const body = fresh({ email: 'key@rivelle.example' });
    const first = await admin.post('/api/v1/members', body, options);
    const second = await admin.post('/api/v1/members', body, options);
    assert.deepEqual([first.status, second.status], [201, 201]);
    assert.equal(first.text, second.text);
    const other = await admin.post('/api/v1/members', { ...body, first_name: 'Other' }, options);
    assert.equal(other.status, 422);
    const failed = { headers: { 'Idempotency-Key': 'add-2' } };
    assert.equal((await admin.post('/api/v1/members', body, failed)).status, 409);
    assert.equal((await admin.post('/api/v1/members', fresh({ email: 'key2@rivelle.example' }), failed)).status, 201);
    assert.equal((await admin.get('/api/v1/members?q=key')).json.total, 2);
  });

  test('pages go through everybody once, in order of names', async () => {
    for (let i = 0; i < 7; i++) await admin.want(201, 'POST', '/api/v1/members', fresh({ email: `page${i}@rivelle.example`, first_name: 'Élodie', last_name: `Zâ${9 - i}` }));
    const names = [];
    let cursor = '';
    for (let i = 0; i < 10; i++) {
      const page = await admin.want(200, 'GET', `/api/v1/members?q=elodie+za&limit=3${cursor && `&cursor=${cursor}`}`);
      assert.equal(page.total, 7);
      names.push(...page.items.map((m) => m.last_name));
      cursor = page.next;
      if (!cursor) break;
    }
    assert.deepEqual(names, ['Zâ3', 'Zâ4', 'Zâ5', 'Zâ6', 'Zâ7', 'Zâ8', 'Zâ9']);
    assert.equal((await admin.get('/api/v1/members?q=%25')).json.total, 0);
    assert.equal((await admin.get('/api/v1/members?status=invited&q=elodie')).json.total, 7);
    assert.equal((await admin.get('/api/v1/members?status=suspended&q=elodie')).json.total, 0);
  });

  test('a change of roles signs the member out', async () => {
    const member = await server.member(admin);
    assert.equal((await member.get('/api/v1/posts?status=pending')).status, 403);
    const changed = await admin.want(200, 'PATCH', `/api/v1/members/${member.id}`, { roles: ['curator'], first_name: 'Changed', groups: { team: 'Nord' } });
    assert.deepEqual([changed.roles, changed.first_name, changed.groups.team], [['member', 'curator'], 'Changed', 'Nord']);
    assert.equal((await member.get('/api/v1/me')).status, 401);
    const cleared = await admin.want(200, 'PATCH', `/api/v1/members/${member.id}`, { groups: { team: null } });
    assert.equal(cleared.groups.team, null);
    const circles = await admin.want(200, 'PATCH', `/api/v1/members/${member.id}`, { groups: { free: ['Voices', ' Pilot ', 'Voices'] } });
    assert.deepEqual(circles.groups.free, ['Pilot', 'Voices']);
    const fewer = await admin.want(200, 'PATCH', `/api/v1/members/${member.id}`, { groups: { free: ['Bern', 'Pilot'] } });
    assert.deepEqual(fewer.groups.free, ['Bern', 'Pilot']);
    const kept = await admin.want(200, 'PATCH', `/api/v1/members/${member.id}`, { groups: { team: 'Sud' } });
    assert.deepEqual([kept.groups.team, kept.groups.free], ['Sud', ['Bern', 'Pilot']]);
    const listed = await admin.want(200, 'GET', `/api/v1/members?q=${encodeURIComponent(member.email)}`);
    assert.deepEqual(listed.items[0].groups.free, ['Bern', 'Pilot']);
    const wrong = await admin.patch(`/api/v1/members/${member.id}`, { groups: { free: ['ok', ' ', 'x'.repeat(81)] } });
    assert.deepEqual([wrong.status, pointers(wrong.json).sort()], [422, ['/groups/free/1', '/groups/free/2']]);
    assert.deepEqual((await admin.want(200, 'PATCH', `/api/v1/members/${member.id}`, { groups: { free: [] } })).groups.free, []);
  });

  test('who is suspended is out at once, and can come back', async () => {
    const member = await server.member(admin);
    await member.want(200, 'PATCH', '/api/v1/me', { password: { new: 'three cats on a roof' } });
    await admin.want(200, 'PATCH', `/api/v1/members/${member.id}`, { status: 'suspended' });
    assert.equal((await member.get('/api/v1/me')).status, 401);
    const again = server.client();
    assert.equal((await again.post('/api/v1/session', { email: member.email, password: 'three cats on a roof' })).status, 401);
    const from = server.console.length;
    assert.equal((await again.post('/api/v1/session/link', { email: member.email })).status, 202);
    await server.said(/Nobody has the address/, from);
    await admin.want(200, 'PATCH', `/api/v1/members/${member.id}`, { status: 'active' });
    await again.signIn(member.email, 'three cats on a roof');
    assert.equal((await admin.patch(`/api/v1/members/${member.id}`, { status: 'invited' })).status, 422);
  });

  test('there is always an admin', async () => {
    const { id } = admin.me;
    assert.equal((await admin.patch(`/api/v1/members/${id}`, { roles: ['member'] })).status, 409);
    assert.equal((await admin.patch(`/api/v1/members/${id}`, { status: 'suspended' })).status, 409);
    const before = admin.cookie;
    const more = await admin.want(200, 'PATCH', `/api/v1/members/${id}`, { roles: ['admin', 'curator'] });
    assert.deepEqual(more.roles, ['member', 'curator', 'admin']);
    assert.notEqual(admin.cookie, before);
    assert.equal((await admin.get('/api/v1/members')).status, 200);
  });

  test('import says line by line what it would do, then does it', async () => {
    const file = server.file('people.csv', '\uFEFFE-mail;Prénom;Nom;Pays;Équipe;Rôles;Salaire\r\n'
      + 'zoe@rivelle.example;Zoé;Zola;France;"Nord; Est";curator, manager;1\r\n'
      + 'admin@rivelle.example;Ada;Minne;;;;2\r\n'
      + 'broken;B;B;;;;3\r\n');
    const dry = server.command(['member', 'import', file, '--dry-run', '--json']);
    assert.equal(dry.code, 0);
    const records = dry.stdout.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(records[0], { line: 2, email: 'zoe@rivelle.example', name: 'Zoé Zola', groups: { country: 'France', team: 'Nord; Est' },
      roles: ['curator', 'manager'] });
    assert.deepEqual(records.map((r) => [r.line, 'error' in r]), [[2, false], [3, false], [4, true]]);
    const told = server.command(['member', 'import', file, '--dry-run']);
    assert.equal(told.code, 1);
    assert.match(told.stdout, /line 2: zoe@rivelle\.example would be added/);
    assert.match(told.stdout, /line 3: admin@rivelle\.example would be left as is/);
    assert.equal(server.command(['member', 'import', file]).code, 1);
    assert.equal((await admin.get('/api/v1/members?q=zola')).json.total, 0);
    assert.equal(server.command(['member', 'import', file, '--skip-errors']).code, 0);
    const [zoe] = (await admin.get('/api/v1/members?q=zola')).json.items;
    assert.deepEqual([zoe.status, zoe.roles, zoe.groups], ['invited', ['member', 'curator', 'manager'], { country: 'France', department: null, team: 'Nord; Est', free: [] }]);
    assert.match(server.command(['member', 'import', file, '--dry-run']).stdout, /line 2: zoe@rivelle\.example would be left as is/);
    assert.equal(server.command(['member', 'import', '/nowhere.csv']).code, 1);
    assert.equal(server.command(['member', 'import']).code, 2);
    assert.equal(server.command(['member', 'import', file, '--what']).code, 2);
  });
});

describe('P1: refusing leaves no trace', () => {
  test('what admins and managers are told is byte for byte the same whoever takes part', async () => {
    const server = await start();
    try {
      const admin = await server.signIn();
      const viewers = [admin];
      for (const role of ['manager', 'auditor', 'curator', 'moderator', 'trainer']) viewers.push(await server.member(admin, { roles: [role] }));
      const people = [];
      for (let i = 0; i < 6; i++) people.push(await server.member(admin, { groups: { team: `Team ${i % 2}` } }));
      const post = await admin.want(201, 'POST', '/api/v1/posts', { title: 'A post', url: 'https://www.rivelle.example/a' });
      await admin.want(200, 'POST', `/api/v1/posts/${post.id}/publish`, {});

      const document = (await admin.get('/api/v1/openapi.json')).json;
      const paths = Object.entries(document.paths).filter(([path, ops]) => ops.get && path.startsWith('/api/v1/')).map(([path]) => path);
      assert.ok(paths.includes('/api/v1/members'));
      const requests = paths.flatMap((path) => {
        if (!path.includes('{')) return [path];
        return [...people.map((p) => p.id), post.id].map((id) => path.replace(/\{\w+\}/, id));
      }).concat('/api/v1/members?limit=3', '/api/v1/members?status=active', '/api/v1/members?q=dupont', `/api/v1/posts/${post.id}/composer?network=linkedin`);
      const look = async () => {
        const seen = [];
        for (const viewer of viewers) {
          for (const path of requests) {
            const { status, text, headers } = await viewer.get(path);
            const { date, ...rest } = headers;
            seen.push(`${viewer.me.roles} ${path} ${status} ${JSON.stringify(rest)} ${text}`.replace(/urn:portevoix:request:\w+/g, '').replace(/nonce-[\w+/=-]+/g, ''));
          }
        }
        return seen;
      };
      const before = await look();
      assert.deepEqual(await look(), before, 'the answers are not stable by themselves');
      for (const person of people.slice(0, 4)) await person.optIn();
      await people[0].want(200, 'PUT', '/api/v1/me/participation', { ambassador: false });
      assert.equal((await people[1].get('/api/v1/me')).json.ambassador, true);
      assert.deepEqual(await look(), before);
      /* Deeds that follow from it don't show in the directory either. */
      await people[1].want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: 'Look at this' });
      const directory = (lines) => lines.filter((l) => l.includes('/api/v1/members') || l.includes('/api/v1/space'));
      assert.deepEqual(directory(await look()), directory(before));
    } finally {
      await server.stop();
    }
  });
});
