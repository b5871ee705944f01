// cut.mjs: what stands between our program and a server to prove "exactly once": it passes requests on, or fails at a chosen place: before the
// server has seen the request, after it has acted but before the answer is here, or in the middle of the answer.
//
//   const line = await cut(pds.url);
//   line.next({ cut: true });                                    // the next request
//   line.when('POST', /createRecord/, { cut: true }, 2);         // the next two of these
//   line.requests                                                // [{method, path, headers, body, rule, status, acted}]
//
// A rule is one of, with `delay` (ms, before anything else) where wanted:
//   {}                      passed on
//   {refuse: true}          the connection ends, the server knows nothing of it
//   {cut: true}             the server acts, then the connection ends without a byte of an answer
//   {half: true}            the server acts, its answer breaks off in the middle
//   {hang: true}            nothing is passed on and no answer comes, until `free()` or the client leaves
//   {swallow: true}         the server acts and no answer comes
//   {status, headers, body} this answer; the server knows nothing. {status: 429, headers: {'retry-after': '3'}}
//   {instead: {status, headers, body}}  the server acts, the client gets this answer (a gateway's 502, say)
//
// Connections are kept alive as servers do: a client that sends again by itself when a used connection ends is found out here. libcurl is one, with
// POST too ("Connection died, retrying a fresh connect"), unless it is told to take a new connection (CURLOPT_FRESH_CONNECT).
import { createServer, request as ask } from 'node:http';
import { freePort } from '../api/helper.mjs';

const hop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length']);

/** The request at the server behind, its answer whole. */
function forward(target, request, body) {
  return new Promise((resolve, reject) => {
    const headers = { ...request.headers, host: target.host, connection: 'close' };
    const there = ask({ host: '127.0.0.1', port: target.port, method: request.method, path: request.url, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(chunks),
        headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !hop.has(name))) }));
    });
    there.on('error', reject);
    there.end(body);
  });
}

function send(request, response, { status, headers = {}, body = '' }) {
  const bytes = Buffer.isBuffer(body) || typeof body === 'string' ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, bodiless ? headers : { 'content-type': 'application/json', ...headers, 'content-length': bytes.length });
  response.end(request.method === 'HEAD' || bodiless ? undefined : bytes);
}

/** `url`: of an HTTP server on loopback; `listen`: the line's own port. Answers {url, port, requests, next, when, clear, free, down, up, close}. */
export async function cut(url, listen) {
  const target = new URL(url);
  const self = { requests: [], target };
  const port = listen ?? await freePort();
  const waiting = new Set();
  let queue = [];
  let rules = [];

  function ruleFor(request) {
    if (queue.length) return queue.shift();
    const rule = rules.find((r) => r.times > 0 && r.method === request.method && r.path.test(request.url));
    if (!rule) return {};
    rule.times -= 1;
    return rule.rule;
  }

  async function take(request, response, body) {
    const rule = ruleFor(request);
    const seen = { method: request.method, path: request.url, headers: request.headers, body, rule, status: null, acted: false };
    self.requests.push(seen);
    if (rule.delay) await new Promise((resolve) => { setTimeout(resolve, rule.delay); });
    if (rule.refuse) return request.socket.destroy();
    if (rule.hang) return waiting.add(request.socket);
    if (rule.status) return send(request, response, rule);
    const answer = await forward(target, request, body);
    Object.assign(seen, { acted: true, status: answer.status, answer: answer.body });
    if (rule.cut) return request.socket.destroy();
    if (rule.swallow) return waiting.add(request.socket);
    if (rule.instead) return send(request, response, rule.instead);
    if (!rule.half) return send(request, response, answer);
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length + 1 });
    response.flushHeaders();
    return response.write(answer.body.subarray(0, Math.ceil(answer.body.length / 2)), () => request.socket.destroy());
  }

  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => take(request, response, Buffer.concat(chunks)).catch((error) => {
      if (!response.headersSent) send(request, response, { status: 502, body: { error: String(error) } });
    }));
  });
  server.keepAliveTimeout = 60_000;
  self.port = port;
  self.url = `${target.protocol}//${target.hostname}:${port}`;
  /** Rules for the next requests, one each, whatever they are. */
  self.next = (...more) => { queue.push(...more); };
  /** A rule for the next `times` requests that fit. */
  self.when = (method, path, rule, times = 1) => { rules.push({ method, path, rule, times }); };
  self.clear = () => { queue = []; rules = []; };
  /** Ends the connections that hang. */
  self.free = () => {
    for (const socket of waiting) socket.destroy();
    waiting.clear();
  };
  self.up = () => new Promise((resolve, reject) => { server.once('error', reject).listen(port, '127.0.0.1', () => { server.removeListener('error', reject); resolve(); }); });
  /** Nothing listens any more: connections are refused, until `up()`. */
  self.down = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  };
  self.close = async () => {
    self.free();
    if (server.listening) await self.down();
  };
  await self.up();
  return self;
}
