// session.test.mjs: signing in and out, the member's own record, and leaving for good.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { engine, password, pointers, start } from './helper.mjs';
import { png } from './png.mjs';
import { smtpServer } from './smtp.mjs';

const same = ({ status, json }) => ({ status, ...json, instance: undefined });

describe('session', () => {
  let server;
  let admin;
  before(async () => {
    server = await start();
    admin = await server.signIn();
  });
  after(() => server.stop());

  test('a password opens a session', async () => {
    const client = server.client();
    const answer = await client.post('/api/v1/session', { email: ' ADMIN@rivelle.example ', password });
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json.roles, ['member', 'admin']);
    assert.equal(answer.json.has_password, true);
    const [cookie] = answer.headers['set-cookie'];
    assert.match(cookie, /^pv=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/);
    assert.equal((await client.get('/api/v1/me')).status, 200);
  });

  test('signing in again replaces the session', async () => {
    const client = await server.signIn();
    const old = client.cookie;
    await client.signIn('admin@rivelle.example');
    assert.notEqual(client.cookie, old);
    const before = server.client();
    before.cookie = old;
    assert.equal((await before.get('/api/v1/me')).status, 401);
    assert.equal((await client.get('/api/v1/me')).status, 200);
  });

  test('nobody learns which addresses are members', async () => {
    const known = await server.client().post('/api/v1/session', { email: 'admin@rivelle.example', password: 'wrong' });
    const unknown = await server.client().post('/api/v1/session', { email: 'nobody@rivelle.example', password: 'wrong' });
    assert.equal(known.status, 401);
    assert.deepEqual(same(known), same(unknown));
    assert.equal(known.headers['set-cookie'], undefined);
    const links = await Promise.all(['admin@rivelle.example', 'nobody@rivelle.example'].map((email) => server.client().post('/api/v1/session/link', { email })));
    assert.deepEqual(links.map((l) => [l.status, l.text]), [[202, '{}'], [202, '{}']]);
  });

  test('bad input is told with pointers', async () => {
    const empty = await server.client().post('/api/v1/session', {});
    assert.equal(empty.status, 422);
    assert.deepEqual(pointers(empty.json), ['/email', '/password']);
    const extra = await server.client().post('/api/v1/session', { email: 'a@b.c', password: 'x', remember: true });
    assert.deepEqual(pointers(extra.json), ['/remember']);
    assert.equal((await server.client().post('/api/v1/session', '{', {})).status, 400);
    assert.deepEqual(pointers((await server.client().post('/api/v1/session/link', {})).json), ['/email']);
    assert.deepEqual(pointers((await server.client().post('/api/v1/session/link/redeem', {})).json), ['/token']);
  });

  test('other sites cannot sign anybody in', async () => {
    const body = { email: 'admin@rivelle.example', password };
    const client = server.client();
    assert.equal((await client.post('/api/v1/session', body, { headers: { 'X-Requested-With': null } })).status, 403);
    assert.equal((await client.post('/api/v1/session', body, { headers: { 'Sec-Fetch-Site': 'cross-site' } })).status, 403);
    assert.equal((await client.post('/api/v1/session', body, { headers: { Origin: 'https://evil.example' } })).status, 403);
    assert.equal((await client.post('/api/v1/session', body, { headers: { 'Sec-Fetch-Site': 'same-origin' } })).status, 200);
  });

  test('without a session the door is shut', async () => {
    const client = server.client();
    assert.equal((await client.get('/api/v1/me')).status, 401);
    client.cookie = `pv=${'A'.repeat(43)}`;
    assert.equal((await client.get('/api/v1/me')).status, 401);
    client.cookie = 'pv=';
    assert.equal((await client.patch('/api/v1/me', {})).status, 401);
    assert.equal((await client.delete('/api/v1/me', { email: 'x' })).status, 401);
  });

  test('signing out ends the session, also when it has ended', async () => {
    const client = await server.signIn();
    const { cookie } = client;
    const out = await client.delete('/api/v1/session');
    assert.equal(out.status, 204);
    assert.match(out.headers['set-cookie'][0], /Max-Age=0/);
    client.cookie = cookie;
    assert.equal((await client.get('/api/v1/me')).status, 401);
    assert.equal((await client.delete('/api/v1/session')).status, 204);
    assert.equal((await admin.get('/api/v1/me')).status, 200);
  });

  test('a link on the console works once, and never stands in the log', async () => {
    const from = server.console.length;
    assert.equal((await server.client().post('/api/v1/session/link', { email: 'Admin@Rivelle.example' })).status, 202);
    const [, url, token] = await server.said(/15 minutes: (\S+)\/sign-in#(\S+)/, from);
    assert.equal(url, `http://127.0.0.1:${server.port}`);
    assert.equal((await server.client().get('/sign-in')).status, 200);
    const client = server.client();
    assert.equal((await client.get(`/api/v1/session/link/redeem?token=${token}`)).status, 405);
    const answer = await client.post('/api/v1/session/link/redeem', { token });
    assert.equal(answer.status, 200);
    assert.equal(answer.json.email, 'admin@rivelle.example');
    assert.equal((await client.get('/api/v1/me')).status, 200);
    assert.equal((await server.client().post('/api/v1/session/link/redeem', { token })).status, 410);
    assert.ok(!server.log.includes(token));
    assert.equal((await server.client().post('/api/v1/session/link/redeem', { token: 'nonsense' })).status, 410);
  });

  test('the own record can be changed', async () => {
    const member = await server.member(admin);
    const changed = await member.want(200, 'PATCH', '/api/v1/me', { language: 'en', time_zone: 'America/New_York', first_name: ' Zoé ', last_name: 'Z' });
    assert.deepEqual([changed.language, changed.time_zone, changed.first_name, changed.last_name], ['en', 'America/New_York', 'Zoé', 'Z']);
    assert.equal((await member.get('/api/v1/me')).json.language, 'en');
    const bad = await member.patch('/api/v1/me', { language: 'de', time_zone: 'Mars', first_name: '' });
    assert.equal(bad.status, 422);
    const zone = await member.patch('/api/v1/me', { time_zone: 'Mars', first_name: '' });
    assert.deepEqual(pointers(zone.json).sort(), ['/first_name', '/time_zone']);
    assert.deepEqual(pointers(bad.json), ['/language']);
    assert.equal((await member.patch('/api/v1/me', { email: 'x@y.example' })).status, 422);
    assert.equal((await member.patch('/api/v1/me', { roles: ['admin'] })).status, 422);
  });

  test('a new password ends the other sessions', async () => {
    const member = await server.member(admin);
    const weak = await member.patch('/api/v1/me', { password: { new: 'rivelle 2026' } });
    assert.deepEqual(pointers(weak.json), ['/password/new']);
    const first = await member.want(200, 'PATCH', '/api/v1/me', { password: { new: 'three cats on a roof' } });
    assert.equal(first.has_password, true);
    const other = await server.client().signIn(member.email, 'three cats on a roof');
    const missing = await member.patch('/api/v1/me', { password: { new: 'four cats on a roof' } });
    assert.deepEqual(pointers(missing.json), ['/password/current']);
    const wrong = await member.patch('/api/v1/me', { password: { current: 'wrong', new: 'four cats on a roof' } });
    assert.deepEqual([wrong.status, pointers(wrong.json)], [422, ['/password/current']]);
    const before = member.cookie;
    await member.want(200, 'PATCH', '/api/v1/me', { password: { current: 'three cats on a roof', new: 'four cats on a roof' } });
    assert.notEqual(member.cookie, before);
    assert.equal((await member.get('/api/v1/me')).status, 200);
    assert.equal((await other.get('/api/v1/me')).status, 401);
    assert.equal((await server.client().post('/api/v1/session', { email: member.email, password: 'three cats on a roof' })).status, 401);
    await server.client().signIn(member.email, 'four cats on a roof');
  });

  test('the operator can set a password, which signs out everywhere', async () => {
    const member = await server.member(admin);
    const { code, stderr } = server.command(['member', 'set-password', member.email, '--password-stdin'], 'five cats on a roof\n');
    assert.equal(code, 0, stderr);
    await server.client().signIn(member.email, 'five cats on a roof');
    for (let i = 0; i < 40 && (await member.get('/api/v1/me')).status === 200; i++) await new Promise((r) => { setTimeout(r, 100); });
    assert.equal((await member.get('/api/v1/me')).status, 401);
    assert.equal(server.command(['member', 'set-password', member.email, '--password-stdin'], 'short\n').code, 1);
    assert.equal(server.command(['member', 'set-password', 'no@rivelle.example', '--password-stdin'], 'five cats on a roof\n').code, 1);
    assert.equal(server.command(['member', 'set-password', member.email], 'five cats on a roof\n').code, 2);
    assert.equal(server.command(['member', 'set-password']).code, 2);
  });
});

describe('leaving for good', () => {
  test('erase leaves nothing that names the person', async () => {
    const server = await start();
    try {
      const admin = await server.signIn();
      const leaver = await server.member(admin, { email: 'leaver.unique@rivelle.example', first_name: 'Leaverfirst', last_name: 'Leaverlast', ambassador: true });
      const wrong = await leaver.delete('/api/v1/me', { email: 'admin@rivelle.example' });
      assert.deepEqual([wrong.status, pointers(wrong.json)], [422, ['/email']]);
      assert.deepEqual(pointers((await leaver.delete('/api/v1/me', {})).json), ['/email']);
      const { cookie } = leaver;
      assert.equal((await leaver.delete('/api/v1/me', { email: 'Leaver.Unique@rivelle.example' })).status, 204);
      leaver.cookie = cookie;
      assert.equal((await leaver.get('/api/v1/me')).status, 401);
      assert.equal((await admin.get('/api/v1/members?q=leaver')).json.total, 0);
      assert.equal((await admin.patch(`/api/v1/members/${leaver.id}`, { first_name: 'X' })).status, 404);
      const last = await admin.delete('/api/v1/me', { email: 'admin@rivelle.example' });
      assert.equal(last.status, 409);
      await server.kill();
      if (engine === 'sqlite') {
        for (const file of readdirSync(server.dir)) {
          const bytes = readFileSync(join(server.dir, file));
          for (const trace of ['leaver.unique', 'Leaverfirst', 'leaverlast']) {
            assert.ok(!bytes.includes(trace), `${file} still has ${trace}`);
          }
        }
      }
    } finally {
      await server.stop();
    }
  });
});

describe('limits', () => {
  test('guessing a password is slowed down', async () => {
    const server = await start({ rateLimits: true });
    try {
      const client = server.client();
      for (let i = 0; i < 8; i++) await server.signIn();   // who knows the password is not slowed down
      const statuses = [];
      let last;
      for (let i = 0; i < 6; i++) {
        last = await client.post('/api/v1/session', { email: i % 2 ? 'admin@rivelle.example' : 'ADMIN@rivelle.example', password: `wrong ${i}` });
        statuses.push(last.status);
      }
      assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429]);
      assert.ok(Number(last.headers['retry-after']) > 0);
      assert.equal((await client.post('/api/v1/session', { email: 'other@rivelle.example', password: 'wrong' })).status, 401);
    } finally {
      await server.stop();
    }
  });
});

describe('by mail', () => {
  let server;
  let mail;
  before(async () => {
    mail = await smtpServer();
    server = await start({ args: ['--smtp-url', mail.url, '--mail-from', 'Rivelle <share@rivelle.example>', '--public-url', 'https://share.rivelle.example/'] });
  });
  after(async () => {
    await server.stop();
    await mail.close();
  });

  test('a sign-in link is mailed, in the language of the member', async () => {
    assert.deepEqual((({ mail: m, sign_in_link: l }) => [m, l])((await server.client().get('/api/v1/space')).json), [true, 'mail']);
    assert.equal((await server.client().post('/api/v1/session/link', { email: 'nobody@rivelle.example' })).status, 202);
    assert.equal((await server.client().post('/api/v1/session/link', { email: 'admin@rivelle.example' })).status, 202);
    const got = await mail.next();
    assert.deepEqual([got.from, got.to], ['share@rivelle.example', ['admin@rivelle.example']]);
    assert.equal(got.headers.subject, 'Votre lien de connexion à l’espace de Rivelle');
    assert.match(got.text, /^Bonjour Ada,/);
    const [, token] = got.text.match(/https:\/\/share\.rivelle\.example\/sign-in#(\S+)/);
    assert.ok(got.html.includes(`href="https://share.rivelle.example/sign-in#${token}"`));
    assert.equal((await server.client().post('/api/v1/session/link/redeem', { token })).status, 200);
    assert.ok(!server.console.includes(token));
    assert.ok(!server.log.includes(token));
    assert.equal(mail.mails.length, 1);
  });

  test('it wears the company\u2019s colour, and its logo, which comes with it', async () => {
    const admin = await server.signIn();
    const ask = async () => {
      assert.equal((await server.client().post('/api/v1/session/link', { email: 'admin@rivelle.example' })).status, 202);
      return mail.next();
    };
    await admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'company.colour', value: '#0F6B5C' }] });
    const plain = await ask();
    assert.equal(plain.picture, undefined);
    assert.match(plain.html, /background:#0F6B5C/);
    assert.match(plain.html, />Rivelle<\/p>/);
    const logo = png(400, 100, { pixel: (x) => [x % 255, 20, 20, 255] });
    assert.equal((await admin.request('PUT', '/api/v1/space/logo/light', { body: logo, headers: { 'Content-Type': 'image/png' } })).status, 200);
    const signed = await ask();
    assert.equal(signed.picture.id, '<sign@portevoix>');
    assert.equal(signed.picture.bytes.toString('latin1', 1, 4), 'PNG');
    assert.match(signed.html, /<img src="cid:sign@portevoix" width="128" height="32" [^>]*alt="Rivelle">/);
    assert.doesNotMatch(signed.html, /<(img|link|script)[^>]*https?:/, 'nothing tells who opened it');
    // One that weighs too much for a mail stands as the name.
    let seed = 1;
    const noise = () => Math.floor((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 24);
    const heavy = png(640, 160, { pixel: () => [noise(), noise(), noise()] });
    assert.equal((await admin.request('PUT', '/api/v1/space/logo/light', { body: heavy, headers: { 'Content-Type': 'image/png' } })).status, 200);
    const named = await ask();
    assert.equal(named.picture, undefined);
    assert.match(named.html, />Rivelle<\/p>/);
    await admin.want(204, 'DELETE', '/api/v1/space/logo/light');
  });

  test('an invitation is mailed too', async () => {
    const admin = await server.signIn();
    const made = await admin.want(201, 'POST', '/api/v1/members', { email: 'guest@rivelle.example', first_name: 'Guest', last_name: 'G', language: 'en' });
    const invitation = await admin.want(201, 'POST', `/api/v1/members/${made.id}/invitation`, {});
    assert.equal(invitation.mailed, true);
    assert.match(invitation.url, /^https:\/\/share\.rivelle\.example\/invitation#/);
    const got = await mail.next();
    assert.equal(got.headers.subject, 'Rivelle opens its space to you');
    assert.match(got.text, /nobody sees who takes part/);
    const [, token] = got.text.match(/invitation#(\S+)/);
    assert.notEqual(token, invitation.url.split('#')[1]);
    const guest = server.client();
    assert.equal((await guest.post('/api/v1/session/link/redeem', { token })).json.email, 'guest@rivelle.example');
    assert.equal((await server.client().post('/api/v1/session/link/redeem', { token: invitation.url.split('#')[1] })).status, 410);
  });
});
