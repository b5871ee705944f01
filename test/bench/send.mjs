// send.mjs: shares that are due within one minute leave for a network that takes 50 ms to answer: how long that takes, whether any
// goes out twice, how much memory the program needs at the beginning and at the end.
//
//   node test/bench/send.mjs [--shares 10000] [--latency 50] [--db postgres://…] [--json]
//
// Baseline in the same run: the same posts to the same peer by a script with as many connections at once, which keeps no account of
// anything. Client, peer and program share the machine. PV_BINARY and PV_LOADER name the programs. Bar: within 60 s of the last due moment's
// minute, none twice.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../api/helper.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const arg = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : fallback;
};
const shares = Number(arg('shares', 10000));
const latency = Number(arg('latency', 50));
const threads = 32;
const asJson = process.argv.includes('--json');
const binary = process.env.PV_BINARY ?? join(root, 'build/portevoix');
const loader = process.env.PV_LOADER ?? join(root, 'build/test/load_send');
const dir = mkdtempSync(join(tmpdir(), 'pv-bench-send-'));
const url = arg('db', `sqlite:${join(dir, 'portevoix.db')}`);
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const say = (text) => { if (!asJson) console.log(text); };

/** A server that takes records and counts them by account and key. */
async function startPeer() {
  const port = await freePort();
  const peer = { url: `http://127.0.0.1:${port}`, keys: new Map(), first: 0, last: 0, calls: 0 };
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => setTimeout(() => {
      peer.calls += 1;
      const { repo, rkey } = JSON.parse(Buffer.concat(chunks));
      const key = `${repo}/${rkey}`;
      peer.keys.set(key, (peer.keys.get(key) ?? 0) + 1);
      peer.last = Date.now();
      peer.first ||= peer.last;
      const body = JSON.stringify({ uri: `at://${repo}/app.bsky.feed.post/${rkey}`, cid: 'bafyreib2rxk3rybk3aobmv5cjuql3bm2twh4jo5uxgf5kpqcsgz7soitae' });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
      response.end(body);
    }, latency));
  });
  server.listen(port, '127.0.0.1');
  peer.clear = () => { peer.keys.clear(); Object.assign(peer, { first: 0, last: 0, calls: 0 }); };
  peer.stop = () => { server.closeAllConnections(); server.close(); };
  return peer;
}

/** The naive way: `threads` loops that post one after the other, each on a connection of its own as the program does. */
async function naive(peer) {
  const started = Date.now();
  let next = 0;
  const one = (i) => new Promise((resolve, reject) => {
    const body = JSON.stringify({ repo: `did:plc:${i}`, collection: 'app.bsky.feed.post', rkey: String(i), record: { text: 'Worth a read, number '.repeat(5) } });
    const request = http.request(`${peer.url}/xrpc/com.atproto.repo.createRecord`, { method: 'POST', agent: false,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => { answer.resume(); answer.on('end', resolve); });
    request.on('error', reject);
    request.end(body);
  });
  await Promise.all(Array.from({ length: threads }, async () => { while (next < shares) await one(next++); }));
  return (Date.now() - started) / 1000;
}

const rss = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;

const peer = await startPeer();
let server;
try {
  say(`${shares} shares, ${latency} ms a call, ${threads} at once`);
  const baseline = await naive(peer);
  peer.clear();
  const due = Date.now() + 1000;
  const load = spawnSync(loader, ['--db', url, '--data', dir, '--server', peer.url, '--shares', String(shares), '--due', String(due - 60_000)], { stdio: 'inherit' });
  if (load.status !== 0) throw new Error('load_send failed');
  // All are due by now: what is measured is how fast a full minute's shares leave.
  server = spawn(binary, ['serve', '--db', url, '--data', dir, '--listen', `127.0.0.1:${await freePort()}`, '--allow-net', '127.0.0.0/8', '--log-level', 'warn',
    '--send-threads', String(threads)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const started = Date.now();
  const memory = [];
  while (peer.keys.size < shares && Date.now() - started < 300_000) {
    await sleep(500);
    if (peer.keys.size) memory.push(rss(server.pid));
  }
  const seconds = (peer.last - started) / 1000;
  await sleep(3000);
  const twice = [...peer.keys.values()].filter((n) => n > 1).length;
  const at = (part) => Math.round(memory[Math.floor((memory.length - 1) * part)] ?? 0);
  const result = { shares, sent: peer.keys.size, twice, seconds: Number(seconds.toFixed(1)), baseline_seconds: Number(baseline.toFixed(1)),
    ratio: Number((seconds / baseline).toFixed(2)), rss_mib: { at_10_percent: at(0.1), at_50_percent: at(0.5), at_end: at(1) } };
  if (asJson) console.log(JSON.stringify(result));
  else {
    say(`sent ${result.sent}, twice ${twice}, in ${result.seconds} s (bar 60 s); the same posts by a script that keeps no account: ${result.baseline_seconds} s, ratio ${result.ratio}`);
    say(`memory of the program: ${at(0.1)} MiB after a tenth of the time, ${at(0.5)} half-way, ${at(1)} at the end`);
  }
} finally {
  server?.kill('SIGTERM');
  await sleep(1500);
  peer.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(0);
