// fetch.mjs: fetching and parsing 2,000 feeds from nginx on loopback, beside Node's fetch with rss-parser in the same run (issue 3: >= 10 x).
//
//   node test/bench/fetch.mjs [--feeds 2000] [--rounds 3] [--threads 4] [--json]
//
// Feeds of 30 items, 41 KB, 70 % RSS 2.0 and 30 % Atom, by a fixed seed, on 64 loopback hosts. test/bench/load_fetch.c drives the program's
// own code, see there for what `read`, `first` and `poll` hold. Node asks 32 at a time. nginx compresses for both. Everything on the same
// cores, wall-clock time; rounds of Node and ours alternate and the figure is the median of the rounds' ratios. PV_LOADER names the loader.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const root = dirname(dirname(dirname(here)));
const loader = process.env.PV_LOADER ?? join(root, 'build/test/load_fetch');
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const ITEMS = 30, HOSTS = 64, AT_ONCE = 32;
const feeds = option('feeds', 2000), rounds = option('rounds', 3), threads = option('threads', 4);
const words = ('le réseau de chaleur relie deux écoles and the river town keeps its old mill working while engineers rewrite the plan '
  + 'avec une équipe qui mesure chaque jour the pressure of steam under streets nobody looks at l’été fifteen degrees of rain').split(' ');
let seed = 20261124;
const below = (n) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 4294967296) * n);
};
const say = (n) => Array.from({ length: n }, () => words[below(words.length)]).join(' ');

function item(n, i, atom) {
  const link = `https://www.site${n}.example/posts/${i}-${below(99999)}`;
  const date = new Date(1764000000000 - i * 7200000);
  const body = `<p>${say(60)} &amp; <a href="${link}#more">${say(3)}</a></p><p><img src="${link}.jpg" width="800" alt=""/>${say(50)}</p>`;
  return atom
    ? `<entry><id>tag:site${n}.example,2026:${i}</id><title>${say(8)}</title><link rel="alternate" href="${link}"/><updated>${date.toISOString()}</updated>`
      + `<author><name>${say(2)}</name></author><summary>${say(25)}</summary><content type="html"><![CDATA[${body}]]></content></entry>\n`
    : `<item><title>${say(8)}</title><link>${link}</link><guid isPermaLink="false">site${n}-${i}</guid><pubDate>${date.toUTCString()}</pubDate>`
      + `<dc:creator>${say(2)}</dc:creator><category>${say(1)}</category><description>${say(25)}</description><content:encoded><![CDATA[${body}]]></content:encoded></item>\n`;
}

function feed(n) {
  const atom = n % 10 >= 7;
  const items = Array.from({ length: ITEMS }, (_, i) => item(n, i, atom)).join('');
  return atom
    ? `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>tag:site${n}.example,2026:feed</id><title>Site ${n}</title>`
      + `<updated>2026-11-24T10:00:00Z</updated><link href="https://www.site${n}.example/"/>\n${items}</feed>\n`
    : `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">`
      + `<channel><title>Site ${n}</title><link>https://www.site${n}.example/</link><description>${say(6)}</description><language>fr</language>\n${items}</channel></rss>\n`;
}

/** The other side, in a process of its own: prints {feeds, items, s}. */
async function nodeSide(port) {
  const { default: Parser } = await import('rss-parser');
  const parser = new Parser();
  let next = 0, items = 0;
  const from = process.hrtime.bigint();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let i = next++; i < feeds; i = next++) {
      const answer = await fetch(`http://127.0.0.${(i % HOSTS) + 1}:${port}/${i}.xml`);
      items += (await parser.parseString(await answer.text())).items.length;
    }
  }));
  console.log(JSON.stringify({ feeds, items, s: Number(process.hrtime.bigint() - from) / 1e9 }));
}

async function freePort() {
  for (;;) {
    const port = 20000 + Math.floor(Math.random() * 12000);
    const free = await new Promise((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

const children = [];
/** Lines of JSON that a program prints, all at its end. */
function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = [];
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(lines) : reject(new Error(`${command} ended with ${code}`))));
  });
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function main(dir) {
  mkdirSync(join(dir, 'www'));
  let bytes = 0;
  for (let n = 0; n < feeds; n += 1) {
    const text = feed(n);
    bytes += Buffer.byteLength(text);
    writeFileSync(join(dir, 'www', `${n}.xml`), text);
  }
  const port = await freePort();
  const listens = Array.from({ length: HOSTS }, (_, i) => `listen 127.0.0.${i + 1}:${port};`).join(' ');
  writeFileSync(join(dir, 'nginx.conf'), `${process.getuid() === 0 ? 'user root;' : ''} worker_processes 1; pid ${dir}/nginx.pid; daemon off; error_log ${dir}/nginx.log warn;
    events { worker_connections 2048; }
    http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=${feeds + 100};
      types { application/xml xml; } gzip off; server { ${listens} root ${dir}/www; } }`);
  children.push(spawn('nginx', ['-c', join(dir, 'nginx.conf'), '-p', dir], { stdio: 'inherit' }));
  for (let i = 0; i < 100; i += 1) {
    if (await fetch(`http://127.0.0.1:${port}/0.xml`).then((r) => r.ok, () => false)) break;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  const results = [];
  for (let i = 0; i < rounds; i += 1) {
    const data = mkdtempSync(join(dir, 'data-'));
    const [node] = await run(process.execPath, [here, '--node-side', String(port), '--feeds', String(feeds)]);
    const lines = await run(loader, [`sqlite:${data}/portevoix.db`, data, String(feeds), String(threads), '1', String(port)]);
    const of = Object.fromEntries(lines.map((line) => [line.what, line]));
    if (of.read.items !== node.items || lines.some((line) => line.bad)) throw new Error(`not the same work: ${JSON.stringify([node, lines])}`);
    const rates = { node: node.feeds / node.s, ...Object.fromEntries(lines.map((line) => [line.what, line.feeds / line.s])) };
    results.push({ rates, cpu_s: Object.fromEntries(lines.map((line) => [line.what, line.cpu_s])) });
    if (!process.argv.includes('--json')) {
      console.log(`  round ${i + 1}: rss-parser ${rates.node.toFixed(0)}/s, read ${rates.read.toFixed(0)}/s, poll ${rates.poll.toFixed(0)}/s `
        + `(CPU ${of.read.cpu_s.toFixed(2)}, ${of.poll.cpu_s.toFixed(2)} s); first poll ${rates.first.toFixed(0)}/s`);
    }
  }
  const ratio = (what) => median(results.map((r) => r.rates[what] / r.rates.node));
  const summary = { bench: 'fetch', feeds, bytes, read: ratio('read'), poll: ratio('poll'), pass: 10, results };
  console.log(process.argv.includes('--json') ? JSON.stringify(summary)
    : `fetch: ${feeds} feeds, ${(bytes / 1e6).toFixed(1)} MB, ${threads} threads: fetch and parse ${summary.read.toFixed(1)} x Node with rss-parser (goal 10), `
      + `with the database ${summary.poll.toFixed(1)} x`);
}

const side = process.argv.indexOf('--node-side');
if (side > 0) {
  await nodeSide(process.argv[side + 1]);
} else {
  const dir = mkdtempSync(join(tmpdir(), 'pv-bench-fetch-'));
  try {
    await main(dir);
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    rmSync(dir, { recursive: true, force: true });
  }
}
