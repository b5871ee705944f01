// front.mjs: what stands before a site in the tests: passes requests on to the real server (or reads a folder as a plain web host does), keeps what
// was asked and answered, and can misbehave as hosts do: errors, moves, cut answers, a page in place of the feed.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { freePort } from '../api/helper.mjs';

const types = { '.html': 'text/html; charset=utf-8', '.xml': 'application/xml', '.css': 'text/css' };

/** A folder, with a weak ETag and Last-Modified, compressed when asked: as nginx does. */
function file(root, request) {
  let path = join(root, normalize(decodeURIComponent(request.url.split('?')[0])));
  try {
    if (statSync(path).isDirectory()) path = join(path, 'index.html');
    const body = readFileSync(path);
    const headers = { 'Content-Type': types[extname(path)] ?? 'application/octet-stream', 'Last-Modified': statSync(path).mtime.toUTCString(),
      ETag: `W/"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`, Vary: 'Accept-Encoding' };
    if (request.headers['if-none-match'] === headers.ETag) return { status: 304, headers, body: Buffer.alloc(0) };
    if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return { status: 200, headers, body };
    return { status: 200, headers: { ...headers, 'Content-Encoding': 'gzip' }, body: gzipSync(body) };
  } catch {
    return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: Buffer.from('not here') };
  }
}

/** The same request at the server behind; its bytes as they are. */
function pass(port, request, body) {
  return new Promise((resolve, reject) => {
    let unchanged = null;   // PHP compresses the body that a 304 does not have; node's parser minds those bytes
    const there = ask({ host: '127.0.0.1', port, method: request.method, path: request.url, headers: { ...request.headers, connection: 'close' } }, (answer) => {
      const chunks = [];
      if (answer.statusCode === 304) unchanged = { status: 304, headers: { ...answer.headers, connection: 'close' }, body: Buffer.alloc(0) };
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const { connection: _, 'transfer-encoding': __, ...headers } = answer.headers;
        resolve({ status: answer.statusCode, headers, body: Buffer.concat(chunks) });
      });
    });
    there.on('error', (error) => (unchanged ? resolve(unchanged) : reject(error)));
    there.end(body);
  });
}

/**
 * `behind`: a folder, or the port of a server. `rules` maps a path with query to what happens instead: {status, headers, body},
 * {cut: share of the plain body that is sent as if it were all}, {breaks: true} (the connection ends in the middle), {wait: ms}.
 */
export async function front(behind) {
  const self = { behind, rules: new Map(), requests: [] };

  async function answer(request, body) {
    const rule = self.rules.get(request.url) ?? {};
    if (rule.wait) await new Promise((resolve) => { setTimeout(resolve, rule.wait); });
    if (rule.status) return { status: rule.status, headers: rule.headers ?? { 'content-type': 'text/html' }, body: Buffer.from(rule.body ?? '') };
    if (rule.cut) request.headers = { ...request.headers, 'accept-encoding': 'identity', 'if-none-match': '', 'if-modified-since': '' };
    const real = typeof self.behind === 'number' ? await pass(self.behind, request, body) : file(self.behind, request);
    if (!rule.cut) return { ...real, breaks: rule.breaks };
    const { etag, ETag, 'last-modified': _, 'Last-Modified': __, 'content-length': ___, ...headers } = real.headers;
    return { status: real.status, headers, body: real.body.subarray(0, Math.floor(real.body.length * rule.cut)) };
  }

  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      try {
        const got = await answer(request, Buffer.concat(chunks));
        self.requests.push({ path: request.url, status: got.status, headers: request.headers });
        if (got.breaks) {
          response.writeHead(got.status, { ...got.headers, 'content-length': got.body.length + 1000 });
          response.write(got.body, () => request.socket.destroy());
          return;
        }
        response.writeHead(got.status, { ...got.headers, 'content-length': got.body.length }).end(request.method === 'HEAD' ? undefined : got.body);
      } catch (error) {
        response.writeHead(502).end(String(error));
      }
    });
  });
  const port = await freePort();
  await new Promise((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  self.url = `http://127.0.0.1:${port}`;
  self.of = (path) => self.requests.filter((r) => r.path === path);
  self.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  };
  return self;
}
