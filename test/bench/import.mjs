// import.mjs: a staff list of 100,000 people into the directory, with all checks, while others write (issue 3: at most 3 s on SQLite).
//
//   node test/bench/import.mjs [--rows 100000] [--rounds 3] [--json]
//
// The list is German, in Windows-1252, with columns that are kept out and three groups a person, in no order. Measured is the program's own
// server: reading the list with its checks (upload until "ready"), and applying it (until "done"), while one client adds members the whole time;
// its slowest answer is told. Baselines in the same run: the same people by one INSERT a transaction through the sqlite3 shell (of 2,000, scaled),
// and by the shell's bare .import into a table without index or check. PV_BINARY names a release build.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const binary = process.env.PV_BINARY ?? join(root, 'build/portevoix');
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const rows = option('rows', 100000);
const rounds = option('rounds', 3);
const asJson = process.argv.includes('--json');
const say = (text) => { if (!asJson) console.log(text); };
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function must(command, args, input) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command}: ${error ?? stderr}`);
  return stdout;
}

/** People in no order, the same each time. */
function people() {
  let seed = 7;
  const draw = (n) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return Math.floor((seed / 2 ** 32) * n); };
  const syllables = ['mül', 'le', 'ran', 'do', 'kel', 'ber', 'nie', 'sto', 'hof', 'gra', 'wi', 'tal', 'zen', 'lö'];
  const word = (n) => Array.from({ length: n }, () => syllables[draw(syllables.length)]).join('').replace(/^./, (c) => c.toUpperCase());
  const plain = (s) => s.normalize('NFD').replace(/[^a-zA-Z]/g, '').toLowerCase();
  return Array.from({ length: rows }, (_, i) => {
    const first = word(2);
    const last = word(3);
    return { first, last, email: `${plain(first)}.${plain(last)}${i}@rivelle.example`, department: `Abteilung ${draw(40)}`, team: `Team ${draw(300)}`,
      country: ['Deutschland', 'Österreich', 'Schweiz', 'Frankreich'][draw(4)] };
  });
}

async function serve(dir) {
  must(binary, ['company', 'create', '--name', 'Bench', '--admin', 'admin@bench.example', '--password-stdin', '--data', dir], 'correct horse staple\n');
  const port = await freePort();
  const child = spawn(binary, ['serve', '--data', dir, '--listen', `127.0.0.1:${port}`, '--rate-limits', 'false'], { stdio: 'ignore' });
  const base = `http://127.0.0.1:${port}`;
  let cookie = '';
  const call = async (method, path, body, headers = { 'Content-Type': 'application/json' }) => {
    const response = await fetch(base + path, { method, body, headers: { ...headers, Cookie: cookie, 'X-Requested-With': 'portevoix' } });
    const set = response.headers.get('set-cookie');
    if (set) [cookie] = set.split(';');
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  for (let i = 0; ; i++) {
    try {
      await call('GET', '/healthz');
      break;
    } catch (error) {
      if (i > 100) throw error;
      await sleep(50);
    }
  }
  await call('POST', '/api/v1/session', JSON.stringify({ email: 'admin@bench.example', password: 'correct horse staple' }));
  return { child, call };
}

async function until(call, id, status) {
  for (;;) {
    const im = await call('GET', `/api/v1/imports/${id}`);
    if (im.status === status) return im;
    if (im.status === 'failed') throw new Error(im.error.code);
    await sleep(100);
  }
}

async function round(list) {
  const dir = mkdtempSync(join(tmpdir(), 'pv-bench-import-'));
  const { child, call } = await serve(dir);
  let going = true;
  let slowest = 0;
  let written = 0;
  const beside = (async () => {
    for (let i = 0; going; i++) {
      const at = performance.now();
      await call('POST', '/api/v1/members', JSON.stringify({ email: `beside${i}@bench.example`, first_name: 'Be', last_name: `Side ${i}` }));
      slowest = Math.max(slowest, performance.now() - at);
      written += 1;
      await sleep(5);
    }
  })();
  try {
    const start = performance.now();
    const { id } = await call('POST', '/api/v1/imports?name=staff.csv', list, { 'Content-Type': 'text/csv' });
    const ready = await until(call, id, 'ready');
    const checked = performance.now();
    if (ready.counts.add !== rows) throw new Error(JSON.stringify(ready.counts));
    await call('POST', `/api/v1/imports/${id}/apply`, '{}');
    const done = await until(call, id, 'done');
    const end = performance.now();
    if (done.result.added !== rows) throw new Error(JSON.stringify(done.result));
    return { check: (checked - start) / 1000, apply: (end - checked) / 1000, slowest, written };
  } finally {
    going = false;
    await beside.catch(() => {});
    child.kill('SIGTERM');
    await new Promise((resolve) => { child.on('exit', resolve); });
    rmSync(dir, { recursive: true, force: true });
  }
}

function naive(all) {
  const dir = mkdtempSync(join(tmpdir(), 'pv-bench-naive-'));
  const table = 'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE p(email TEXT PRIMARY KEY, first TEXT, last TEXT, d TEXT, t TEXT, c TEXT);';
  const quote = (s) => `'${s.replace(/'/g, "''")}'`;
  const some = all.slice(0, 2000);
  let at = performance.now();
  must('sqlite3', [join(dir, 'a.db')], table + some.map((p) => `INSERT INTO p VALUES(${[p.email, p.first, p.last, p.department, p.team, p.country].map(quote).join(',')});`).join('\n'));
  const each = ((performance.now() - at) / 1000) * (rows / some.length);
  const file = join(dir, 'b.csv');
  writeFileSync(file, all.map((p) => [p.email, p.first, p.last, p.department, p.team, p.country].join(',')).join('\n'));
  at = performance.now();
  must('sqlite3', [join(dir, 'b.db'), `CREATE TABLE p(email, first, last, d, t, c);`, '.mode csv', `.import ${file} p`]);
  const bare = (performance.now() - at) / 1000;
  rmSync(dir, { recursive: true, force: true });
  return { each, bare };
}

const all = people();
const list = Buffer.from(['Personalnummer;E-Mail (privat);E-Mail (geschäftlich);Nachname;Vorname;Abteilung;Team;Land;Gehalt']
  .concat(all.map((p, i) => `${i};p${i}@home.example;${p.email};${p.last};${p.first};${p.department};${p.team};${p.country};1234`)).join('\r\n'), 'latin1');
say(`${rows} people, ${(list.length / 1e6).toFixed(1)} MB, ${rounds} rounds`);
const figures = [];
for (let i = 0; i < rounds; i++) {
  const r = await round(list);
  figures.push({ ...r, ...naive(all) });
  const f = figures[i];
  say(`  checked ${f.check.toFixed(2)} s, applied ${f.apply.toFixed(2)} s; beside it ${f.written} members, slowest ${f.slowest.toFixed(0)} ms; one a transaction ${f.each.toFixed(1)} s; bare .import ${f.bare.toFixed(2)} s`);
}
const of = (key) => median(figures.map((f) => f[key]));
const out = { rows, check_s: of('check'), apply_s: of('apply'), total_s: median(figures.map((f) => f.check + f.apply)), slowest_ms: of('slowest'),
  each_s: of('each'), bare_s: of('bare'), ratio_each: median(figures.map((f) => f.each / (f.check + f.apply))) };
if (asJson) console.log(JSON.stringify(out));
else say(`median: ${out.total_s.toFixed(2)} s (check ${out.check_s.toFixed(2)}, apply ${out.apply_s.toFixed(2)}); ${out.ratio_each.toFixed(1)} × as fast as one a transaction; slowest write beside it ${out.slowest_ms.toFixed(0)} ms`);
