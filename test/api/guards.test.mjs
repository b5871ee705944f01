// guards.test.mjs: how often is enough, and when it goes on; working hours; the networks' terms; a disclosure that may be left out.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pointers, start } from './helper.mjs';
import { publish, share } from './share_steps.mjs';

let server, admin;
const slug = (json) => json.type.split(':').pop();
const composer = (client, post, network = 'linkedin') => client.want(200, 'GET', `/api/v1/posts/${post.id}/composer?network=${network}`);
const change = (name, value) => admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name, value }] });
const ambassador = (fields = {}) => server.member(admin, { ambassador: true, language: 'fr', ...fields });

before(async () => {
  server = await start({ companies: [{ name: 'Rivelle Énergie' }] });
  admin = await server.signIn();
});
after(() => server?.stop());

describe('how often', () => {
  test('five a day: the composer says it beforehand, and when it goes on', async () => {
    const marie = await ambassador();
    const post = await publish(admin);
    assert.equal((await composer(marie, post)).hold, null);
    for (let i = 0; i < 5; i++) await share(marie, await publish(admin), { text: `Ma journée numéro ${i} au bord du lac.` });
    const { hold } = await composer(marie, post);
    assert.equal(hold.reason, 'day_cap');
    assert.equal(hold.cap, 5);
    assert.ok(Date.parse(hold.until) > Date.now());
    assert.ok(Date.parse(hold.suggested_at) >= Date.parse(hold.until));
    const answer = await marie.post(`/api/v1/posts/${post.id}/shares`, { network: 'linkedin', text: 'Encore une de trop.' });
    assert.equal(answer.status, 409);
    assert.equal(slug(answer.json), 'day-cap');
    assert.ok(Number(answer.headers['retry-after']) > 0);
  });

  test('one on a network that takes one a day', async () => {
    const marie = await ambassador();
    await share(marie, await publish(admin), { network: 'mastodon', text: 'Un matin au bord du lac.', instance: 'mastodon.social' });
    const post = await publish(admin);
    const { hold } = await composer(marie, post, 'mastodon');
    assert.deepEqual([hold.reason, hold.cap, hold.window_s], ['network_cap', 1, 0]);
    const { status, json } = await marie.post(`/api/v1/posts/${post.id}/shares`, { network: 'mastodon', text: 'Un soir au bord du lac.', instance: 'mastodon.social' });
    assert.equal(status, 409);
    assert.equal(slug(json), 'network-cap');
    assert.deepEqual(pointers(json), ['/network']);
    assert.equal((await composer(marie, post)).hold, null);
  });

  test('ten of one post in ten minutes: the rest get a later slot, and are told nothing of whom', async () => {
    const post = await publish(admin);
    for (let i = 0; i < 10; i++) await share(await ambassador(), post, { text: `Ce que ${i} collègues m’ont appris hier.` });
    const late = await ambassador();
    const { hold } = await composer(late, post);
    assert.equal(hold.reason, 'clone_guard');
    assert.deepEqual([hold.cap, hold.window_s], [10, 600]);
    const wait = Date.parse(hold.until) - Date.now();
    assert.ok(wait > 0 && wait <= 600_000);
    const { status, json, text } = await late.post(`/api/v1/posts/${post.id}/shares`, { network: 'linkedin', text: 'Une nuit sur la crête.' });
    assert.equal(status, 409);
    assert.equal(slug(json), 'clone-guard');
    assert.doesNotMatch(text, /rivelle\.example/);
    assert.equal((await composer(late, await publish(admin))).hold, null);
  });
});

describe('hours', () => {
  const work = (client) => client.want(200, 'GET', '/api/v1/me/work');

  test('the company\'s, until one says otherwise', async () => {
    const marie = await ambassador();
    const first = await work(marie);
    assert.deepEqual([first.own_week, first.relation, first.own_relation, first.time_zone], [false, 'employee', false, 'Europe/Paris']);
    assert.deepEqual(first.week, ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => ({ day, from: '09:00', to: '18:00' })));
    const mine = await marie.want(200, 'PATCH', '/api/v1/me/work', {
      relation: 'intern', week: [{ day: 'sat', from: '10:00', to: '24:00' }, { day: 'tue', from: '07:30', to: '12:00' }],
      days_off: [{ from: '2027-05-01', to: '2027-05-09' }] });
    assert.deepEqual(mine.week, [{ day: 'tue', from: '07:30', to: '12:00' }, { day: 'sat', from: '10:00', to: '24:00' }]);
    assert.deepEqual([mine.own_week, mine.relation, mine.own_relation], [true, 'intern', true]);
    assert.deepEqual(mine.days_off, [{ from: '2027-05-01', to: '2027-05-09' }]);
    assert.equal(mine.next_at === null, mine.open);
    assert.ok(mine.open || Date.parse(mine.next_at) > Date.now() - 60_000);
    assert.match((await composer(marie, await publish(admin), 'x')).disclosure.text, /stage ou en alternance/);
    const back = await marie.want(200, 'PATCH', '/api/v1/me/work', { relation: null, week: [] });
    assert.deepEqual([back.own_week, back.own_relation, back.days_off.length], [false, false, 1]);
  });

  test('what is wrong is named', async () => {
    const marie = await ambassador();
    const wrong = async (body, pointer) => {
      const { status, json } = await marie.patch('/api/v1/me/work', body);
      assert.equal(status, 422);
      assert.deepEqual(pointers(json), [pointer]);
    };
    await wrong({ relation: 'friend' }, '/relation');
    await wrong({ week: [{ day: 'mon', from: '18:00', to: '09:00' }] }, '/week/0');
    await wrong({ week: [{ day: 'mon', from: '9', to: '10:00' }] }, '/week/0');
    await wrong({ week: [{ day: 'mon', from: '09:00', to: '10:00' }, { day: 'mon', from: '11:00', to: '12:00' }] }, '/week/1');
    await wrong({ week: [{ day: 'lundi', from: '09:00', to: '10:00' }] }, '/week/0/day');
    await wrong({ days_off: [{ from: '2027-02-30', to: '2027-03-01' }] }, '/days_off/0');
    await wrong({ days_off: [{ from: '2027-03-02', to: '2027-03-01' }] }, '/days_off/0');
    assert.equal((await server.client().get('/api/v1/me/work')).status, 401);
  });

  test('a suggestion keeps to them', async () => {
    const marie = await ambassador();
    // Hours on every day of the week, and days off for the next three: nothing is suggested before the fourth.
    const day = (ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    await marie.want(200, 'PATCH', '/api/v1/me/work', {
      week: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((name) => ({ day: name, from: '08:00', to: '20:00' })),
      days_off: [{ from: day(-1), to: day(3) }] });
    for (let i = 0; i < 5; i++) await share(marie, await publish(admin), { text: `Mon carnet de route numéro ${i}.` });
    const { hold } = await composer(marie, await publish(admin));
    const local = new Date(hold.suggested_at).toLocaleString('sv-SE', { timeZone: 'Europe/Paris' });
    assert.equal(local, `${day(4)} 08:00:00`);
  });

  test('company days off and hours are settings', async () => {
    const marie = await ambassador();
    await change('hours.holidays', '2027-12-25, 2027-12-31/2028-01-02');
    await change('hours.days', 'mon, wed');
    await change('hours.to', '12:30');
    const seen = await work(marie);
    assert.deepEqual(seen.company_days_off, [{ from: '2027-12-25', to: '2027-12-25' }, { from: '2027-12-31', to: '2028-01-02' }]);
    assert.deepEqual(seen.week.map(({ day, to }) => [day, to]), [['mon', '12:30'], ['wed', '12:30']]);
    for (const [name, value] of [['hours.from', '9h'], ['hours.days', 'lundi'], ['hours.holidays', 'Noël']]) {
      assert.equal((await admin.patch('/api/v1/settings', { changes: [{ name, value }] })).status, 422);
    }
    await change('hours.holidays', '');
    await change('hours.days', 'mon tue wed thu fri');
    await change('hours.to', '18:00');
  });
});

describe('terms', () => {
  const reason = 'Notre service juridique a relu les conditions le 12 novembre';
  const rule = (terms, network, term) => terms.items.find((n) => n.network === network).rules.find((r) => r.term === term);

  test('everybody reads them, with source and date', async () => {
    const marie = await ambassador();
    const terms = await marie.want(200, 'GET', '/api/v1/terms');
    assert.equal(terms.items.length, 11);
    const x = rule(terms, 'x', 'reward');
    assert.match(x.source, /^https:/);
    assert.match(x.checked_at, /^\d{4}-\d\d-\d\d$/);
    assert.match(x.text, /récompense/);
    assert.deepEqual([x.value, x.network_value, x.override, x.can_change], [0, 0, null, true]);
    assert.equal(rule(terms, 'x', 'mode').can_change, false);
  });

  test('an admin does otherwise with a reason that everybody sees; the guards follow', async () => {
    const marie = await ambassador();
    const post = await publish(admin, { caption: 'Quatorze mois de travaux dans le froid.' });
    const put = (network, term, body) => admin.put(`/api/v1/terms/${network}/${term}`, body);
    for (const body of [{ value: 0 }, { value: 0, reason: 'court' }, { value: 5, reason }]) {
      const { status, json } = await put('x', 'edit_required', body);
      assert.equal(status, 422);
      assert.deepEqual(pointers(json), [body.value === 5 ? '/value' : '/reason']);
    }
    assert.equal((await put('x', 'mode', { value: 0, reason })).status, 404);
    assert.equal((await put('myspace', 'reward', { value: 0, reason })).status, 404);
    for (const role of ['member', 'curator', 'moderator', 'manager', 'trainer', 'auditor']) {
      const who = await server.member(admin, role === 'member' ? {} : { roles: [role] });
      assert.equal((await who.put('/api/v1/terms/x/edit_required', { value: 0, reason })).status, 403);
    }
    const text = 'Quatorze mois de travaux dans le froid.';
    assert.equal((await marie.post(`/api/v1/posts/${post.id}/shares`, { network: 'x', text })).status, 422);
    const after_ = await admin.want(200, 'PUT', '/api/v1/terms/x/edit_required', { value: 0, reason });
    assert.deepEqual([rule(after_, 'x', 'edit_required').value, rule(after_, 'x', 'edit_required').override.reason], [0, reason]);
    const c = await composer(marie, post, 'x');
    assert.equal(c.terms.edit_required, false);
    assert.equal(c.terms.clauses.find((one) => one.term === 'edit_required').override, reason);
    await share(marie, post, { network: 'x', text });
    assert.equal(rule(await marie.want(200, 'GET', '/api/v1/terms'), 'x', 'edit_required').override.reason, reason);
    // No rewards on LinkedIn any more: nothing is offered there, and the disclosure is that of no counterpart.
    await admin.want(200, 'PUT', '/api/v1/terms/linkedin/reward', { value: 0, reason });
    const l = await composer(marie, post);
    assert.deepEqual([l.points.earns, l.points.reason, l.disclosure.incentive], [false, 'network_terms', 'none']);
    await admin.want(200, 'PUT', '/api/v1/terms/linkedin/reward', { reason: '' });
    await admin.want(200, 'PUT', '/api/v1/terms/x/edit_required', { reason: '' });
    assert.equal((await composer(marie, post)).points.earns, true);
    assert.equal((await composer(marie, post, 'x')).terms.edit_required, true);
  });
});

describe('disclosure', () => {
  test('is not left out, unless the company says why, and never with a counterpart', async () => {
    const marie = await ambassador();
    const post = await publish(admin);
    const without = (network) => marie.post(`/api/v1/posts/${post.id}/shares`, { network, text: 'Une nuit sur la crête, sans un bruit.', disclosure: 'none' });
    assert.equal((await composer(marie, post, 'x')).disclosure.waiver, null);
    assert.deepEqual(pointers((await without('x')).json), ['/disclosure']);
    const why = 'Accord du comité social et économique du 3 mars';
    await change('disclosure.waiver', why);
    assert.equal((await composer(marie, post, 'x')).disclosure.waiver, why);
    assert.equal((await composer(marie, post)).disclosure.waiver, null);
    assert.deepEqual(pointers((await without('linkedin')).json), ['/disclosure']);
    const made = await without('x');
    assert.equal(made.status, 201);
    assert.equal(made.json.disclosure, '');
    assert.match(made.json.final_text, /^Une nuit/);
    await change('disclosure.waiver', '');
  });
});
