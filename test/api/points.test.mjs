// points.test.mjs: a member's own points: balance, reasons, rules; and the auditor's word on it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pointers, start } from './helper.mjs';
import { click, publish, share, until } from './share_steps.mjs';

let server, admin, marie;

before(async () => {
  server = await start();
  admin = await server.signIn();
  marie = await server.member(admin, { ambassador: true });
});
after(() => server?.stop());

const points = (client, query = '') => client.want(200, 'GET', `/api/v1/me/points${query}`);
const rules = (client) => client.want(200, 'GET', '/api/v1/points/rules');

test('nothing at first', async () => {
  const p = await points(marie);
  assert.deepEqual([p.balance, p.lifetime, p.entries.items, p.entries.next, p.example, p.since], [0, 0, [], null, null, null]);
  assert.equal(p.rules_version, 1);
});

test('the rules, for everybody to read', async () => {
  const p = await rules(marie);
  assert.equal((await server.client().get('/api/v1/points/rules')).status, 401);
  const other = await server.member(admin, { roles: ['manager', 'auditor', 'admin'] });
  assert.deepEqual(await rules(other), p);
  assert.equal(p.version, 1);
  assert.equal(p.shares_a_day, 5);
  assert.deepEqual(p.versions, [{ version: 1, since: p.since }]);
  assert.ok(p.rules.every((r) => r.since === p.since));
  assert.deepEqual(p.networks.slice(0, 2).toSorted(), p.networks.slice(0, 2).toSorted());
  assert.ok(p.networks.includes('linkedin') && p.networks.includes('x'));
  const rule = (name, network = null) => p.rules.find((r) => r.rule === name && r.network === network);
  assert.deepEqual(rule('share').steps.map((s) => s.points), [10, 6, 3, 0]);
  assert.deepEqual(rule('own_words').steps, [{ at: 1, points: 5 }]);
  const curve = Object.fromEntries(rule('clicks').steps.map((s) => [s.at, s.points]));
  assert.deepEqual([curve[1], curve[5], curve[10], curve[50], curve[100], curve[150]], [2, 8, 14, 36, 48, 50]);
  // Where nothing is earned the rule says why: the network's, with its page, or ours, without one.
  assert.match(rule('share', 'x').note, /^X interdit/);
  assert.match(rule('share', 'x').source, /^https:/);
  assert.match(rule('share', 'x').checked, /^20\d\d-\d\d-\d\d$/);
  assert.match(rule('share', 'whatsapp').note, /une règle de notre part/);
  assert.equal(rule('share', 'whatsapp').source, null);
  assert.equal(rule('share').note, null);
  assert.deepEqual([rule('clicks').max, rule('clicks').factor, rule('clicks').divisor], [50, 20, 10]);
  for (const name of ['share', 'own_words', 'clicks']) {
    assert.equal(rule(name, 'x').earns, false);
    assert.match(rule(name, 'x').source, /^https:/);
    assert.ok(rule(name, 'x').steps.every((s) => s.points === 0));
  }
});

test('a network that is switched off is in no row', async () => {
  const off = (value) => admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'network.x', value }] });
  await off('false');
  const p = await rules(marie);
  assert.ok(!p.networks.includes('x'));
  assert.ok(p.rules.every((r) => r.network !== 'x'));
  await off('true');
  assert.ok((await rules(marie)).networks.includes('x'));
});

test('each entry cites rule, version and share; pages and running balance add up', async () => {
  const first = await share(marie, await publish(admin));
  const second = await share(marie, await publish(admin), { text: 'Bravo à tous' });
  const onX = await share(marie, await publish(admin), { network: 'x' });
  for (const [made, clicks] of [[first, 5], [second, 1], [onX, 3]]) {
    for (let i = 0; i < clicks; i++) {
      await click(server, made, `v${i}`);
      await until(marie, made.id, (s) => s.clicks.human === i + 1);
    }
  }
  await until(marie, first.id, (s) => s.points === 10 + 5 + 8);
  await until(marie, second.id, (s) => s.points === 6 + 2);
  assert.equal((await until(marie, onX.id, (s) => s.evidence === 'verified')).points, 0);

  const all = await points(marie);
  assert.deepEqual([all.balance, all.lifetime], [31, 31]);
  const items = all.entries.items;
  assert.equal(items.reduce((sum, e) => sum + e.amount, 0), 31);
  assert.equal(items[0].balance, 31);
  for (let i = 0; i + 1 < items.length; i++) assert.equal(items[i].balance - items[i].amount, items[i + 1].balance);
  assert.equal(items.at(-1).balance, items.at(-1).amount);
  const shares = items.filter((e) => e.rule === 'share').map((e) => [e.subject.share_id, e.amount, e.detail.rank]);
  assert.deepEqual(shares.sort(), [[first.id, 10, 1], [second.id, 6, 2]].sort());
  const entry = items.find((e) => e.rule === 'own_words');
  assert.deepEqual([entry.amount, entry.rule_version, entry.subject], [5, 1,
    { share_id: first.id, post_title: 'Le barrage retrouve sa pleine puissance', network: 'linkedin' }]);
  const clicks = items.filter((e) => e.rule === 'clicks' && e.subject.share_id === first.id);
  assert.equal(clicks[0].detail.clicks, 5);
  assert.equal(clicks[0].detail.value, 8);
  assert.equal(clicks[0].detail.before, 8 - clicks[0].amount);
  assert.ok(items.every((e) => e.subject.network === 'linkedin'));

  const pages = [];
  for (let cursor = ''; cursor !== null;) {
    const { entries } = await points(marie, `?limit=2${cursor && `&cursor=${cursor}`}`);
    pages.push(...entries.items);
    cursor = entries.next;
  }
  assert.deepEqual(pages, items);

  // The event each follows from, and the member's own example.
  assert.ok(items.every((e) => e.event === (e.rule === 'clicks' ? 'clicks.counted' : 'share.verified') && e.event_id));
  assert.equal(all.since, items.at(-1).at);
  const newest = items.find((e) => e.rule === 'clicks').subject.share_id;
  assert.equal(all.example.share_id, newest);
  const sum = (rule) => items.filter((e) => e.subject.share_id === newest && e.rule === rule).reduce((n, e) => n + e.amount, 0);
  assert.deepEqual([all.example.by_share, all.example.own_words, all.example.by_clicks], [sum('share'), sum('own_words'), sum('clicks')]);
});

test('by kind and month, with the balance of the whole ledger', async () => {
  const { items } = (await points(marie)).entries;
  const month = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit' }).format(new Date());
  for (const kind of ['share', 'own_words', 'clicks']) {
    const some = (await points(marie, `?kind=${kind}`)).entries.items;
    assert.deepEqual(some, items.filter((e) => e.rule === kind), kind);
    const pages = [];
    for (let cursor = ''; cursor !== null;) {
      const { entries } = await points(marie, `?kind=${kind}&limit=1${cursor && `&cursor=${cursor}`}`);
      pages.push(...entries.items);
      cursor = entries.next;
    }
    assert.deepEqual(pages, some);
  }
  assert.deepEqual((await points(marie, '?kind=correction')).entries.items, []);
  assert.deepEqual((await points(marie, `?month=${month}`)).entries.items, items);
  assert.deepEqual((await points(marie, '?month=2001-01')).entries.items, []);
  assert.equal((await points(marie, '?month=2001-01')).balance, 31);
});

test('all of it as CSV', async () => {
  const { status, headers, text } = await marie.get('/api/v1/me/points/export');
  assert.equal(status, 200);
  assert.match(headers['content-type'], /^text\/csv/);
  assert.match(headers['content-disposition'], /points\.csv/);
  const lines = text.replace(/^\ufeff/, '').trimEnd().split('\r\n');
  assert.equal(lines[0], 'time,points,balance,rule,rule_version,network,post,event,event_id,share_id,entry_id');
  const { items } = (await points(marie)).entries;
  assert.equal(lines.length, items.length + 1);
  items.forEach((e, i) => {
    const cells = lines[i + 1].split(',');
    assert.deepEqual(cells.slice(1, 6), [String(e.amount), String(e.balance), `"${e.rule}"`, '1', '"linkedin"']);
    assert.equal(cells.at(-1), `"${e.id}"`);
  });
  // What a spreadsheet would take for a formula is told as a text.
  const paul = await server.member(admin, { ambassador: true });
  const made = await share(paul, await publish(admin, { title: '=1+1 "x"' }));
  await click(server, made, 'formula');
  await until(paul, made.id, (s) => s.points > 0);
  assert.match((await paul.get('/api/v1/me/points/export')).text, /,"'=1\+1 ""x""",/);
  assert.equal((await server.client().get('/api/v1/me/points/export')).status, 401);
});

test('they are one’s own', async () => {
  const paul = await server.member(admin, { roles: ['manager', 'auditor', 'admin'] });
  const p = await points(paul);
  assert.deepEqual([p.balance, p.entries.items], [0, []]);
  assert.equal((await server.client().get('/api/v1/me/points')).status, 401);
  for (const query of ['?cursor=x', '?limit=101', '?person=1', '?kind=all', '?month=2026-13', '?month=x']) {
    const { status, json } = await marie.get(`/api/v1/me/points${query}`);
    assert.equal(status, 422, query);
    assert.deepEqual(pointers(json), [query.split('=')[0]]);
  }
});

test('audit verify agrees, in words and as JSON', () => {
  const words = server.command(['audit', 'verify']);
  assert.equal(words.code, 0, words.stdout + words.stderr);
  assert.match(words.stdout, /0 discrepancies, 0 accounts off/);
  const json = server.command(['audit', 'verify', '--json']);
  const sum = JSON.parse(json.stdout);
  assert.equal(sum.credits, sum.debits);
  assert.ok(sum.credits > 31);
  assert.equal(sum.discrepancies, 0);
  assert.equal(server.command(['audit', 'verify', '--company', 'nowhere.example']).code, 1);
  assert.equal(server.command(['audit']).code, 2);
  assert.equal(server.command(['audit', 'polish']).code, 2);
});
