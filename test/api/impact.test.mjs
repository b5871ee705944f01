// impact.test.mjs: a member's own figures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pointers, start } from './helper.mjs';
import { click, publish, share, until } from './share_steps.mjs';

let server, admin, marie;

before(async () => {
  server = await start({ companies: [{ timeZone: 'Pacific/Auckland' }] });
  admin = await server.signIn();
  marie = await server.member(admin, { ambassador: true });
});
after(() => server?.stop());

const impact = (client, query = '') => client.want(200, 'GET', `/api/v1/me/impact${query}`);

/** Today in the company's time zone. */
const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Auckland' }).format(new Date());

test('nothing yet: zeros, every day of the period, thirteen weeks', async () => {
  const i = await impact(marie);
  assert.equal(i.period.kind, 'month');
  assert.equal(i.period.today, today());
  assert.equal(i.period.from, `${i.period.today.slice(0, 8)}01`);
  assert.ok(i.period.to >= i.period.today);
  assert.ok(i.previous.to < i.period.from);
  assert.deepEqual(i.clicks, { human: 0, bot: 0, preview: 0, self: 0, repeat: 0 });
  assert.deepEqual(i.shares, { total: 0, opened: 0, declared: 0, verified: 0, own_words: 0, retracted: 0 });
  assert.equal(i.series.length, Number(i.period.today.slice(8)));
  assert.equal(i.series[0].day, i.period.from);
  assert.equal(i.series.at(-1).day, i.period.today);
  assert.equal(i.weeks.length, 13);
  for (const w of i.weeks) assert.equal(new Date(`${w.start}T12:00:00Z`).getUTCDay(), 1);
  assert.equal(i.computed.time_zone, 'Pacific/Auckland');
});

test('clicks by class, shares by evidence', async () => {
  const made = await share(marie, await publish(admin));
  const said = await share(marie, await publish(admin));
  await share(marie, await publish(admin), { text: '' });
  const back = await share(marie, await publish(admin));
  await marie.want(200, 'POST', `/api/v1/shares/${said.id}/declare`, {});
  await marie.want(204, 'DELETE', `/api/v1/shares/${back.id}`);
  for (const visitor of ['a', 'b', 'b']) await click(server, made, visitor);
  await click(server, made, '', 'Googlebot/2.1 (+http://www.google.com/bot.html)');
  await click(server, made, '', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)');
  await until(marie, made.id, (s) => Object.values(s.clicks).reduce((x, y) => x + y) === 5);
  for (const period of ['month', 'quarter', 'year']) {
    const i = await impact(marie, `?period=${period}`);
    assert.deepEqual(i.clicks, { human: 2, bot: 1, preview: 1, self: 0, repeat: 1 }, period);
    assert.deepEqual(i.shares, { total: 3, opened: 1, declared: 1, verified: 1, own_words: 2, retracted: 1 }, period);
    assert.deepEqual(i.series.at(-1), { day: i.period.today, human: 2 });
    assert.equal(i.weeks.at(-1).human, 2);
    assert.equal(i.previous.human, 0);
  }
  assert.equal((await impact(marie, '?period=year')).weeks.length, 52);
});

test('for that member alone, in every role', async () => {
  for (const roles of [[], ['curator'], ['moderator'], ['manager'], ['trainer'], ['admin'], ['auditor']]) {
    const who = await server.member(admin, { roles });
    const i = await impact(who);
    assert.equal(i.clicks.human + i.clicks.bot + i.shares.total, 0, roles);
  }
  assert.equal((await server.client().get('/api/v1/me/impact')).status, 401);
  for (const query of ['?period=week', '?person=1']) {
    const { status, json } = await marie.get(`/api/v1/me/impact${query}`);
    assert.equal(status, 422);
    assert.deepEqual(pointers(json), [query.split('=')[0]]);
  }
});
