// hub.mjs: a WebSub hub on loopback, written from the W3C Recommendation of 23 January 2018 alone (sections 5 and 7), since no hub can be
// had as a package. It is strict: a request that the text does not allow is answered 400 and kept in `faults`.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

function listen(server, tries = 50) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (tries > 0 && error.code === 'EADDRINUSE' ? resolve(listen(server, tries - 1)) : reject(error)));
    server.listen(20000 + Math.floor(Math.random() * 12000), '127.0.0.1', resolve);
  });
}

/** What section 5.1 asks of a request; null when it is fine. */
function fault(type, form) {
  if (!/^application\/x-www-form-urlencoded\b/.test(type ?? '')) return `content type ${type}`;
  for (const name of ['hub.callback', 'hub.mode', 'hub.topic']) if (form.getAll(name).length !== 1) return `${name} must be given once`;
  if (!['subscribe', 'unsubscribe'].includes(form.get('hub.mode'))) return `hub.mode ${form.get('hub.mode')}`;
  for (const name of ['hub.callback', 'hub.topic']) if (!URL.canParse(form.get(name))) return `${name} is no address`;
  if (new URL(form.get('hub.callback')).hash) return 'hub.callback has a fragment';
  if (form.has('hub.secret') && Buffer.byteLength(form.get('hub.secret')) >= 200) return 'hub.secret is 200 bytes or longer';
  if (form.has('hub.lease_seconds') && !/^[1-9]\d*$/.test(form.get('hub.lease_seconds'))) return 'hub.lease_seconds is no positive number';
  return null;
}

/**
 * A hub that knows every topic. `lease`: seconds it grants; `policy`: 'verify', 'deny', 'silent' (never asks back) or a status to refuse
 * with; `method`: of signatures. All may be changed on the way.
 */
export async function hub({ lease = 864000, policy = 'verify', method = 'sha256' } = {}) {
  const self = { lease, policy, method, requests: [], faults: [], verified: [], subscriptions: new Map(), work: [] };

  /** Section 5.3: a GET to the callback, which keeps its own query. */
  async function verify(form) {
    const mode = form.get('hub.mode'), topic = form.get('hub.topic'), callback = form.get('hub.callback');
    const challenge = randomBytes(24).toString('base64');
    const question = new URL(callback);
    question.searchParams.append('hub.mode', mode);
    question.searchParams.append('hub.topic', topic);
    question.searchParams.append('hub.challenge', challenge);
    if (mode === 'subscribe') question.searchParams.append('hub.lease_seconds', String(self.lease));
    const answer = await fetch(question, { redirect: 'manual' });
    const body = Buffer.from(await answer.arrayBuffer());
    const fine = answer.status >= 200 && answer.status < 300 && body.length === challenge.length && timingSafeEqual(body, Buffer.from(challenge));
    self.verified.push({ mode, topic, callback, status: answer.status, fine });
    if (!fine) return;
    if (mode === 'subscribe') {
      self.subscriptions.set(`${topic}\n${callback}`, { topic, callback, secret: form.get('hub.secret'), until: Date.now() + self.lease * 1000 });
    } else {
      self.subscriptions.delete(`${topic}\n${callback}`);
    }
  }

  /** Section 5.2: the subscription is not to be. */
  self.deny = async (callback, topic, reason) => {
    const told = new URL(callback);
    told.searchParams.append('hub.mode', 'denied');
    told.searchParams.append('hub.topic', topic);
    if (reason) told.searchParams.append('hub.reason', reason);
    const { status } = await fetch(told);
    self.subscriptions.delete(`${topic}\n${callback}`);
    return status;
  };

  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => { text += chunk; });
    request.on('end', () => {
      const form = new URLSearchParams(text);
      const wrong = request.method === 'POST' ? fault(request.headers['content-type'], form) : `method ${request.method}`;
      self.requests.push(Object.fromEntries(form));
      if (wrong) {
        self.faults.push(wrong);
        response.writeHead(400, { 'content-type': 'text/plain' }).end(wrong);
        return;
      }
      if (typeof self.policy === 'number') {
        response.writeHead(self.policy, { 'content-type': 'text/plain' }).end('no');
        return;
      }
      response.writeHead(202).end();
      if (self.policy === 'verify') self.work.push(verify(form).catch((error) => { self.faults.push(String(error)); }));
      if (self.policy === 'deny') self.work.push(self.deny(form.get('hub.callback'), form.get('hub.topic'), 'not for you'));
    });
  });
  await listen(server);
  self.url = `http://127.0.0.1:${server.address().port}/hub`;

  /** Section 7: the topic's content to every subscriber; {status} of each. `forge`: signs with another secret; `unsigned`: not at all. */
  self.publish = (topic, type, body, { forge = false, unsigned = false } = {}) => Promise.all(
    [...self.subscriptions.values()].filter((s) => s.topic === topic && s.until > Date.now()).map(async (s) => {
      const headers = { 'content-type': type, link: `<${self.url}>; rel="hub", <${topic}>; rel="self"` };
      if (s.secret && !unsigned) {
        const mac = createHmac(self.method, forge ? 'another secret' : s.secret).update(body).digest('hex');
        headers['x-hub-signature'] = `${self.method}=${mac}`;
      }
      const answer = await fetch(s.callback, { method: 'POST', headers, body });
      await answer.arrayBuffer();
      if (answer.status === 410) self.subscriptions.delete(`${topic}\n${s.callback}`);
      return answer.status;
    }));

  self.of = (topic) => [...self.subscriptions.values()].filter((s) => s.topic === topic);
  self.close = async () => {
    await Promise.allSettled(self.work);
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  };
  return self;
}
