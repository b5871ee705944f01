// feed.mjs: the personalised feed page against nginx serving the same bytes as a file (decisions 35: pass 0.30, goal 0.50).
//
//   node test/bench/feed.mjs [--rounds 5] [--seconds 4] [--members 20000] [--posts 10000] [--connections 64] [--json]
//
// 30 items out of 10,000 posts for 20,000 signed-in members, each request as another member, on SQLite, everything on
// loopback and the same cores. Both servers get the very same requests from the same wrk script, cookie and all, so that the
// client costs both alike. Alternating rounds; the figure is the median of the rounds' ratios. PV_BINARY and PV_LOADER name the
// programs (a release build, no sanitizer).
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const binary = process.env.PV_BINARY ?? join(root, 'build/portevoix');
const loader = process.env.PV_LOADER ?? join(root, 'build/test/load_feed');
const asJson = process.argv.includes('--json');
const say = (text) => { if (!asJson) console.log(text); };
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const rounds = option('rounds', 5);
const seconds = option('seconds', 4);
const members = option('members', 20000);
const posts = option('posts', 10000);
const connections = option('connections', 64);
const path = '/api/v1/posts?limit=30';
const dir = mkdtempSync(join(tmpdir(), 'pv-bench-feed-'));
const children = [];

function freePort() {
  return new Promise((resolve, reject) => {
    const port = 20000 + Math.floor(Math.random() * 12000);
    const probe = createServer();
    probe.once('error', () => resolve(freePort()));
    probe.listen(port, '127.0.0.1', () => probe.close((error) => (error ? reject(error) : resolve(port))));
  });
}

function must(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error ?? stderr}`);
  return stdout;
}

function start(command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  children.push(child);
  return child;
}

async function answers(url, headers) {
  for (let i = 0; i < 100; i += 1) {
    try {
      const response = await fetch(url, { headers });
      if (response.status === 200) return Buffer.from(await response.arrayBuffer());
    } catch { /* not up yet */ }
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error(`${url} does not answer 200`);
}

function nginx(port, body) {
  mkdirSync(join(dir, 'www'));
  writeFileSync(join(dir, 'www/page.json'), body);
  writeFileSync(join(dir, 'nginx.conf'), `
    ${process.getuid() === 0 ? 'user root;' : ''} worker_processes auto; pid ${dir}/nginx.pid; daemon off; error_log ${dir}/nginx.log warn;
    events { worker_connections 1024; }
    http {
      access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
      default_type application/json;
      server { listen 127.0.0.1:${port}; root ${dir}/www; location / { try_files /page.json =404; } }
    }`);
  start('nginx', ['-c', join(dir, 'nginx.conf'), '-p', dir]);
}

function wrkScript(tokens) {
  const file = join(dir, 'members.lua');
  writeFileSync(file, `
    local requests = {}
    function init(args)
      local n = 0
      for token in io.lines("${tokens}") do
        n = n + 1
        requests[n] = wrk.format("GET", "${path}", {["Cookie"] = "pv=" .. token})
      end
      math.randomseed(os.time())
    end
    function request() return requests[math.random(#requests)] end`);
  return file;
}

/** CPU time of a process and its children in ms (utime + stime of /proc). */
function cpu(pid) {
  const pids = [pid, ...must('bash', ['-c', `pgrep -P ${pid} || true`]).trim().split('\n').filter(Boolean)];
  return pids.reduce((sum, p) => {
    const fields = readFileSync(`/proc/${p}/stat`, 'utf8').split(') ')[1].split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * 10;
  }, 0);
}

function wrk(url, script, pid) {
  const before = cpu(pid);
  const out = must('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', script, url]);
  const spent = cpu(pid) - before;
  if (/Non-2xx/.test(out)) throw new Error(`not all answers were 200: ${out}`);
  const requests = Number(out.match(/(\d+) requests in/)[1]);
  return {
    rate: Number(out.match(/Requests\/sec:\s+([\d.]+)/)[1]), cpu: (spent * 1000) / requests,
    p50: out.match(/^\s+50%\s+(\S+)/m)[1], p99: out.match(/^\s+99%\s+(\S+)/m)[1],
  };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function main() {
  const url = `sqlite:${dir}/portevoix.db`;
  const tokens = join(dir, 'tokens');
  say(`feed: ${posts} posts, ${members} members, ${connections} connections, ${rounds} rounds of ${seconds} s`);
  must(loader, [url, dir, String(members), String(posts), tokens]);
  const port = await freePort();
  const server = start(binary, ['serve', '--db', url, '--data', dir, '--listen', `127.0.0.1:${port}`,
    '--rate-limits', 'false', '--log-level', 'error']);
  const base = `http://127.0.0.1:${port}`;
  const token = readFileSync(tokens, 'utf8').split('\n')[0];
  const body = await answers(base + path, { cookie: `pv=${token}` });
  const filePort = await freePort();
  nginx(filePort, body);
  const file = `http://127.0.0.1:${filePort}`;
  await answers(file + path, {});
  const script = wrkScript(tokens);
  wrk(base + path, script, server.pid);   // every member's state is in memory afterwards
  wrk(base + path, script, server.pid);
  wrk(file + path, script, children[1].pid);
  const results = [];
  for (let i = 1; i <= rounds; i += 1) {
    const theirs = wrk(file + path, script, children[1].pid);
    const ours = wrk(base + path, script, server.pid);
    results.push({ ours, theirs, ratio: ours.rate / theirs.rate });
    say(`  round ${i}: nginx ${theirs.rate.toFixed(0)}/s (${theirs.cpu.toFixed(1)} us cpu), feed ${ours.rate.toFixed(0)}/s `
      + `(${ours.cpu.toFixed(1)} us cpu, p50 ${ours.p50}, p99 ${ours.p99}), ratio ${results.at(-1).ratio.toFixed(2)}`);
  }
  const ratio = median(results.map((r) => r.ratio));
  const cpuRatio = median(results.map((r) => r.ours.cpu / r.theirs.cpu));
  say(`feed: ${body.length} bytes a page, median ratio to nginx ${ratio.toFixed(2)} (pass 0.30, goal 0.50), `
    + `CPU a request ${cpuRatio.toFixed(2)} x nginx`);
  if (asJson) console.log(JSON.stringify({ bench: 'feed', ratio, pass: 0.30, goal: 0.50, bytes: body.length, cpu_ratio: cpuRatio,
    rates: results.map((r) => [r.ours.rate, r.theirs.rate]) }));
  return ratio >= 0.30 ? 0 : 1;
}

let code = 1;
try {
  code = await main();
} catch (error) {
  console.error(error);
} finally {
  for (const child of children) child.kill('SIGTERM');
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  rmSync(dir, { recursive: true, force: true });
}
process.exit(code);
