// setup.test.mjs: the first start in the browser, and making companies by command.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { password, pointers, start } from './helper.mjs';

const form = (token, fields) => ({ token, name: 'Rivelle Énergie', language: 'fr', time_zone: 'Europe/Paris', colour: '#0f766e', admin: { email: 'ada@rivelle.example', first_name: 'Ada', last_name: 'Minne', password }, ...fields });

test('the first start makes the company and signs its admin in', async () => {
  const server = await start({ companies: [] });
  try {
    const client = server.client();
    const space = await client.want(200, 'GET', '/api/v1/space');
    assert.deepEqual([space.setup_needed, space.company, space.signed_in], [true, null, false]);
    assert.match(space.version, /^\d+\.\d+\.\d+/);
    assert.equal((await client.get('/api/v1/me')).status, 404);
    const [, token] = await server.said(/\/setup#([\w-]{43})/);
    assert.equal((await client.get('/setup')).status, 200);
    assert.equal((await client.post('/api/v1/setup', form('A'.repeat(43)))).status, 403);
    const bad = await client.post('/api/v1/setup', form(token, { time_zone: 'Mars', colour: 'red', admin: { email: 'ada', first_name: '', last_name: '', password: 'short' } }));
    assert.equal(bad.status, 422);
    assert.deepEqual(pointers(bad.json).sort(), ['/admin/password', '/colour', '/time_zone']);
    const admin = await client.post('/api/v1/setup', form(token, { admin: { email: 'ada', first_name: '', last_name: '' } }));
    assert.deepEqual(pointers(admin.json).sort(), ['/admin/email', '/admin/first_name']);
    const own = await client.post('/api/v1/setup', form(token, { admin: { ...form('').admin, password: 'Rivelle 2026' } }));
    assert.deepEqual(pointers(own.json), ['/admin/password']);
    const both = await Promise.all([client.post('/api/v1/setup', form(token)), server.client().post('/api/v1/setup', form(token))]);
    assert.deepEqual(both.map((b) => b.status).sort(), [201, 403]);
    const made = both.find((b) => b.status === 201).json;
    assert.deepEqual([made.email, made.roles, made.company.colour], ['ada@rivelle.example', ['member', 'admin'], '#0F766E']);
    await client.signIn('ada@rivelle.example');
    assert.equal((await client.post('/api/v1/setup', form(token))).status, 403);
    const after = await client.want(200, 'GET', '/api/v1/space');
    assert.deepEqual([after.setup_needed, after.company.name, after.signed_in], [false, 'Rivelle Énergie', true]);
    assert.equal(after.company.palette.shades[6], '#0F766E');
    assert.ok(!server.log.includes(token));
  } finally {
    await server.stop();
  }
});

test('the first admin may do without a password', async () => {
  const server = await start({ companies: [] });
  try {
    const [, token] = await server.said(/\/setup#([\w-]{43})/);
    const client = server.client();
    const me = await client.want(201, 'POST', '/api/v1/setup', form(token, { admin: { email: 'ada@rivelle.example', first_name: 'Ada', last_name: '' } }));
    assert.equal(me.has_password, false);
    const { items } = await client.want(200, 'GET', '/api/v1/members');
    assert.equal(items[0].status, 'active');
  } finally {
    await server.stop();
  }
});

test('a colour can be tried before it is chosen', async () => {
  const server = await start();
  try {
    const client = server.client();
    const light = await client.want(200, 'GET', '/api/v1/space/palette?colour=%23FFD400');
    assert.deepEqual([light.label, light.text], ['#171C2E', 9]);
    assert.ok(light.label_ratio >= 4.5);
    const middle = await client.want(200, 'GET', '/api/v1/space/palette?colour=%23808080');
    assert.equal(middle.adjusted, true);
    assert.deepEqual(pointers((await client.get('/api/v1/space/palette?colour=red')).json), ['?colour']);
    assert.deepEqual(pointers((await client.get('/api/v1/space/palette')).json), ['?colour']);
  } finally {
    await server.stop();
  }
});

test('the commands make companies and say what is wrong', async () => {
  const server = await start({ companies: [] });
  try {
    const made = server.command(['company', 'create', '--name', 'One', '--admin', 'ada.minne@one.example', '--json']);
    assert.equal(made.code, 0, made.stderr);
    const { link, company } = JSON.parse(made.stdout);
    const client = server.client();
    await new Promise((r) => { setTimeout(r, 1100); });
    const me = await client.want(200, 'POST', '/api/v1/session/link/redeem', { token: link.split('#')[1] });
    assert.deepEqual([me.first_name, me.last_name, me.language], ['Ada', 'Minne', 'fr']);
    const second = (...more) => server.command(['company', 'create', '--name', 'Two', '--admin', 'bob@two.example', ...more]);
    assert.match(second().stderr, /--host/);
    // "Any host serves it" ends with the second company, also in the server that runs: no host may lead to the wrong one.
    const two = second('--host', 'two.example');
    assert.equal(two.code, 0, two.stderr);
    assert.match(two.stderr, /set-host/);
    const served = async (host) => (await server.client({ host }).get('/api/v1/space')).json.company?.name ?? 404;
    for (let i = 0; i < 40 && (await served('two.example')) !== 'Two'; i++) await new Promise((r) => { setTimeout(r, 100); });
    assert.deepEqual([await served('two.example'), await served('one.example')], ['Two', 404]);
    assert.equal(server.command(['company', 'set-host', company, 'https://one.example']).code, 1);
    assert.equal(server.command(['company', 'set-host', company, 'One.example']).code, 0);
    for (let i = 0; i < 40 && (await served('one.example')) !== 'One'; i++) await new Promise((r) => { setTimeout(r, 100); });
    assert.equal(await served('one.example'), 'One');
    assert.match(server.command(['company', 'create', '--name', 'Three', '--admin', 'a@b.example', '--host', 'two.example']).stderr, /host/);
    const wrong = server.command(['company', 'create', '--name', '', '--admin', 'nobody', '--host', 'x.example', '--colour', 'red', '--time-zone', 'Mars', '--language', 'de']);
    assert.equal(wrong.code, 1);
    for (const field of ['/name', '/colour', '/time_zone', '/language']) assert.ok(wrong.stderr.includes(field), wrong.stderr);
    assert.equal(server.command(['company', 'create']).code, 2);
    assert.equal(server.command(['company', 'nonsense']).code, 2);
    assert.deepEqual(JSON.parse(server.command(['company', 'list', '--json']).stdout).items.map((i) => [i.host, i.name]), [['one.example', 'One'], ['two.example', 'Two']]);
    assert.equal(JSON.parse(server.command(['company', 'setting', 'share.daily_cap', '7', '--company', 'two.example', '--json']).stdout)['share.daily_cap'], '7');
    assert.equal(JSON.parse(server.command(['company', 'setting', '--company', 'one.example', '--json']).stdout)['share.daily_cap'], '5');
    assert.equal(server.command(['company', 'setting', 'share.daily_cap', '0', '--company', 'two.example']).code, 1);
  } finally {
    await server.stop();
  }
});
