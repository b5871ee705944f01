// demo.mjs: what one waits for in a company of 20,000 against one of 1,500: the same questions to the two demo companies in one run.
//
//   node test/bench/demo.mjs [--rounds 300] [--json]
//
// Both are built by `portevoix demo` (the time that takes is told), served side by side, and asked in turn by one client, one question at a
// time. The figure is the median answer time of the large one over that of the standard one; the bar is 1.5. A further question (a search, a
// channel) is one more row of `questions`; one with a remark is told and has no bar.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const binary = process.env.PV_BINARY ?? join(root, 'build/portevoix');
const asJson = process.argv.includes('--json');
const at = process.argv.indexOf('--rounds');
const rounds = at > 0 ? Number(process.argv[at + 1]) : 300;
const BAR = 1.5;

const member = 'camille.roussel@rivelle.example';
const admin = 'claire.fontaine@rivelle.example';
const questions = [
  ['Home', member, '/api/v1/posts?limit=30'],
  ['search', member, '/api/v1/posts?q=barrage&limit=30'],
  ['board', member, '/api/v1/boards/month'],
  ['my place', member, '/api/v1/me/board'],
  ['my points', member, '/api/v1/me/points'],
  ['my impact', member, '/api/v1/me/impact'],
  ['people by name', admin, '/api/v1/members?q=marchetti&limit=50', 'grows with the directory, which it reads through'],
];

function freePort() {
  return new Promise((resolve) => {
    const port = 20000 + Math.floor(Math.random() * 12000);
    const probe = createServer();
    probe.once('error', () => resolve(freePort()));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(port)));
  });
}

class Place {
  constructor(size) {
    this.size = size;
    this.dir = mkdtempSync(join(tmpdir(), `pv-bench-demo-${size}-`));
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    this.cookies = {};
  }

  async open() {
    const storage = ['--data', this.dir, '--db', `sqlite:${join(this.dir, 'portevoix.db')}`];
    const begin = performance.now();
    const made = spawnSync(binary, ['demo', '--size', this.size, '--json', ...storage], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    this.seconds = (performance.now() - begin) / 1000;
    this.made = JSON.parse(made.stdout);
    this.port = await freePort();
    this.child = spawn(binary, ['serve', ...storage, '--listen', `127.0.0.1:${this.port}`, '--rate-limits', 'false', '--log-level', 'error'], { stdio: 'ignore' });
    for (let i = 0; i < 100; i += 1) {
      try {
        await this.ask('/healthz');
        break;
      } catch {
        await new Promise((resolve) => { setTimeout(resolve, 100); });
      }
    }
    for (const email of [member, admin]) {
      const { headers } = await this.ask('/api/v1/session', undefined, JSON.stringify({ email, password: this.made.password }));
      this.cookies[email] = headers['set-cookie'][0].split(';')[0];
    }
    return this;
  }

  ask(path, who, body) {
    const headers = { 'X-Requested-With': 'portevoix', ...(who && { Cookie: this.cookies[who] }), ...(body && { 'Content-Type': 'application/json' }) };
    return new Promise((resolve, reject) => {
      const begin = performance.now();
      const request = http.request({ host: '127.0.0.1', port: this.port, path, method: body ? 'POST' : 'GET', headers, agent: this.agent }, (response) => {
        let bytes = 0;
        response.on('data', (chunk) => { bytes += chunk.length; });
        response.on('end', () => (response.statusCode === 200 ? resolve({ ms: performance.now() - begin, bytes, headers: response.headers }) : reject(new Error(`${path}: ${response.statusCode}`))));
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  async close() {
    this.agent.destroy();
    if (this.child) {
      const ended = new Promise((resolve) => { this.child.on('exit', resolve); });
      this.child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const places = ['standard', 'large'].map((size) => new Place(size));
try {
  for (const place of places) {
    await place.open();
    if (!asJson) console.log(`${place.size}: ${place.made.members} members, ${place.made.posts} posts, ${place.made.shares} shares, built in ${place.seconds.toFixed(1)} s`);
  }
  const results = [];
  for (const [name, who, path, told] of questions) {
    const times = [[], []];
    for (let i = -20; i < rounds; i += 1) {
      for (const [k, place] of places.entries()) {
        const { ms } = await place.ask(path, who);
        if (i >= 0) times[k].push(ms);
      }
    }
    const [standard, large] = times.map(median);
    results.push({ name, standard_ms: standard, large_ms: large, ratio: large / standard, barred: !told });
    if (!asJson) console.log(`  ${name.padEnd(18)} ${standard.toFixed(2)} ms, ${large.toFixed(2)} ms: ${(large / standard).toFixed(2)} x   (${told ?? `bar ${BAR}`})`);
  }
  if (asJson) console.log(JSON.stringify({ bench: 'demo', bar: BAR, built_s: places.map((place) => place.seconds), results }));
  process.exitCode = results.every(({ ratio, barred }) => !barred || ratio <= BAR) ? 0 : 1;
} finally {
  for (const place of places) await place.close();
}
