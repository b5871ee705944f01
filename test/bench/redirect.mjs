// redirect.mjs: tracked redirects beside nginx answering a static 302, in the same run (decisions 35).
//
//   node test/bench/redirect.mjs [--db postgres://…] [--links 100000] [--rounds 5] [--seconds 2] [--connections 64] [--json]
//
// Three servers stay up: nginx (`return 302`, no log), portevoix that commits each click before it answers, portevoix that
// answers first. wrk goes round them in turn; the figure is the median of each round's ratio to nginx. Client and servers share
// the machine, so ratios count, not requests a second. After each turn the server's backlog of uncounted clicks is let
// run out, so that nobody pays for another's work; how long that took is printed. PV_BINARY and PV_LOADER name the programs.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const arg = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
};
const links = Number(arg('links', 100000));
const rounds = Number(arg('rounds', 5));
const seconds = Number(arg('seconds', 2));
const connections = Number(arg('connections', 64));
const databaseUrl = arg('db', null);
const asJson = process.argv.includes('--json');
const binary = process.env.PV_BINARY ?? join(root, 'build/portevoix');
const loader = process.env.PV_LOADER ?? join(root, 'build/test/load_links');
const bars = { durable: { pass: 0.35, goal: 0.45 }, first: { pass: 0.6, goal: 0.75 } };

const dir = mkdtempSync(join(tmpdir(), 'pv-bench-'));
const children = [];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const say = (text) => { if (!asJson) console.log(text); };

/** A free port below 32768. */
async function freePort() {
  for (;;) {
    const port = 20000 + Math.floor(Math.random() * 12000);
    const free = await new Promise((resolve) => {
      const probe = createServer();
      probe.on('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

async function untilAnswers(port, path) {
  for (let i = 0; i < 200; i += 1) {
    try {
      await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' });
      return;
    } catch {
      await sleep(50);
    }
  }
  throw new Error(`nobody answers on port ${port}`);
}

function start(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(child);
  return child;
}

function load(url, data) {
  const out = spawnSync(loader, ['--db', url, '--data', data, '--links', String(links)],
    { encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'ignore'] });
  if (out.status !== 0) throw new Error('load_links failed');
  return out.stdout;
}

async function startNginx() {
  const port = await freePort();
  const conf = join(dir, 'nginx.conf');
  writeFileSync(conf, `worker_processes ${cpus().length};
daemon off; pid ${dir}/nginx.pid; error_log stderr error;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 100000000; server { listen 127.0.0.1:${port} backlog=1024;
location /l/ { return 302 "https://www.rivelle.example/en/news/post-1?utm_source=linkedin&utm_medium=employee&utm_campaign=share"; } } }
`);
  const child = start('nginx', ['-c', conf, '-p', dir]);
  await untilAnswers(port, '/l/x');
  return { name: 'nginx', port, child };
}

async function startPortevoix(name, durable, url, data) {
  const port = await freePort();
  const child = start(binary, ['serve', '--db', url, '--data', data, '--listen', `127.0.0.1:${port}`,
    '--click-durable', String(durable), '--rate-limits', 'false', '--log-level', 'error']);
  await untilAnswers(port, '/healthz');
  return { name, port, child };
}

/** CPU seconds of a process and its children so far. */
function cpuOf(server) {
  const pids = [server.child.pid];
  for (const pid of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
    try {
      const parent = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1]);
      if (parent === server.child.pid) pids.push(Number(pid));
    } catch { /* it has ended */ }
  }
  let ticks = 0;
  for (const pid of pids) {
    const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    ticks += Number(f[11]) + Number(f[12]);
  }
  return ticks / 100;
}

/** Waits until the process rests; seconds it took. */
async function settle(server) {
  const began = Date.now();
  let calm = 0;
  for (let before = cpuOf(server); calm < 3 && Date.now() - began < 120000;) {
    await sleep(200);
    const now = cpuOf(server);
    calm = now - before <= 0.01 ? calm + 1 : 0;
    before = now;
  }
  return (Date.now() - began) / 1000 - 0.6;
}

async function measure(server, codes) {
  const before = cpuOf(server);
  const wrk = spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', join(here, 'redirect.lua'),
    `http://127.0.0.1:${server.port}/`], { env: { ...process.env, CODES: codes }, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  wrk.stdout.on('data', (chunk) => { out += chunk; });
  await new Promise((resolve) => wrk.on('close', resolve));
  const cpu = cpuOf(server) - before;
  const m = out.match(/RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/);
  if (!m) throw new Error(`wrk said: ${out}`);
  const [requests, us, errors, p50, p99] = m.slice(1).map(Number);
  return { rate: requests / (us / 1e6), errors, p50, p99, cpu: (cpu * 1e6) / requests, settled: await settle(server) };
}

function withDatabase(name) {
  if (!databaseUrl) return null;
  const admin = spawnSync('psql', ['-q', databaseUrl, '-c', `CREATE DATABASE ${name}`], { encoding: 'utf8' });
  if (admin.status !== 0) throw new Error(admin.stderr);
  return databaseUrl.replace(/\/[^/]*$/, `/${name}`);
}

async function main() {
  const codes = join(dir, 'codes');
  const data = { durable: join(dir, 'durable'), first: join(dir, 'first') };
  const urls = {};
  mkdirSync(data.durable);
  if (databaseUrl) {
    mkdirSync(data.first);
    urls.durable = withDatabase(`pv_bench_${process.pid}_a`);
    urls.first = urls.durable;
    writeFileSync(codes, load(urls.durable, data.durable));
    cpSync(join(data.durable, 'person.key'), join(data.first, 'person.key'));
  } else {
    urls.durable = `sqlite:${data.durable}/portevoix.db`;
    urls.first = `sqlite:${data.first}/portevoix.db`;
    writeFileSync(codes, load(urls.durable, data.durable));
    cpSync(data.durable, data.first, { recursive: true });
  }
  const servers = [await startNginx(), await startPortevoix('durable', true, urls.durable, data.durable),
    await startPortevoix('first', false, urls.first, data.first)];
  const seen = { nginx: [], durable: [], first: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const server of servers) {
      const m = await measure(server, codes);
      if (m.errors) throw new Error(`${server.name}: ${m.errors} errors`);
      if (round > 0) seen[server.name].push(m);    // the first round warms up
      say(`${round ? `round ${round}` : 'warm-up'}  ${server.name.padEnd(8)} ${String(Math.round(m.rate)).padStart(7)}/s`
        + `  cpu ${m.cpu.toFixed(1)} us  p50 ${m.p50} us  p99 ${m.p99} us  counted after ${m.settled.toFixed(1)} s`);
    }
  }
  const result = { links, rounds, seconds, connections, engine: databaseUrl ? 'postgres' : 'sqlite', ratios: {} };
  for (const name of ['durable', 'first']) {
    const ratios = seen[name].map((m, i) => m.rate / seen.nginx[i].rate);
    result.ratios[name] = { ratio: median(ratios), low: Math.min(...ratios), high: Math.max(...ratios), ...bars[name],
      cpu: median(seen[name].map((m) => m.cpu)), nginxCpu: median(seen.nginx.map((m) => m.cpu)),
      p50: median(seen[name].map((m) => m.p50)), p99: median(seen[name].map((m) => m.p99)) };
  }
  return result;
}

let code = 1;
try {
  const result = await main();
  if (asJson) console.log(JSON.stringify(result));
  for (const [name, r] of Object.entries(result.ratios)) {
    const verdict = r.ratio >= r.goal ? 'goal met' : r.ratio >= r.pass ? 'passes' : 'too slow';
    say(`redirect, ${name === 'durable' ? 'click committed first' : 'answered first'}: ${r.ratio.toFixed(2)} x nginx`
      + ` (${r.low.toFixed(2)}-${r.high.toFixed(2)}; bar ${r.pass}, goal ${r.goal}: ${verdict}),`
      + ` cpu ${r.cpu.toFixed(1)} us to nginx's ${r.nginxCpu.toFixed(1)}, p50 ${r.p50} us, p99 ${r.p99} us`);
  }
  code = 0;
} finally {
  for (const child of children) child.kill('SIGTERM');
  await sleep(500);
  rmSync(dir, { recursive: true, force: true });
}
process.exit(code);
