// run.mjs: every suite, its progress, and one closing line "N passed, N failed".
//
// Each suite is a function that returns {passed, failed}. A suite that cannot start counts as one failure. PostgreSQL is
// started once, in a temporary folder, and stopped at the end. Ports are free ones below 32768 (see api/helper.mjs).
// All suites stand in one line for the machine (see inTurn), so the next one begins while the last files of one still wait for
// something; each suite prints its line when its last file is done.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const build = join(root, 'build/asan');
const logs = join(root, 'build/test-logs');
mkdirSync(logs, { recursive: true });
const args = process.argv.slice(2);
const quick = args.includes('--quick');
const onlyAt = args.indexOf('--only');
const only = onlyAt >= 0 ? args[onlyAt + 1].split(',') : null;

const times = [];   // [seconds, name] of everything that ran, written to times.log

const env = {
  ...process.env,
  PATH: `${psqlFolders()}${process.env.PATH}`,
  PV_BINARY: process.env.PV_BINARY ?? join(build, 'portevoix'),
  ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=0:exitcode=99',
  LSAN_OPTIONS: `suppressions=${join(root, 'test/lsan.supp')}:print_suppressions=0`,
  UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
  PV_TEST_ABORT: '1',
};

/** Where the server's own psql is, the newest first: Debian's in /usr/bin is a Perl script that looks for it. */
function psqlFolders() {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  return versions.sort((a, b) => b - a).map((version) => `/usr/lib/postgresql/${version}/bin:`).join('');
}

/** Runs a command, keeps its output in a log, resolves with {code, out}. */
function run(name, command, commandArgs, options = {}) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, { cwd: root, env: { ...env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    const take = (chunk) => { out += chunk; };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const timer = setTimeout(() => { out += '\n# timed out\n'; child.kill('SIGKILL'); }, (options.seconds ?? 600) * 1000);
    child.on('error', (error) => { out += String(error); });
    child.on('close', (code) => {
      clearTimeout(timer);
      writeFileSync(join(logs, `${name}.log`), out);
      times.push([(Date.now() - started) / 1000, name]);
      resolve({ code: code ?? 1, out });
    });
  });
}

const count = (out, pattern) => [...out.matchAll(pattern)].reduce((sum, m) => sum + Number(m[1]), 0);

// The machine's two cores, in twelfths. Who comes first gets what it asks for first, whatever would fit in between.
const ROOM = 12;
let room = ROOM;
const line = [];

function next() {
  while (line.length && line[0].share <= room) {
    const { share, go } = line.shift();
    room -= share;
    go();
  }
}

/** Runs the work of each item when its turn has come, in their order, `atOnce` of them at a time as long as the machine is theirs. */
async function inTurn(items, atOnce, work) {
  await Promise.all(items.map(async (item) => {
    const share = idle(item) ? 0 : ROOM / atOnce;
    await new Promise((go) => { line.push({ share, go }); next(); });
    try {
      await work(item);
    } finally {
      room += share;
      next();
    }
  }));
}

/** These wait for most of their time: for a lease to run out, for the minute over which a site is asked. They go first and take nothing. */
const idle = (item) => /(?:api\/images|fault\/imports|fault\/schedule)\.test/.test(item);
const idleFirst = (files) => [...files.filter(idle), ...files.filter((file) => !idle(file))];

/** cmocka programs: one PASSED and one FAILED summary each; a program that dies counts as a failure. */
async function cmocka(names) {
  const total = { passed: 0, failed: 0 };
  await inTurn(names, 2, async ([name, path]) => {
    const url = await postgres();
    const { code, out } = await run(`unit-${name}`, path, [], { env: { PV_TEST_POSTGRES: url, CMOCKA_MESSAGE_OUTPUT: 'STDOUT' } });
    const passed = count(out, /\[ {2}PASSED {2}\] (\d+) test/g);
    const failed = count(out, /\[ {2}FAILED {2}\] (\d+) test/g);
    total.passed += passed;
    total.failed += Math.max(failed, code !== 0 || passed === 0 ? 1 : 0);
    if (code !== 0) {
      console.log(`  not ok: ${name} (exit ${code}), build/test-logs/unit-${name}.log`);
      console.log(out.split('\n').filter((l) => /FAILED|ERROR|error:|runtime error|Sanitizer/.test(l)).slice(0, 12).map((l) => `    ${l}`).join('\n'));
    }
  });
  return total;
}

/** A file of node:test, by the TAP reporter, as `name` among the logs. */
async function nodeTest(name, file, options = {}) {
  const { code, out } = await run(name, process.execPath, ['--test-reporter=tap', file], options);
  const passed = count(out, /^# pass (\d+)/gm);
  let failed = count(out, /^# fail (\d+)/gm) + count(out, /^# cancelled (\d+)/gm);
  if ((code !== 0 || passed === 0) && failed === 0) failed = 1;
  if (failed) {
    const bad = out.split('\n').filter((l) => /^\s*not ok/.test(l));
    console.log([`  not ok: ${file}, build/test-logs/${name}.log`, ...bad.slice(0, 40).map((l) => `    ${l.trim()}`)].join('\n'));
  }
  return { passed, failed };
}

const stem = (file) => file.replace(/^.*\/|\.test\.mjs$/g, '');

/** The files of a folder, `atOnce` of them at a time; `env` may have to be waited for. */
async function nodeTests(suite, dir, { atOnce = 2, seconds, env: more = () => ({}) } = {}) {
  const total = { passed: 0, failed: 0 };
  await inTurn(idleFirst(glob(dir, '.test.mjs')), atOnce, async (file) => {
    const { passed, failed } = await nodeTest(`${suite}-${stem(file)}`, file, { env: await more(), seconds });
    total.passed += passed;
    total.failed += failed;
  });
  return total;
}

let postgresStarts = null;
/** The address of the PostgreSQL server of this run, started when first asked for. */
function postgres() {
  if (quick) return '';
  postgresStarts ??= startPostgres();
  return postgresStarts;
}

async function startPostgres() {
  const { code, out } = await run('postgres-start', 'bash', ['test/pg.sh', 'start', '--no-fsync', '--watch', String(process.pid)], { seconds: 60 });
  const url = out.match(/postgres:\/\/\S+/);
  if (code !== 0 || !url) throw new Error(`PostgreSQL did not start: ${out}`);
  return url[0];
}

const list = (path) => readFileSync(join(root, path), 'utf8').split('\n').map((l) => l.trim()).filter(Boolean);
const glob = (dir, end) => (existsSync(join(root, dir)) ? readdirSync(join(root, dir)).filter((f) => f.endsWith(end)).sort().map((f) => join(dir, f)) : []);

/** The committed copies of what the program prints are true. */
async function printed() {
  const total = { passed: 0, failed: 0 };
  for (const [path, command] of [
    ['docs/api/routes.txt', ['routes']],
    ['docs/api/roles.txt', ['routes', '--audit']],
    ['docs/api/openapi.json', ['openapi']],
  ]) {
    const { out } = spawnSync(env.PV_BINARY, command, { env, encoding: 'utf8' }).stdout !== undefined
      ? { out: spawnSync(env.PV_BINARY, command, { env, encoding: 'utf8' }).stdout } : { out: '' };
    const same = existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8') === out;
    if (!same) console.log(`  not ok: ${path} differs from \`portevoix ${command.join(' ')}\` (script/print writes it)`);
    total[same ? 'passed' : 'failed'] += 1;
  }
  const settings = spawnSync(env.PV_BINARY, ['settings', '--names'], { env, encoding: 'utf8' }).stdout.trim().split('\n');
  const operations = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  for (const name of settings) {
    const there = operations.includes(`\`${name}\``);
    if (!there) console.log(`  not ok: docs/operations.md does not cover \`${name}\``);
    total[there ? 'passed' : 'failed'] += 1;
  }
  for (const [page, path] of namedPaths()) {
    const there = pathExists(path);
    if (!there) console.log(`  not ok: ${page} names ${path}, which does not exist`);
    total[there ? 'passed' : 'failed'] += 1;
  }
  return total;
}

/** Each file of this repository that the documentation names, with the page that does; `src/app/link/` is a folder, `cmd_*.c` a pattern. */
function namedPaths() {
  const pages = [...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'].filter((f) => existsSync(join(root, f))), ...glob('docs', '.md')];
  return pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8').replace(/```[\s\S]*?```/g, '');
    const found = text.matchAll(/(?<![\w./-])(?:src|test|tools|script|sql|deploy|docs|web\/(?:src|test|scripts))\/[\w./*-]*/g);
    return [...new Set([...found].map((m) => m[0].replace(/\.$/, '')))].map((path) => [page, path]);
  });
}

function pathExists(path) {
  const name = path.split('/').pop();
  if (!name.includes('*')) return existsSync(join(root, path));
  const dir = join(root, path.split('*')[0].replace(/[^/]*$/, ''));
  const pattern = new RegExp(`^${name.replace(/[.]/g, '\\.').replace(/\*+/g, '.*')}$`);
  return existsSync(dir) && readdirSync(dir, { recursive: true }).some((f) => pattern.test(f.split('/').pop()));
}

/** The web app's unit tests, by vitest. */
async function webTests() {
  let result = null;
  await inTurn(['web'], 2, async () => { result = await vitest(); });
  return result;
}

async function vitest() {
  const report = join(logs, 'web.json');
  const { code } = await run('web', process.execPath, [join(root, 'web/node_modules/vitest/vitest.mjs'), 'run', '--root', join(root, 'web'),
    '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  const result = JSON.parse(readFileSync(report, 'utf8'));
  if (code !== 0) console.log('  not ok: web, build/test-logs/web.log');
  return { passed: result.numPassedTests, failed: Math.max(result.numFailedTests, code === 0 ? 0 : 1) };
}

/**
 * Journeys, two files at a time, the longest first: a browser leaves half of the machine idle while it waits for the program.
 * A browser on a busy machine misses a deadline now and then: what failed gets one more try, alone, and says so.
 */
async function browserTests() {
  const size = (file) => readFileSync(join(root, file), 'utf8').match(/\blook\(|\bplaces\(|\bclick\(/g)?.length ?? 0;
  const files = glob('test/e2e', '.test.mjs').sort((a, b) => size(b) - size(a));
  const name = (file) => `e2e-${stem(file)}`;
  const total = { passed: 0, failed: 0 };
  const again = [];
  const take = (result) => { total.passed += result.passed; total.failed += result.failed; };
  await inTurn(files, 2, async (file) => {
    const result = await nodeTest(name(file), file, { seconds: 1500 });
    if (result.failed) again.push(file);
    else take(result);
  });
  await inTurn(again, 1, async (file) => {
    console.log(`  ${name(file)}: once more`);
    take(await nodeTest(`${name(file)}-again`, file, { seconds: 1500 }));
  });
  return total;
}

/**
 * What the real counterparts need from npm (test/real/pds) is fetched and compiled behind the other suites: a network and a core that idle.
 * Who starts one before that is done waits for it (test/real/pds.mjs).
 */
const fetchCounterparts = () => run('real-install', 'nice', ['-n', '15', 'test/real/pds/install.sh'], { seconds: 1500 });

async function fuzz() {
  const total = { passed: 0, failed: 0 };
  const targets = list('test/fuzz/targets.list');
  const dir = join(root, 'build/fuzz');
  let built = false;
  await inTurn(['fuzzers'], 2, async () => { built = await buildFuzzers(dir, targets); });
  if (!built) return { passed: 0, failed: 1 };
  const seconds = process.env.PV_FUZZ_SECONDS ?? '8';
  await inTurn(targets, 2, async (target) => {
    const corpus = join(root, 'test/fuzz/corpus', target.replace(/^fuzz_/, ''));
    const work = join(root, 'build/fuzz-corpus', target);
    mkdirSync(work, { recursive: true });
    const { code } = await run(target, join(dir, 'test', target), [`-max_total_time=${seconds}`, '-timeout=10', '-rss_limit_mb=1024',
      '-max_len=65536', `-artifact_prefix=${work}/`, work, ...(existsSync(corpus) ? [corpus] : [])], { seconds: 600 });
    if (code !== 0) console.log(`  not ok: ${target}, build/test-logs/${target}.log`);
    total[code === 0 ? 'passed' : 'failed'] += 1;
  });
  return total;
}

async function buildFuzzers(dir, targets) {
  if (!existsSync(join(dir, 'build.ninja'))) {
    const setup = await run('fuzz-setup', 'meson', ['setup', dir, '-Dfuzzers=true', '-Db_sanitize=address,undefined', '-Db_lundef=false',
      '--buildtype=debug', '-Doptimization=1'], { env: { CC: 'clang' } });
    if (setup.code !== 0) console.log('  not ok: the fuzzers cannot be set up, build/test-logs/fuzz-setup.log');
    if (setup.code !== 0) return false;
  }
  const { code } = await run('fuzz-build', 'nice', ['ninja', '-C', dir, ...targets.map((t) => `test/${t}`)], { seconds: 900 });
  if (code !== 0) console.log('  not ok: the fuzzers do not build, build/test-logs/fuzz-build.log');
  return code === 0;
}

const unitNames = () => list('test/unit/tests.list').map((n) => [n, join(build, 'test', `${n}_test`)]);

const onPostgres = async () => ({ PV_ENGINE: 'postgres', PV_TEST_POSTGRES: await postgres() });
const suites = {
  printed: { quick: true, run: printed },
  unit: { quick: true, run: () => cmocka(unitNames()) },
  sql: { quick: true, run: () => cmocka([['statements', join(build, 'test/statements_test')]]) },
  web: { quick: true, run: webTests },
  'api-sqlite': { quick: true, run: () => nodeTests('api-sqlite', 'test/api', { atOnce: 3, env: () => ({ PV_ENGINE: 'sqlite' }) }) },
  'api-postgres': { run: () => nodeTests('api-postgres', 'test/api', { atOnce: 3, env: onPostgres }) },
  fault: { run: () => nodeTests('fault', 'test/fault', { atOnce: 3, seconds: 900, env: async () => ({ PV_TEST_POSTGRES: await postgres() }) }) },
  e2e: { run: browserTests },
  real: { run: () => nodeTests('real', 'test/real', { seconds: 900, env: () => ({ PV_ENGINE: 'sqlite' }) }) },
  fuzz: { run: fuzz },
};

const total = { passed: 0, failed: 0 };
const started = Date.now();
const asked = Object.keys(suites).filter((name) => (only ? only.includes(name) : !quick || suites[name].quick));
try {
  const counterparts = asked.includes('real') || asked.includes('fault') ? fetchCounterparts() : null;
  await Promise.all(asked.map(async (name) => {
    let result;
    try {
      result = await suites[name].run();
    } catch (error) {
      console.log(`  not ok: ${name}: ${error.message}`);
      result = { passed: 0, failed: 1 };
    }
    total.passed += result.passed;
    total.failed += result.failed;
    console.log(`${name}: ${result.passed} passed, ${result.failed} failed (done after ${Math.round((Date.now() - started) / 1000)} s)`);
  }));
  await counterparts;
} finally {
  writeFileSync(join(logs, 'times.log'), times.sort((a, b) => b[0] - a[0]).map(([seconds, name]) => `${seconds.toFixed(1)}\t${name}\n`).join(''));
  if (postgresStarts) await run('postgres-stop', 'bash', ['test/pg.sh', 'stop'], { seconds: 60 });
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed ? 1 : 0);
