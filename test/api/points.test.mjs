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

test('nothing at first, and the rules to read', async () => {
  const p = await points(marie);
  assert.deepEqual([p.balance, p.lifetime, p.entries.items, p.entries.next], [0, 0, [], null]);
  assert.equal(p.rules_version, 1);
  const rule = (name, network = null) => p.rules.find((r) => r.rule === name && r.network === network);
  assert.deepEqual(rule('share').steps.map((s) => s.points), [10, 6, 3, 0]);
  assert.deepEqual(rule('own_words').steps, [{ at: 1, points: 5 }]);
  const curve = Object.fromEntries(rule('clicks').steps.map((s) => [s.at, s.points]));
  assert.deepEqual([curve[1], curve[5], curve[10], curve[50], curve[100], curve[150]], [2, 8, 14, 36, 48, 50]);
  // Where nothing is earned the rule says why: the network's, with its page, or ours, without one.
  assert.match(rule('share', 'x').note, /^X interdit/);
  assert.match(rule('share', 'x').source, /^https:/);
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
});

test('they are one’s own', async () => {
  const paul = await server.member(admin, { roles: ['manager', 'auditor', 'admin'] });
  const p = await points(paul);
  assert.deepEqual([p.balance, p.entries.items], [0, []]);
  assert.equal((await server.client().get('/api/v1/me/points')).status, 401);
  for (const query of ['?cursor=x', '?limit=101', '?person=1']) {
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
  assert.equal(sum.credits, 31);
  assert.equal(sum.debits, 31);
  assert.equal(sum.discrepancies, 0);
  assert.equal(server.command(['audit', 'verify', '--company', 'nowhere.example']).code, 1);
  assert.equal(server.command(['audit']).code, 2);
  assert.equal(server.command(['audit', 'polish']).code, 2);
});
