// run.mjs: every suite, its progress, and one closing line "N passed, N failed".
//
// Each suite is a function that returns {passed, failed}. A suite that cannot start counts as one failure. PostgreSQL is
// started once, in a temporary folder, and stopped at the end. Ports are free ones below 32768 (see api/helper.mjs).
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

const env = {
  ...process.env,
  PV_BINARY: process.env.PV_BINARY ?? join(build, 'portevoix'),
  ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=0:exitcode=99',
  LSAN_OPTIONS: `suppressions=${join(root, 'test/lsan.supp')}:print_suppressions=0`,
  UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
  PV_TEST_ABORT: '1',
};

/** Runs a command, keeps its output in a log, resolves with {code, out}. */
function run(name, command, commandArgs, options = {}) {
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
      resolve({ code: code ?? 1, out });
    });
  });
}

const count = (out, pattern) => [...out.matchAll(pattern)].reduce((sum, m) => sum + Number(m[1]), 0);

/** Runs the work of each item, two at a time (the machine has two cores). */
async function inPairs(items, work) {
  const queue = [...items];
  await Promise.all([0, 1].map(async () => {
    while (queue.length) await work(queue.shift());
  }));
}

/** cmocka programs: one PASSED and one FAILED summary each; a program that dies counts as a failure. */
async function cmocka(names) {
  const total = { passed: 0, failed: 0 };
  const url = await postgres();
  await inPairs(names, async ([name, path]) => {
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

/** node:test files through the TAP reporter. */
async function nodeTests(name, files, options = {}) {
  const { code, out } = await run(name, process.execPath,
    ['--test', '--test-reporter=tap', `--test-concurrency=${options.concurrency ?? 2}`, ...files], options);
  const passed = count(out, /^# pass (\d+)/gm);
  let failed = count(out, /^# fail (\d+)/gm) + count(out, /^# cancelled (\d+)/gm);
  if (code !== 0 && failed === 0) failed = 1;
  if (failed) {
    const bad = out.split('\n').filter((l) => /^\s*not ok/.test(l));
    console.log(bad.slice(0, 40).map((l) => `  ${l.trim()}`).join('\n'));
    console.log(`  see build/test-logs/${name}.log`);
  }
  return { passed, failed };
}

let postgresUrl = null;
async function postgres() {
  if (quick) return '';
  if (postgresUrl === null) {
    const { code, out } = await run('postgres-start', 'bash', ['test/pg.sh', 'start', '--watch', String(process.pid)], { seconds: 60 });
    const url = out.match(/postgres:\/\/\S+/);
    if (code !== 0 || !url) throw new Error(`PostgreSQL did not start: ${out}`);
    postgresUrl = url[0];
  }
  return postgresUrl;
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
  const name = (file) => `e2e-${file.replace(/^.*\/|\.test\.mjs$/g, '')}`;
  const total = { passed: 0, failed: 0 };
  const again = [];
  const take = (result) => { total.passed += result.passed; total.failed += result.failed; };
  await inPairs(files, async (file) => {
    const result = await nodeTests(name(file), [file], { concurrency: 1, seconds: 1500 });
    if (result.failed) again.push(file);
    else take(result);
  });
  for (const file of again) {
    console.log(`  ${name(file)}: once more`);
    take(await nodeTests(`${name(file)}-again`, [file], { concurrency: 1, seconds: 1500 }));
  }
  return total;
}

/** What the real counterparts need from npm (test/real/pds) is fetched and compiled behind the other suites: a network and a core that idle. */
let counterparts = null;
const fetchCounterparts = () => run('real-install', 'nice', ['-n', '15', 'test/real/pds/install.sh'], { seconds: 1500 });

async function realTests() {
  const { code } = await counterparts;
  if (code !== 0) throw new Error('test/real/pds/install.sh, build/test-logs/real-install.log');
  return nodeTests('real', glob('test/real', '.test.mjs'), { env: { PV_ENGINE: 'sqlite' }, seconds: 900 });
}

async function fuzz() {
  const dir = join(root, 'build/fuzz');
  const total = { passed: 0, failed: 0 };
  if (!existsSync(join(dir, 'build.ninja'))) {
    const setup = await run('fuzz-setup', 'meson', ['setup', dir, '-Dfuzzers=true', '-Db_sanitize=address,undefined', '-Db_lundef=false',
      '--buildtype=debug', '-Doptimization=1'], { env: { CC: 'clang' } });
    if (setup.code !== 0) return { passed: 0, failed: 1 };
  }
  const targets = list('test/fuzz/targets.list');
  const built = await run('fuzz-build', 'ninja', ['-C', dir, ...targets.map((t) => `test/${t}`)], { seconds: 900 });
  if (built.code !== 0) {
    console.log('  not ok: the fuzzers do not build, build/test-logs/fuzz-build.log');
    return { passed: 0, failed: 1 };
  }
  const seconds = process.env.PV_FUZZ_SECONDS ?? '8';
  await inPairs(targets, async (target) => {
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

const unitNames = () => list('test/unit/tests.list').map((n) => [n, join(build, 'test', `${n}_test`)]);

const suites = {
  printed: { quick: true, run: printed },
  unit: { quick: true, run: () => cmocka(unitNames()) },
  sql: { quick: true, run: () => cmocka([['statements', join(build, 'test/statements_test')]]) },
  web: { quick: true, run: webTests },
  'api-sqlite': { quick: true, run: () => nodeTests('api-sqlite', glob('test/api', '.test.mjs'), { concurrency: 3, env: { PV_ENGINE: 'sqlite' } }) },
  'api-postgres': {
    run: async () => nodeTests('api-postgres', glob('test/api', '.test.mjs'), { env: { PV_ENGINE: 'postgres', PV_TEST_POSTGRES: await postgres() } }),
  },
  fault: { run: async () => nodeTests('fault', glob('test/fault', '.test.mjs'), { concurrency: 3, env: { PV_TEST_POSTGRES: await postgres() }, seconds: 900 }) },
  e2e: { run: browserTests },
  real: { run: realTests },
  fuzz: { run: fuzz },
};

const total = { passed: 0, failed: 0 };
const wanted = Object.entries(suites).filter(([name, suite]) => (only ? only.includes(name) : !quick || suite.quick));
try {
  if (wanted.some(([name]) => name === 'real')) counterparts = fetchCounterparts();
  for (const [name, suite] of wanted) {
    const started = Date.now();
    let result;
    try {
      result = await suite.run();
    } catch (error) {
      console.log(`  not ok: ${name}: ${error.message}`);
      result = { passed: 0, failed: 1 };
    }
    total.passed += result.passed;
    total.failed += result.failed;
    console.log(`${name}: ${result.passed} passed, ${result.failed} failed (${Math.round((Date.now() - started) / 1000)} s)`);
  }
} finally {
  if (postgresUrl) await run('postgres-stop', 'bash', ['test/pg.sh', 'stop'], { seconds: 60 });
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed ? 1 : 0);
