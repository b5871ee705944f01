// join.test.mjs: coming in by oneself (domain, link, code), the queue, the pilot, groups, and who left.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pointers, start } from './helper.mjs';
import { smtpServer } from './smtp.mjs';

const ask = (fields) => ({ email: 'new@rivelle.example', first_name: 'Léa', last_name: 'Rolland', language: 'fr', ...fields });
const tokenIn = (mail, place = 'join/confirm') => mail.text.match(new RegExp(`/${place}#([\\w-]+)`))[1];

async function set(admin, changes) {
  await admin.want(200, 'PATCH', '/api/v1/settings', { changes: Object.entries(changes).map(([name, value]) => ({ name, value })) });
}

async function until(fn, what) {
  for (let i = 0; i < 600; i++) {
    const found = await fn();
    if (found) return found;
    await new Promise((resolve) => { setTimeout(resolve, 25); });
  }
  throw new Error(`never: ${what}`);
}

const waiting = (admin) => admin.want(200, 'GET', '/api/v1/members?status=waiting');
const waits = (admin, email) => until(async () => (await waiting(admin)).items.find((m) => m.email === email), `${email} waits`);

describe('joining with a mail server', () => {
  let mail;
  let server;
  let admin;
  before(async () => {
    mail = await smtpServer();
    server = await start({ args: ['--smtp-url', mail.url, '--mail-from', 'share@rivelle.example'] });
    admin = await server.signIn();
  });
  after(async () => {
    await server.stop();
    await mail.close();
  });

  test('is by invitation only until the company says otherwise', async () => {
    const nobody = server.client();
    assert.deepEqual(await nobody.want(200, 'GET', '/api/v1/join'), { link: true, domain: false, code: false, mail: true });
    assert.equal((await nobody.post('/api/v1/join', ask())).status, 409);
  });

  test('settings are checked and put in one form', async () => {
    await set(admin, { 'join.domains': 'Rivelle.example,  @rivelle.fr', 'join.approval': 'links' });
    const all = await admin.want(200, 'GET', '/api/v1/settings');
    assert.equal(all.items.find((s) => s.name === 'join.domains').value, 'rivelle.example rivelle.fr');
    for (const [name, value] of [['join.domains', 'rivelle'], ['join.domains', 'a b'], ['join.code', 'short'], ['join.code', 'x'.repeat(33)], ['pilot.group', 'Nord'], ['pilot.group', 'planet:Mars'], ['join.approval', 'perhaps']]) {
      assert.equal((await admin.request('PATCH', '/api/v1/settings', { body: { changes: [{ name, value }] } })).status, 422, `${name} ${value}`);
    }
    // A group that is not there would keep everybody out: refused by name, by page, command and file.
    const nowhere = { name: 'pilot.group', value: 'team:Nulle part' };
    const refused = await admin.request('PATCH', '/api/v1/settings', { body: { changes: [{ name: 'join.link', value: 'true' }, nowhere] } });
    assert.deepEqual([refused.status, pointers(refused.json)], [422, ['/changes/1/value']]);
    assert.match(refused.text, /no group team:Nulle part/);
    const command = server.command(['company', 'setting', 'pilot.group', 'team:Nulle part']);
    assert.notEqual(command.code, 0);
    assert.match(command.stderr, /no group team:Nulle part/);
    for (const query of ['', '?dry_run=true']) {
      const text = await admin.request('PUT', `/api/v1/settings/file${query}`, { body: 'pilot.group = "team:Nulle part"\n', headers: { 'Content-Type': 'application/toml' } });
      assert.deepEqual([text.status, pointers(text.json)], [422, ['/line/1']], query);
    }
    const there = await admin.want(201, 'POST', '/api/v1/groups', { axis: 'team', name: 'Nulle part' });
    await set(admin, { 'pilot.group': 'team:Nulle part' });
    await set(admin, { 'pilot.group': '' });
    await admin.want(204, 'DELETE', `/api/v1/groups/${there.id}`, { name: 'Nulle part' });
  });

  test('at an allowed domain the mailed link lets in at once', async () => {
    const nobody = server.client();
    assert.deepEqual(await nobody.want(202, 'POST', '/api/v1/join', ask({ email: 'Lea@Rivelle.example' })), { mailed: true });
    const letter = await mail.next();
    assert.deepEqual(letter.to, ['Lea@rivelle.example']);
    assert.match(letter.headers.subject, /Confirmez votre adresse/);
    assert.equal((await admin.get('/api/v1/members?q=lea')).json.total, 0, 'nobody is in the directory before the mailbox is proved');
    const token = tokenIn(letter);
    const lea = server.client();
    const confirmed = await lea.want(200, 'POST', '/api/v1/join/confirm', { token });
    assert.deepEqual([confirmed.waits_for, confirmed.me.email, confirmed.me.first_name], [null, 'Lea@rivelle.example', 'Léa']);
    assert.equal((await lea.get('/api/v1/me')).status, 200);
    assert.equal((await server.client().post('/api/v1/join/confirm', { token })).status, 410, 'it works once');
    const [listed] = (await admin.get('/api/v1/members?q=lea')).json.items;
    assert.deepEqual([listed.status, listed.came_by, listed.waits_for], ['active', 'domain', null]);
  });

  test('no answer tells who is a member', async () => {
    await admin.want(201, 'POST', '/api/v1/members', { email: 'invited@rivelle.example', first_name: 'In', last_name: 'Vited' });
    const out = await server.member(admin, { email: 'out@rivelle.example' });
    await admin.want(200, 'PATCH', `/api/v1/members/${out.id}`, { status: 'suspended' });
    const nobody = server.client();
    const answers = [];
    const before_ = mail.mails.length;
    for (const email of ['lea@rivelle.example', 'unknown@rivelle.example', 'invited@rivelle.example', 'out@rivelle.example']) {
      const { status, text, headers } = await nobody.post('/api/v1/join', ask({ email }));
      // All but the time and the number of the request, byte for byte.
      answers.push(JSON.stringify([status, text, Object.entries(headers).filter(([name]) => !/^(date|.*request-id)$/.test(name))]));
    }
    assert.equal(new Set(answers).size, 1, answers.join('\n'));
    // Each got what is theirs, and the suspended one nothing.
    await server.client().want(202, 'POST', '/api/v1/join', ask({ email: 'last@rivelle.example' }));
    const of = (to) => mail.mails.slice(before_).filter((m) => m.to[0] === to);
    for (const name of ['lea', 'unknown', 'invited', 'last']) await until(() => of(`${name}@rivelle.example`).length, name);
    const letters = mail.mails.slice(before_);
    const subject = (to) => letters.filter((m) => m.to[0] === to).map((m) => m.headers.subject);
    assert.match(subject('lea@rivelle.example')[0], /déjà/);
    assert.match(subject('unknown@rivelle.example')[0], /Confirmez/);
    assert.match(subject('invited@rivelle.example')[0], /Confirmez/);
    assert.ok(subject('out@rivelle.example').every((s) => /ouvre son espace/.test(s)));
    // What was asked for an invited member opens their own place.
    const token = tokenIn(letters.find((m) => m.to[0] === 'invited@rivelle.example'));
    const who = await server.client().want(200, 'POST', '/api/v1/join/confirm', { token });
    assert.deepEqual([who.me.first_name, who.waits_for], ['In', null]);
  });

  test('nobody can fill a mailbox by asking', async () => {
    const email = 'quiet@rivelle.example';
    for (let i = 0; i < 9; i++) await server.client().want(202, 'POST', '/api/v1/join', ask({ email }));
    await until(() => mail.mails.filter((m) => m.to[0] === email).length >= 5, 'five letters');
    await server.client().want(202, 'POST', '/api/v1/join', ask({ email: 'behind@rivelle.example' }));
    await until(() => mail.mails.some((m) => m.to[0] === 'behind@rivelle.example'), 'the letter behind them');
    assert.equal(mail.mails.filter((m) => m.to[0] === email).length, 5);
  });

  test('a code is a field of its own', async () => {
    await set(admin, { 'join.code': 'Brise Marine' });
    const nobody = server.client();
    assert.equal((await nobody.want(200, 'GET', '/api/v1/join')).code, true);
    const missing = await nobody.post('/api/v1/join', ask({ email: 'a@elsewhere.example' }));
    assert.deepEqual([missing.status, pointers(missing.json)], [422, ['/code']]);
    const wrong = await nobody.post('/api/v1/join', ask({ email: 'a@elsewhere.example', code: 'Brise Terre!' }));
    assert.deepEqual([wrong.status, pointers(wrong.json)], [422, ['/code']]);
    await nobody.want(202, 'POST', '/api/v1/join', ask({ email: 'a@elsewhere.example', code: ' brise marine ' }));
    const letter = await until(() => mail.mails.find((m) => m.to[0] === 'a@elsewhere.example'), 'a letter');
    const answer = await server.client().want(200, 'POST', '/api/v1/join/confirm', { token: tokenIn(letter) });
    assert.deepEqual(answer, { waits_for: 'approval', me: null });
    await set(admin, { 'join.code': '' });
    assert.deepEqual(pointers((await nobody.post('/api/v1/join', ask({ email: 'b@elsewhere.example' }))).json), ['/email']);
  });

  test('bad input is told with pointers', async () => {
    const nobody = server.client();
    assert.deepEqual(pointers((await nobody.post('/api/v1/join', {})).json).sort(), ['/email', '/first_name', '/language', '/last_name']);
    assert.deepEqual(pointers((await nobody.post('/api/v1/join', ask({ email: 'nobody' }))).json), ['/email']);
    assert.deepEqual(pointers((await nobody.post('/api/v1/join', ask({ first_name: 'a\u0007' }))).json), ['/first_name']);
    assert.deepEqual(pointers((await nobody.post('/api/v1/join', ask({ link: 'nonsense' }))).json), ['/link']);
    assert.equal((await nobody.post('/api/v1/join/confirm', { token: 'nonsense' })).status, 410);
  });

  test('who waits is in no list but one, and cannot get in', async () => {
    const lone = await waits(admin, 'a@elsewhere.example');
    assert.deepEqual([lone.status, lone.waits_for, lone.came_by], ['waiting', 'approval', 'code']);
    assert.equal((await admin.get('/api/v1/members?q=elsewhere')).json.total, 0);
    const seen = mail.mails.length;
    await server.client().want(202, 'POST', '/api/v1/session/link', { email: lone.email });
    await server.client().want(202, 'POST', '/api/v1/session/link', { email: server.companies[0].email });
    await until(() => mail.mails.length > seen, 'a link for the admin');
    assert.ok(mail.mails.slice(seen).every((m) => m.to[0] !== lone.email), 'no sign-in link for who waits');
    assert.equal((await admin.post(`/api/v1/members/${lone.id}/invitation`, {})).status, 409);
    assert.equal((await admin.patch(`/api/v1/members/${lone.id}`, { status: 'active' })).status, 409);
    assert.equal((await admin.patch(`/api/v1/members/${lone.id}`, { status: 'suspended' })).status, 409);
  });

  test('approving can be undone before the letter goes, and then lets in', async () => {
    const lone = await waits(admin, 'a@elsewhere.example');
    const seen = mail.mails.length;
    const first = await admin.want(200, 'POST', `/api/v1/members/${lone.id}/approve`, {});
    assert.equal(first.mailed, true);
    await admin.want(204, 'POST', `/api/v1/members/${lone.id}/unapprove`, {});
    assert.equal((await server.client().post('/api/v1/session/link/redeem', { token: first.url.split('#')[1] })).status, 410);
    await waits(admin, lone.email);
    await admin.want(200, 'POST', `/api/v1/members/${lone.id}/approve`, {});
    assert.equal((await admin.post(`/api/v1/members/${lone.id}/approve`, {})).status, 409);
    const letter = await until(() => mail.mails.slice(seen).find((m) => m.to[0] === lone.email), 'the letter');
    assert.match(letter.headers.subject, /Vous pouvez entrer/);
    const client = server.client();
    await client.want(200, 'POST', '/api/v1/session/link/redeem', { token: tokenIn(letter, 'invitation') });
    assert.equal((await client.get('/api/v1/posts')).status, 200);
    assert.equal((await admin.post(`/api/v1/members/${lone.id}/unapprove`, {})).status, 409);
  });

  test('a link gives its groups, counts who comes, and ends', async () => {
    const link = await admin.want(201, 'POST', '/api/v1/join/links', { label: 'Cantine', max_uses: 1, groups: { team: 'Nord', free: ['Pilote'] } });
    assert.match(link.url, /\/join#[\w-]{30,}$/);
    assert.deepEqual([link.uses, link.max_uses, link.ended, link.groups.team, link.groups.free], [0, 1, false, 'Nord', ['Pilote']]);
    assert.ok(Math.abs(new Date(link.expires_at) - Date.now() - 30 * 86400e3) < 60e3);
    const token = link.url.split('#')[1];
    const nobody = server.client();
    assert.deepEqual(await nobody.want(200, 'POST', '/api/v1/join/look', { link: token }), { good: true });
    assert.deepEqual(await nobody.want(200, 'POST', '/api/v1/join/look', { link: `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}` }), { good: false });
    for (const email of ['one@else.example', 'two@else.example']) await nobody.want(202, 'POST', '/api/v1/join', ask({ email, link: token }));
    const [one, two] = await Promise.all(['one@else.example', 'two@else.example'].map((to) => until(() => mail.mails.find((m) => m.to[0] === to), to)));
    assert.deepEqual(await nobody.want(200, 'POST', '/api/v1/join/confirm', { token: tokenIn(one) }), { waits_for: 'approval', me: null });
    assert.equal((await nobody.post('/api/v1/join/confirm', { token: tokenIn(two) })).status, 410, 'it was for one');
    const lone = await waits(admin, 'one@else.example');
    assert.deepEqual([lone.groups.team, lone.groups.free, lone.came_by], ['Nord', ['Pilote'], 'link']);
    const { items } = await admin.want(200, 'GET', '/api/v1/join/links');
    assert.deepEqual([items[0].uses, items[0].ended, items[0].url], [1, true, link.url]);
    assert.deepEqual(pointers((await nobody.post('/api/v1/join', ask({ email: 'three@else.example', link: token }))).json), ['/link']);
    const other = await admin.want(201, 'POST', '/api/v1/join/links', { label: 'Intranet', days: 2 });
    await set(admin, { 'join.link': 'false' });
    assert.equal((await nobody.want(200, 'POST', '/api/v1/join/look', { link: other.url.split('#')[1] })).good, false);
    await set(admin, { 'join.link': 'true' });
    await admin.want(204, 'DELETE', `/api/v1/join/links/${other.id}`);
    assert.equal((await nobody.want(200, 'POST', '/api/v1/join/look', { link: other.url.split('#')[1] })).good, false);
    assert.equal((await admin.delete(`/api/v1/join/links/${other.id}`)).status, 404);
    const bad = await admin.post('/api/v1/join/links', { label: ' ', days: 0, max_uses: 0 });
    assert.deepEqual(pointers(bad.json).sort(), ['/days', '/label', '/max_uses']);
  });

  test('declining can be undone, then a note goes and nothing stays', async () => {
    const lone = await waits(admin, 'one@else.example');
    await admin.want(204, 'POST', `/api/v1/members/${lone.id}/decline`, {});
    assert.equal((await waiting(admin)).items.length, 0);
    await admin.want(204, 'POST', `/api/v1/members/${lone.id}/undecline`, {});
    await waits(admin, lone.email);
    assert.equal((await admin.post(`/api/v1/members/${lone.id}/undecline`, {})).status, 409);
    assert.deepEqual(await admin.want(200, 'POST', '/api/v1/join/waiting/decline', {}), { done: 1, left: 0 });
    const letter = await until(() => mail.mails.find((m) => m.to[0] === lone.email && /Votre demande/.test(m.headers.subject)), 'a note');
    assert.ok(!/http/.test(letter.text));
    await until(async () => (await admin.patch(`/api/v1/members/${lone.id}`, { first_name: 'X' })).status === 404, 'the row is gone');
  });

  test('all who wait are let in at once', async () => {
    await set(admin, { 'join.approval': 'always' });
    const people = ['x1@rivelle.example', 'x2@rivelle.example'];
    for (const email of people) {
      await server.client().want(202, 'POST', '/api/v1/join', ask({ email }));
      const letter = await until(() => mail.mails.find((m) => m.to[0] === email), email);
      assert.equal((await server.client().want(200, 'POST', '/api/v1/join/confirm', { token: tokenIn(letter) })).waits_for, 'approval');
    }
    // Who asks again hears that the first request is there.
    await server.client().want(202, 'POST', '/api/v1/join', ask({ email: people[0] }));
    await until(() => mail.mails.find((m) => m.to[0] === people[0] && /est bien là/.test(m.headers.subject)), 'it is there');
    const counts = await admin.want(200, 'GET', '/api/v1/members/counts');
    assert.equal(counts.waiting, 2);
    assert.deepEqual(await admin.want(200, 'POST', '/api/v1/join/waiting/approve', {}), { done: 2, left: 0 });
    assert.equal((await admin.get('/api/v1/members?status=invited&q=x1')).json.total, 1);
    await set(admin, { 'join.approval': 'links' });
  });

  test('only admins decide', async () => {
    for (const role of ['member', 'curator', 'moderator', 'manager', 'trainer', 'auditor']) {
      const client = await server.member(admin, { roles: [role] });
      const tried = [['GET', '/api/v1/join/links'], ['POST', '/api/v1/join/links', { label: 'x' }], ['DELETE', `/api/v1/join/links/${client.id}`],
        ['GET', '/api/v1/join/round'], ['POST', '/api/v1/join/round', { open: true }], ['GET', '/api/v1/members/counts'],
        ['POST', '/api/v1/join/waiting/approve', {}], ['POST', '/api/v1/join/waiting/decline', {}],
        ['POST', `/api/v1/members/${client.id}/approve`, {}], ['POST', `/api/v1/members/${client.id}/decline`, {}],
        ['POST', `/api/v1/members/${client.id}/unapprove`, {}], ['POST', `/api/v1/members/${client.id}/undecline`, {}],
        ['DELETE', `/api/v1/members/${client.id}`, { email: client.email }], ['GET', '/api/v1/groups?axis=team'],
        ['POST', '/api/v1/groups', { axis: 'team', name: 'x' }], ['PATCH', `/api/v1/groups/${client.id}`, { name: 'x' }],
        ['DELETE', `/api/v1/groups/${client.id}`, { name: 'x' }], ['POST', `/api/v1/groups/${client.id}/merge`, { into: client.id }]];
      for (const [method, path, body] of tried) assert.equal((await client.request(method, path, { body })).status, 403, `${role} ${method} ${path}`);
    }
  });
});

describe('joining without a mail server', () => {
  let server;
  let admin;
  before(async () => {
    server = await start();
    admin = await server.signIn();
    await set(admin, { 'join.domains': 'rivelle.example', 'join.approval': 'never' });
  });
  after(() => server.stop());

  test('an admin decides, and hands the link over', async () => {
    const nobody = server.client();
    assert.deepEqual(await nobody.want(202, 'POST', '/api/v1/join', ask()), { mailed: false });
    assert.deepEqual(await nobody.want(202, 'POST', '/api/v1/join', ask({ email: server.companies[0].email })), { mailed: false });
    const lone = await waits(admin, 'new@rivelle.example');
    assert.equal(lone.waits_for, 'approval');
    const given = await admin.want(200, 'POST', `/api/v1/members/${lone.id}/approve`, {});
    assert.equal(given.mailed, false);
    const client = server.client();
    await client.want(200, 'POST', '/api/v1/session/link/redeem', { token: given.url.split('#')[1] });
    assert.equal((await client.get('/api/v1/me')).status, 200);
    assert.equal((await admin.want(200, 'GET', '/api/v1/members/counts')).waiting, 0);
  });

  test('invitations in bulk need a mail server', async () => {
    assert.equal((await admin.post('/api/v1/join/round', { open: false })).status, 409);
  });
});

describe('guesses', () => {
  let server;
  let admin;
  before(async () => {
    server = await start({ rateLimits: true });
    admin = await server.signIn();
    await set(admin, { 'join.code': 'brise-marine' });
  });
  after(() => server.stop());

  test('a wrong code costs an attempt, whatever address it comes with', async () => {
    const nobody = server.client();
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await nobody.post('/api/v1/join', ask({ email: `g${i}@else.example`, code: `brise-${i}00000` }))).status);
    assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429, 429]);
  });

  test('asking for one address is limited, the same for each', async () => {
    await set(admin, { 'join.domains': 'rivelle.example' });
    for (const email of [server.companies[0].email, 'unknown@rivelle.example']) {
      const statuses = [];
      for (let i = 0; i < 7; i++) statuses.push((await server.client().post('/api/v1/join', ask({ email }))).status);
      // The admin signed in once before: that cost nothing.
      assert.deepEqual(statuses, [202, 202, 202, 202, 202, 429, 429], email);
    }
  });
});

describe('groups', () => {
  let server;
  let admin;
  before(async () => {
    server = await start();
    admin = await server.signIn();
  });
  after(() => server.stop());

  const list = async (axis) => (await admin.want(200, 'GET', `/api/v1/groups?axis=${axis}`)).items;

  test('are made, renamed, merged and deleted', async () => {
    const nord = await admin.want(201, 'POST', '/api/v1/groups', { axis: 'team', name: ' Nord ' });
    assert.deepEqual([nord.name, nord.heads, nord.axis], ['Nord', 0, 'team']);
    assert.deepEqual(pointers((await admin.post('/api/v1/groups', { axis: 'team', name: 'Nord' })).json), ['/name']);
    assert.equal((await admin.post('/api/v1/groups', { axis: 'free', name: 'Nord' })).status, 201, 'another axis');
    assert.deepEqual(pointers((await admin.post('/api/v1/groups', { axis: 'planet', name: 'x' })).json), ['/axis']);
    assert.deepEqual(pointers((await admin.post('/api/v1/groups', { axis: 'team', name: 'a\nb' })).json), ['/name']);
    const a = await server.member(admin, { groups: { team: 'Nord' } });
    const b = await server.member(admin, { groups: { team: 'Sud' } });
    const sud = (await list('team')).find((g) => g.name === 'Sud');
    assert.equal(sud.heads, 1);
    const renamed = await admin.want(200, 'PATCH', `/api/v1/groups/${sud.id}`, { name: 'Midi' });
    assert.deepEqual([renamed.name, renamed.heads], ['Midi', 1]);
    assert.deepEqual(pointers((await admin.patch(`/api/v1/groups/${sud.id}`, { name: 'Nord' })).json), ['/name']);
    const free = (await list('free'))[0];
    assert.deepEqual(pointers((await admin.post(`/api/v1/groups/${sud.id}/merge`, { into: free.id })).json), ['/into']);
    assert.deepEqual(pointers((await admin.post(`/api/v1/groups/${sud.id}/merge`, { into: sud.id })).json), ['/into']);
    const merged = await admin.want(200, 'POST', `/api/v1/groups/${sud.id}/merge`, { into: nord.id });
    assert.deepEqual([merged.name, merged.heads], ['Nord', 2]);
    for (const m of [a, b]) assert.equal((await admin.get(`/api/v1/members?q=${m.email}`)).json.items[0].groups.team, 'Nord');
    assert.deepEqual((await list('team')).map((g) => g.name), ['Nord']);
    assert.deepEqual(pointers((await admin.delete(`/api/v1/groups/${nord.id}`, { name: 'Sud' })).json), ['/name']);
    await admin.want(204, 'DELETE', `/api/v1/groups/${nord.id}`, { name: 'Nord' });
    assert.equal((await admin.get(`/api/v1/members?q=${a.email}`)).json.items[0].groups.team, null);
    assert.equal((await admin.delete(`/api/v1/groups/${nord.id}`, { name: 'Nord' })).status, 404);
  });

  test('come in pages and by a part of the name', async () => {
    for (let i = 0; i < 7; i++) await admin.want(201, 'POST', '/api/v1/groups', { axis: 'department', name: `Service ${i}` });
    const names = [];
    for (let cursor = '', i = 0; i < 9; i++) {
      const page = await admin.want(200, 'GET', `/api/v1/groups?axis=department&limit=3${cursor && `&cursor=${cursor}`}`);
      names.push(...page.items.map((g) => g.name));
      cursor = page.next;
      if (!cursor) break;
    }
    assert.deepEqual(names, [0, 1, 2, 3, 4, 5, 6].map((i) => `Service ${i}`));
    assert.deepEqual((await admin.get('/api/v1/groups?axis=department&q=ice+4')).json.items.map((g) => g.name), ['Service 4']);
    assert.deepEqual(pointers((await admin.get('/api/v1/groups')).json), ['?axis']);
    assert.deepEqual(pointers((await admin.get('/api/v1/groups?axis=team&cursor=AAAA')).json), ['?cursor']);
    assert.deepEqual(pointers((await admin.get('/api/v1/groups?axis=team&limit=0')).json), ['?limit']);
  });

  test('a member chooses on the axes that are open, among what is there', async () => {
    await admin.want(201, 'POST', '/api/v1/groups', { axis: 'team', name: 'Ouest' });
    await admin.want(201, 'POST', '/api/v1/groups', { axis: 'free', name: 'Vélo' });
    const member = await server.member(admin, { groups: { country: 'France' } });
    const mine = await member.want(200, 'GET', '/api/v1/me/groups');
    assert.deepEqual(mine.axes.map((x) => [x.axis, x.open]), [['country', false], ['department', false], ['team', true], ['free', true]]);
    assert.deepEqual([mine.axes[0].offered, mine.axes[0].mine], [[], ['France']]);
    assert.ok(mine.axes[2].offered.includes('Ouest'));
    const chosen = await member.want(200, 'PUT', '/api/v1/me/groups', { team: 'Ouest', free: ['Vélo'] });
    assert.deepEqual(chosen.axes.map((x) => x.mine), [['France'], [], ['Ouest'], ['Vélo']]);
    assert.deepEqual((await member.want(200, 'PUT', '/api/v1/me/groups', { team: null })).axes.map((x) => x.mine), [['France'], [], [], ['Vélo']]);
    assert.deepEqual((await member.want(200, 'PUT', '/api/v1/me/groups', { free: [] })).axes[3].mine, []);
    assert.deepEqual([(await member.put('/api/v1/me/groups', { country: 'France' })).status], [403]);
    const unknown = await member.put('/api/v1/me/groups', { team: 'Mars' });
    assert.deepEqual([unknown.status, pointers(unknown.json)], [422, ['/team']]);
    assert.equal((await server.client().get('/api/v1/me/groups')).status, 401);
  });
});

describe('the pilot', () => {
  let mail;
  let server;
  let admin;
  before(async () => {
    mail = await smtpServer();
    server = await start({ args: ['--smtp-url', mail.url, '--mail-from', 'share@rivelle.example'] });
    admin = await server.signIn();
    await set(admin, { 'join.domains': 'rivelle.example', 'join.approval': 'links' });
  });
  after(async () => {
    await server.stop();
    await mail.close();
  });

  test('invites its group first, then everyone', async () => {
    const add = (email, groups) => admin.want(201, 'POST', '/api/v1/members', { email, first_name: 'P', last_name: email, groups });
    await add('p1@rivelle.example', { team: 'Nord' });
    const out = await add('out@rivelle.example', { team: 'Sud' });
    const asked = await add('asked@rivelle.example', { team: 'Sud' });
    await admin.want(201, 'POST', `/api/v1/members/${asked.id}/invitation`, {});
    await set(admin, { 'pilot.group': 'team:Nord' });
    assert.equal((await admin.post(`/api/v1/members/${out.id}/invitation`, {})).status, 409);
    let standing = await admin.want(200, 'GET', '/api/v1/join/round');
    assert.deepEqual([standing.pilot, standing.uninvited, standing.uninvited_all, standing.round], [{ axis: 'team', name: 'Nord' }, 1, 2, null]);

    // Somebody of the directory outside of it gets no sign-in link, and waits when they prove their mailbox.
    await server.client().want(202, 'POST', '/api/v1/session/link', { email: out.email });
    await server.client().want(202, 'POST', '/api/v1/join', ask({ email: out.email }));
    const letter = await until(() => mail.mails.find((m) => m.to[0] === out.email), 'a letter');
    assert.match(letter.headers.subject, /Confirmez/);
    assert.deepEqual(await server.client().want(200, 'POST', '/api/v1/join/confirm', { token: tokenIn(letter) }), { waits_for: 'pilot', me: null });
    await server.client().want(202, 'POST', '/api/v1/join', ask({ email: 'own@rivelle.example' }));
    const own = await until(() => mail.mails.find((m) => m.to[0] === 'own@rivelle.example'), 'a letter');
    assert.equal((await server.client().want(200, 'POST', '/api/v1/join/confirm', { token: tokenIn(own) })).waits_for, 'pilot');
    assert.deepEqual(await admin.want(200, 'POST', '/api/v1/join/waiting/approve', {}), { done: 0, left: 0 });

    // Who was invited in person before comes in all the same, by whichever door.
    await server.client().want(202, 'POST', '/api/v1/join', ask({ email: asked.email }));
    const known = await until(() => mail.mails.find((m) => m.to[0] === asked.email && /Confirmez/.test(m.headers.subject)), 'a letter');
    assert.equal((await server.client().want(200, 'POST', '/api/v1/join/confirm', { token: tokenIn(known) })).me.email, asked.email);

    // A group that is the pilot's keeps being it, and can't be deleted.
    const nord = (await admin.want(200, 'GET', '/api/v1/groups?axis=team')).items.find((g) => g.name === 'Nord');
    await admin.want(200, 'PATCH', `/api/v1/groups/${nord.id}`, { name: 'Grand Nord' });
    assert.equal((await admin.want(200, 'GET', '/api/v1/join/round')).pilot.name, 'Grand Nord');
    assert.equal((await admin.delete(`/api/v1/groups/${nord.id}`, { name: 'Grand Nord' })).status, 409);

    await admin.want(202, 'POST', '/api/v1/join/round', { open: false });
    assert.match((await until(() => mail.mails.find((m) => m.to[0] === 'p1@rivelle.example'), 'p1 is invited')).headers.subject, /ouvre son espace/);
    standing = await until(async () => { const s = await admin.want(200, 'GET', '/api/v1/join/round'); return s.round?.finished_at && s; }, 'the round ends');
    assert.deepEqual([standing.round.total, standing.round.done, standing.uninvited, standing.waiting_pilot], [1, 1, 0, 2]);

    // One of them may come in before: into the group.
    const lone = (await waiting(admin)).items.find((m) => m.email === 'own@rivelle.example');
    // Taken back, all is as it was: the group they had, and what they waited for.
    const standingOf = async () => { const { groups, status, waits_for } = (await waiting(admin)).items.find((m) => m.id === lone.id) ?? (await admin.want(200, 'GET', `/api/v1/members?q=own`)).items[0]; return { groups, status, waits_for }; };
    for (const groups of [{ team: null }, { team: 'Sud', free: ['Lecteurs'] }]) {
      await admin.want(200, 'PATCH', `/api/v1/members/${lone.id}`, { groups });
      const before = await standingOf();
      assert.equal(before.waits_for, 'pilot');
      await admin.want(200, 'POST', `/api/v1/members/${lone.id}/approve`, {});
      assert.deepEqual((await standingOf()).groups.team, 'Grand Nord');
      await admin.want(204, 'POST', `/api/v1/members/${lone.id}/unapprove`, {});
      assert.deepEqual(await standingOf(), before);
    }
    // A group chosen meanwhile stays.
    await admin.want(200, 'POST', `/api/v1/members/${lone.id}/approve`, {});
    await admin.want(200, 'PATCH', `/api/v1/members/${lone.id}`, { groups: { team: 'Est' } });
    await admin.want(204, 'POST', `/api/v1/members/${lone.id}/unapprove`, {});
    assert.deepEqual((await standingOf()).groups.team, 'Est');
    // A free group is joined, and left again.
    await admin.want(200, 'PATCH', `/api/v1/members/${lone.id}`, { groups: { team: null } });
    await admin.want(201, 'POST', '/api/v1/groups', { axis: 'free', name: 'Premiers' });
    await set(admin, { 'pilot.group': 'free:Premiers' });
    const before = await standingOf();
    await admin.want(200, 'POST', `/api/v1/members/${lone.id}/approve`, {});
    assert.deepEqual((await standingOf()).groups.free, ['Lecteurs', 'Premiers']);
    await admin.want(204, 'POST', `/api/v1/members/${lone.id}/unapprove`, {});
    assert.deepEqual(await standingOf(), before);
    await set(admin, { 'pilot.group': 'team:Grand Nord' });
    await admin.want(200, 'POST', `/api/v1/members/${lone.id}/approve`, {});
    assert.equal((await admin.get('/api/v1/members?q=own')).json.items[0].groups.team, 'Grand Nord');

    await add('late@rivelle.example', { team: 'Sud' });
    const opened = await admin.want(202, 'POST', '/api/v1/join/round', { open: true });
    assert.equal(opened.pilot, null);
    assert.deepEqual([opened.round.opened, opened.round.total], [true, 2]);
    for (const to of ['late@rivelle.example', out.email]) {
      await until(() => mail.mails.find((m) => m.to[0] === to && /invitation#/.test(m.text)), `${to} is invited`);
    }
    standing = await until(async () => { const s = await admin.want(200, 'GET', '/api/v1/join/round'); return s.round.finished_at && s; }, 'the second round ends');
    assert.deepEqual([standing.round.done, standing.uninvited_all, standing.waiting_pilot], [2, 0, 0]);
    const counts = await admin.want(200, 'GET', '/api/v1/members/counts');
    assert.deepEqual(counts, { directory: 6, invited: 5, reminded: 0, joined: 2, waiting: 0, suspended: 0 });
  });
});

describe('who left', () => {
  let server;
  let admin;
  before(async () => {
    server = await start();
    admin = await server.signIn();
  });
  after(() => server.stop());

  test('is removed, named to confirm, and their sessions end', async () => {
    const member = await server.member(admin, { ambassador: true });
    const wrong = await admin.delete(`/api/v1/members/${member.id}`, { email: 'else@rivelle.example' });
    assert.deepEqual([wrong.status, pointers(wrong.json)], [422, ['/email']]);
    await admin.want(204, 'DELETE', `/api/v1/members/${member.id}`, { email: member.email.toUpperCase() });
    assert.equal((await member.get('/api/v1/me')).status, 401);
    assert.equal((await admin.get(`/api/v1/members?q=${member.email}`)).json.total, 0);
    assert.equal((await admin.delete(`/api/v1/members/${member.id}`, { email: member.email })).status, 404);
    assert.equal((await admin.delete('/api/v1/members/0000000000001', { email: 'x@y.example' })).status, 404);
  });

  test('the last admin stays, and nobody removes themselves here', async () => {
    assert.equal((await admin.delete(`/api/v1/members/${admin.me.id}`, { email: admin.me.email })).status, 409);
    const second = await server.member(admin, { roles: ['admin'] });
    assert.equal((await second.delete(`/api/v1/members/${admin.me.id}`, { email: admin.me.email })).status, 204, 'another admin is left');
    const third = await server.member(second, {});
    await second.want(204, 'DELETE', `/api/v1/members/${third.id}`, { email: third.email });
    assert.equal((await second.delete(`/api/v1/members/${second.id}`, { email: second.email })).status, 409);
    admin = second;
  });

  test('suspending ends sessions and links at once', async () => {
    const member = await server.member(admin, {});
    assert.equal((await member.get('/api/v1/me')).status, 200);
    await admin.want(200, 'PATCH', `/api/v1/members/${member.id}`, { status: 'suspended' });
    assert.equal((await member.get('/api/v1/me')).status, 401);
    await admin.want(200, 'PATCH', `/api/v1/members/${member.id}`, { status: 'active' });
    assert.equal((await member.get('/api/v1/me')).status, 401, 'the old session does not come back');
  });
});
