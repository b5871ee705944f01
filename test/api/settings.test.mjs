// settings.test.mjs: the company's settings: the table, changing some, and all of them as a text that moves to another server.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Client, start } from './helper.mjs';

/** The group of `pilot.group`: it must be there. */
const pilots = { axis: 'team', name: 'Pilot' };
let server, admin, other, auditor, curator, plain, dir;
before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pv-settings-'));
  server = await start({ companies: [{ name: 'One', host: 'one.example' }, { name: 'Two', host: 'two.example' }] });
  admin = await server.signIn();
  other = await server.signIn(undefined, server.companies[1]);
  for (const one of [admin, other]) await one.want(201, 'POST', '/api/v1/groups', pilots);
  [auditor, curator, plain] = await Promise.all([['auditor'], ['curator'], []].map((roles, i) =>
    server.member(admin, { first_name: `P${i}`, email: `p${i}@one.example`, roles: ['member', ...roles] })));
});
after(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const values = (json) => Object.fromEntries(json.items.map((s) => [s.name, s.value]));
const change = (client, changes) => client.request('PATCH', '/api/v1/settings', { body: { changes } });
const toml = { headers: { 'Content-Type': 'application/toml' } };
const put = (client, body, query = '') => client.request('PUT', `/api/v1/settings/file${query}`, { body, ...toml });
const file = (text) => {
  const path = join(dir, 'settings.toml');
  writeFileSync(path, text);
  return path;
};

/** Another value that the row allows. Settings with a meaning of their own have theirs here. */
const own = {
  'company.host': undefined, // see "host names"
  'company.name': 'Une « autre » maison "A\\B"',
  'company.colour': '#0A7F55',
  'company.time_zone': 'America/Montreal',
  'company.short_host': 'go.one.example',
  'disclosure.waiver': 'Accord du comité social du 3 mars',
  'hours.days': 'mon tue sat',
  'hours.from': '07:30',
  'hours.holidays': '2027-12-25 2027-12-31/2028-01-02',
  'hours.to': '16:45',
  'join.domains': 'one.example two.example',
  'join.code': 'paper-ink-2026',
  'pilot.group': 'team:Pilot',
};
function another(s) {
  if (s.name in own) return own[s.name];
  if (s.type === 'flag') return s.value === 'true' ? 'false' : 'true';
  if (s.type === 'number') return String(Number(s.value) === s.max ? s.min : s.max);
  if (s.type === 'choice') return s.choices.find((c) => c !== s.value);
  throw new Error(`say in this test what else ${s.name} may be`);
}

describe('the table', () => {
  test('tells every setting with its default and bounds, to admins and auditors', async () => {
    const { status, json } = await admin.get('/api/v1/settings');
    assert.equal(status, 200);
    assert.deepEqual(json.items.map((s) => s.name), json.items.map((s) => s.name).toSorted());
    const cap = json.items.find((s) => s.name === 'share.daily_cap');
    assert.deepEqual({ ...cap, help: '' }, { name: 'share.daily_cap', type: 'number', value: '5', default: '5', min: 1, max: 50, choices: [], help: '', changed: false });
    const name = json.items.find((s) => s.name === 'company.name');
    assert.equal(name.value, 'One');
    assert.equal(name.default, null);
    assert.equal((await auditor.get('/api/v1/settings')).status, 200);
    assert.equal((await auditor.get('/api/v1/settings/file')).status, 200);
    for (const client of [curator, plain]) {
      assert.equal((await client.get('/api/v1/settings')).status, 403);
      assert.equal((await client.get('/api/v1/settings/file')).status, 403);
    }
    for (const client of [auditor, curator, plain]) {
      assert.equal((await change(client, [{ name: 'share.daily_cap', value: '6' }])).status, 403);
      assert.equal((await put(client, 'share.daily_cap = 6')).status, 403);
    }
    assert.equal((await server.client().get('/api/v1/settings')).status, 401);
  });

  test('is changed all or not at all, every fault named', async () => {
    const bad = await change(admin, [
      { name: 'share.daily_cap', value: '9' },
      { name: 'share.clone_cap', value: '0' },
      { name: 'network.x', value: 'perhaps' },
      { name: 'disclosure.relation', value: 'friend' },
      { name: 'company.colour', value: 'red' },
      { name: 'no.such', value: '1' },
    ]);
    assert.equal(bad.status, 422);
    assert.deepEqual(bad.json.errors.map((e) => e.pointer), ['/changes/1/value', '/changes/2/value', '/changes/3/value', '/changes/4/value', '/changes/5/name']);
    assert.match(bad.json.errors[2].detail, /employee, director/);
    assert.equal(values((await admin.get('/api/v1/settings')).json)['share.daily_cap'], '5');
    assert.equal((await change(admin, [])).status, 422);
    const good = await change(admin, [{ name: 'share.daily_cap', value: '9' }, { name: 'company.colour', value: '#0a7f55' }]);
    assert.equal(good.status, 200);
    assert.equal(values(good.json)['company.colour'], '#0A7F55');
    assert.equal(good.json.items.find((s) => s.name === 'share.daily_cap').changed, true);
    assert.equal((await admin.get('/api/v1/space')).json.company.colour, '#0A7F55');
    assert.equal((await admin.get('/api/v1/space')).json.company.palette.shades[6], '#0A7F55');
    assert.equal(values((await other.get('/api/v1/settings')).json)['share.daily_cap'], '5');
    await change(admin, [{ name: 'share.daily_cap', value: '5' }, { name: 'company.colour', value: '#CC3A12' }]);
  });
});

describe('host names', () => {
  test('cannot lock anybody out, nor be taken from another company', async () => {
    const away = await change(admin, [{ name: 'company.host', value: 'else.example' }]);
    assert.equal(away.status, 422);
    assert.equal(away.json.errors[0].pointer, '/changes/0/value');
    assert.equal((await change(admin, [{ name: 'company.host', value: 'One.Example' }])).status, 200);
    for (const value of ['two.example', 'TWO.example']) {
      const taken = await change(admin, [{ name: 'company.short_host', value }]);
      assert.equal(taken.status, 409);
      assert.equal(taken.json.errors[0].pointer, '/changes/0/value');
    }
    assert.equal((await change(admin, [{ name: 'company.short_host', value: 'one.example' }])).status, 422);
  });

  test('a short-link host serves links and nothing of the app', async () => {
    assert.equal((await change(admin, [{ name: 'company.short_host', value: 'go.one.example' }])).status, 200);
    const short = new Client(server, 'go.one.example');
    const poster = await server.member(admin, { first_name: 'Post', roles: ['member', 'curator'], ambassador: true });
    const post = await poster.want(201, 'POST', '/api/v1/posts', { url: 'https://one.example/news', title: 'News' });
    await poster.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
    const share = await poster.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: 'My own words here' });
    assert.equal(new URL(share.link).hostname, 'go.one.example');
    const click = await short.get(new URL(share.link).pathname);
    assert.equal(click.status, 302);
    short.cookie = admin.cookie;
    for (const path of ['/', '/index.html', '/sign-in', '/manifest.webmanifest', '/api/v1/me', '/api/v1/space', '/api/v1/posts', '/api/v1/settings'])
      assert.equal((await short.request('GET', path, { headers: { Accept: 'text/html' } })).status, 404, path);
    assert.equal((await change(admin, [{ name: 'company.short_host', value: '' }])).status, 200);
  });

  test('is what the operator said, never what a request says', async () => {
    const alone = await start({ companies: [{ name: 'Alone' }], args: ['--public-url', 'http://space.example'] });
    try {
      const first = await alone.signIn();
      const forged = new Client(alone, 'evil.example');
      forged.cookie = first.cookie;
      assert.equal((await change(forged, [{ name: 'company.host', value: 'evil.example' }])).status, 422);
      // The address by which the space is opened cannot be given to its links.
      assert.equal((await change(first, [{ name: 'company.short_host', value: 'space.example' }])).status, 422);
      assert.equal((await change(forged, [{ name: 'company.short_host', value: 'evil.example' }])).status, 422);
      assert.equal((await change(first, [{ name: 'company.host', value: 'space.example' }])).status, 200);
      const there = new Client(alone, 'space.example');
      there.cookie = first.cookie;
      assert.equal((await there.get('/api/v1/me')).status, 200);
    } finally {
      await alone.stop();
    }
  });
});

describe('all of them as a text', () => {
  test('is TOML as another reader reads it', async () => {
    await change(admin, [{ name: 'company.name', value: own['company.name'] }]);
    const { text, headers } = await admin.get('/api/v1/settings/file');
    assert.match(headers['content-type'], /^application\/toml/);
    const read = spawnSync('python3', ['-c', 'import sys,json,tomllib; print(json.dumps(tomllib.load(sys.stdin.buffer)))'], { input: text, encoding: 'utf8' });
    assert.equal(read.status, 0, read.stderr);
    const told = values((await admin.get('/api/v1/settings')).json);
    const flat = {};
    for (const [family, all] of Object.entries(JSON.parse(read.stdout))) for (const [name, value] of Object.entries(all)) flat[`${family}.${name}`] = String(value);
    assert.deepEqual(flat, told);
    assert.equal(server.command(['company', 'settings', 'export', '--company', 'one.example']).stdout, text);
  });

  test('tells what it would change, line by line, and changes it all or not at all', async () => {
    const text = '[share]\ndaily_cap = 8\nclone_cap = 10\n\n[network]\nx = false\n';
    const dry = await put(admin, text, '?dry_run=true');
    assert.equal(dry.status, 200);
    assert.deepEqual(dry.json, {
      changes: [
        { name: 'share.daily_cap', from: '5', to: '8', line: 2 },
        { name: 'network.x', from: 'true', to: 'false', line: 6 },
      ],
      applied: false,
    });
    assert.equal(values((await admin.get('/api/v1/settings')).json)['share.daily_cap'], '5');
    const bad = await put(admin, `${text}[share2]\ncap = 1\n[disclosure]\nrelation = "friend"\nnonsense\n[company]\nhost = "else.example"\n`);
    assert.equal(bad.status, 422);
    assert.deepEqual(bad.json.errors.map((e) => e.pointer).toSorted(), ['/line/10', '/line/11', '/line/8']);
    assert.equal(values((await admin.get('/api/v1/settings')).json)['share.daily_cap'], '5');
    const away = await put(admin, '[company]\nhost = "else.example"\n');
    assert.deepEqual([away.status, away.json.errors[0].pointer], [422, '/line/2']);
    const done = await put(admin, text);
    assert.equal(done.json.applied, true);
    assert.equal(values((await admin.get('/api/v1/settings')).json)['share.daily_cap'], '8');
    assert.deepEqual((await put(admin, text)).json.changes, []);
    assert.equal((await put(admin, 'x'.repeat(129 * 1024))).status, 413);
  });

  test('every setting takes another value and arrives on a second server unchanged', async () => {
    const table = (await admin.get('/api/v1/settings')).json.items;
    const wanted = table.map((s) => ({ name: s.name, value: another(s) })).filter((s) => s.value !== undefined);
    const changed = await change(admin, wanted);
    assert.equal(changed.status, 200, changed.text);
    const told = values(changed.json);
    for (const { name, value } of wanted) assert.equal(told[name], value);
    const { text } = await admin.get('/api/v1/settings/file');
    const second = await start({ companies: [{ name: 'Elsewhere' }] });
    await (await second.signIn()).want(201, 'POST', '/api/v1/groups', pilots);
    try {
      const before = JSON.parse(second.command(['company', 'setting', '--json']).stdout);
      const differs = Object.keys(before).filter((name) => before[name] !== told[name]).length;
      assert.ok(differs >= wanted.length - 1);
      assert.equal(second.command(['company', 'settings', 'diff', file(text)]).stdout.trim().split('\n').at(-1), `${differs} would change`);
      assert.equal(second.command(['company', 'settings', 'apply', file(text), '--dry-run', '--json']).stdout.trim().split('\n').length, differs);
      assert.equal(second.command(['company', 'settings', 'apply', file(text)]).code, 0);
      assert.equal(second.command(['company', 'settings', 'export']).stdout, text);
      assert.match(second.command(['company', 'settings', 'diff', file(text)]).stdout, /^0 would change/);
      const wrong = second.command(['company', 'settings', 'apply', file('[share]\ndaily_cap = 0\nx = 1\n')]);
      assert.equal(wrong.code, 1);
      assert.match(wrong.stderr, /line\/2/);
      assert.match(wrong.stderr, /line\/3/);
      for (const args of [[], ['export', 'x'], ['diff'], ['merge', 'x']]) assert.equal(second.command(['company', 'settings', ...args]).code, 2);
    } finally {
      await second.stop();
    }
  });
});
