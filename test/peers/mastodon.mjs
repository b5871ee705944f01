// mastodon.mjs: a Mastodon server for tests, written from its published documentation (docs.joinmastodon.org: methods, entities, guidelines, rate
// limits) and from no client, since no real one can be had as a package. It is strict: a request that the documentation does not allow is kept in
// `faults`, and answered as Mastodon answers it. A test ends with assert.deepEqual(mastodon.faults, []).
//
//   const mastodon = await startMastodon();
//   const acme = mastodon.addAccount('acme', { displayName: 'Acme' });
//   mastodon.user = mastodon.addAccount('anne');                 // who sits before the authorization page
//   mastodon.addStatus(acme, { text: 'Bonjour' });
//   const callback = await mastodon.approve(authorizeUrl);       // what the person's browser does
//   mastodon.statuses('anne');                                   // what she has published, the newest first
//   mastodon.fail({ status: 503 }, { status: 429, reset: 5 });   // the next two answers under /api
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTls } from 'node:https';
import { freePort } from '../api/helper.mjs';
import { apiRoutes, limits, statusEntity } from './mastodon_api.mjs';
import { covers, oauthRoutes } from './mastodon_oauth.mjs';
import { Answer, readParameters } from './mastodon_request.mjs';

/** All servers of this process: they know each other's statuses. */
const fediverse = new Set();

const routes = [...oauthRoutes, ...apiRoutes].map(([method, path, rules, run]) => ({ method, rules, run, path,
  pattern: new RegExp(`^${path.replace(/\./g, '\\.').replace(/:id/g, '([^/]+)')}$`) }));

/** Who asks: a token that is none, or no more, is refused even where none is needed. */
function authenticate(world, context, rules) {
  const header = context.request.headers.authorization;
  if (context.query.access_token !== undefined || context.body.access_token !== undefined) context.faults.push('access_token as a parameter');
  const given = header?.match(/^Bearer (\S+)$/)?.[1];
  if (header !== undefined && !given && !/^Basic /.test(header)) context.faults.push(`Authorization: ${header}`);
  const refuse = (text) => new Answer(401, { error: text },
    { 'WWW-Authenticate': `Bearer realm="Doorkeeper", error="invalid_token", error_description="${text}"` });
  if (!given) {
    if (rules.user) throw refuse('The access token is invalid');
    return;
  }
  const token = world.tokens.get(given);
  if (!token) throw refuse('The access token is invalid');
  if (token.revoked) throw refuse('The access token was revoked');
  if (token.account?.suspended) throw new Answer(403, { error: 'Your login is currently disabled' });
  if (rules.scope && ![rules.scope].flat().some((s) => world.may(token, s))) throw new Answer(403, { error: 'This action is outside the authorized scopes' });
  if (rules.user && !token.account) throw new Answer(401, { error: 'This method requires an authenticated user' });
  Object.assign(context, { token, account: token.account, viewer: token.account, app: token.app });
}

function checkNames(context, rules) {
  for (const name of Object.keys(context.query)) if (!(rules.query ?? []).includes(name) && name !== 'access_token') context.faults.push(`query has ${name}`);
  for (const name of Object.keys(context.body)) if (!(rules.body ?? []).includes(name) && name !== 'access_token') context.faults.push(`body has ${name}`);
}

/** api/rate-limits: 300 requests in 5 minutes, 30 deletions and 30 uploads in 30; the headers tell of the one that is closest. */
function count(world, context) {
  const who = context.token?.account?.id ?? 'nobody';
  const key = `${context.request.method} ${context.route?.path}`;
  const buckets = [[`api ${who}`, world.limit, 300]];
  if (['DELETE /api/v1/statuses/:id', 'POST /api/v1/statuses/:id/unreblog'].includes(key)) buckets.push([`delete ${who}`, 30, 1800]);
  if (key === 'POST /api/v2/media') buckets.push([`media ${who}`, 30, 1800]);
  if (key === 'POST /api/v1/statuses' || key === 'POST /api/v1/statuses/:id/reblog') buckets.push([`post ${who}`, 300, 10800]);
  const all = buckets.map(([name, limit, seconds]) => {
    const window = Math.floor(world.now() / 1000 / seconds);
    const used = (world.buckets.get(`${name} ${window}`) ?? 0) + 1;
    world.buckets.set(`${name} ${window}`, used);
    return { limit, remaining: Math.max(limit - used, 0), over: used > limit, reset: (window + 1) * seconds * 1000 };
  });
  const near = all.sort((a, b) => a.remaining - b.remaining)[0];
  return { over: world.enforceLimits && all.some((b) => b.over), headers: rateHeaders(near.limit, near.remaining, near.reset) };
}

const rateHeaders = (limit, remaining, reset) => ({ 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Remaining': String(remaining),
  'X-RateLimit-Reset': new Date(reset).toISOString().replace('Z', '000Z') });

async function handle(world, request, bytes, call) {
  const path = request.url.split('?')[0];
  const planned = path.startsWith('/api/') || path.startsWith('/oauth/token') || path.startsWith('/oauth/revoke') ? world.planned(request.method, path) : null;
  if (world.slow) await new Promise((resolve) => { setTimeout(resolve, world.slow); });
  if (planned && !planned.after) return { ...planned, headers: { ...(planned.status === 429 ? rateHeaders(300, 0, world.now() + (planned.reset ?? 300) * 1000) : {}), ...planned.headers },
    json: planned.body ?? { error: planned.status === 429 ? 'Too many requests' : 'Remote data could not be fetched' } };
  let rate = {};
  let answer;
  try {
    const context = { request, ...readParameters(request, bytes) };
    call.faults = context.faults;
    Object.assign(call, { query: context.query, form: context.body });
    context.route = routes.find((r) => r.method === request.method && r.pattern.test(context.path));
    if (!context.route) throw new Answer(404, { error: 'Not Found' });
    context.ids = context.path.match(context.route.pattern).slice(1).map(decodeURIComponent);
    checkNames(context, context.route.rules);
    let refused = null;
    if (path.startsWith('/api/')) {
      try {
        authenticate(world, context, context.route.rules);
      } catch (error) {
        refused = error;
      }
      const { over, headers } = count(world, context);
      rate = headers;
      if (over) throw new Answer(429, { error: 'Too many requests' });
    }
    call.account = context.account?.username ?? null;
    if (refused) throw refused;
    answer = context.route.run(world, context);
  } catch (error) {
    if (!(error instanceof Answer)) throw error;
    answer = { status: error.status, json: error.json, headers: error.headers };
  }
  if (planned) return { ...planned, json: planned.body ?? { error: 'Bad Gateway' } };
  return { ...answer, headers: { ...rate, ...answer.headers } };
}

function write(request, response, { status = 200, json, html, headers = {}, drop }) {
  if (drop) return request.socket.destroy();
  const body = html ?? (typeof json === 'string' ? json : JSON.stringify(json));
  response.writeHead(status, { 'Content-Type': html === undefined && json !== '' ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8', 'Content-Length': Buffer.byteLength(body),
    'X-Request-Id': randomBytes(8).toString('hex'), ...headers });
  return response.end(request.method === 'HEAD' ? undefined : body);
}

function listener(world) {
  return (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', async () => {
      const bytes = Buffer.concat(chunks);
      const call = { method: request.method, path: request.url, headers: request.headers, body: bytes, faults: [], account: null };
      world.calls.push(call);
      try {
        const answer = await handle(world, request, bytes, call);
        call.status = answer.status ?? 200;
        world.faults.push(...call.faults.map((text) => `${call.method} ${call.path.split('?')[0]}: ${text}`));
        write(request, response, answer);
      } catch (error) {
        world.faults.push(`${call.method} ${call.path}: ${error.stack}`);
        write(request, response, { status: 500, json: { error: String(error) } });
      }
    });
  };
}

// ---- what tests see and do ----

function content(world) {
  let last = 115_000_000_000_000_000n;   // beyond 2^53, as real ones
  let number = 1000;
  world.nextId = () => { last += 65_536n + BigInt(Math.floor(Math.random() * 1000)); return last; };
  world.nextNumber = () => { number += 1; return number; };
  world.byName = (name) => [...world.accounts.values()].find((a) => a.username === name && !a.domain);
  /** A new account: {id, username, url, …}. `privacy`, `language`: its defaults for statuses. */
  world.addAccount = (username, { displayName = username, followers = 0, bot = false, privacy = 'public', language = null } = {}) => {
    const account = { id: String(world.nextId()), username, domain: null, displayName, followers, bot, privacy, language, url: `${world.url}/@${username}`, suspended: false };
    world.accounts.set(account.id, account);
    return account;
  };
  world.newStatus = (account, { text = '', spoiler = '', media = [], replyTo = null, reblog = null, app = null, sensitive = false, visibility = 'public', language = null,
    createdAt = world.now(), card = null, reblogs = 0, favourites = 0, replies = 0, url, uri }) => {
    const id = String(world.nextId());
    const status = { id, account, text, spoiler, media, replyTo, reblog, app, sensitive, visibility, language, createdAt, editedAt: null, card, reblogs: new Set(), favourites: new Set(),
      moreReblogs: reblogs, moreFavourites: favourites, replies, url: url ?? `${account.url}/${id}`,
      uri: uri ?? `${world.url}/users/${account.username}/statuses/${id}${reblog ? '/activity' : ''}` };
    world.statuses.set(id, status);
    if (reblog) reblog.reblogs.add(account);
    if (replyTo) replyTo.replies += 1;
    return status;
  };
  world.drop = (status) => {
    world.statuses.delete(status.id);
    if (status.reblog) status.reblog.reblogs.delete(status.account);
    if (status.replyTo) status.replyTo.replies -= 1;
    for (const boost of [...world.statuses.values()].filter((s) => s.reblog === status)) world.statuses.delete(boost.id);
  };
  /** A status of another server of this process, as it is known here: with an id of its own. */
  world.fetchRemote = (url) => {
    const there = [...fediverse].find((w) => w.url === new URL(url).origin);
    if (!there || there === world || !world.federates) return null;
    const original = [...there.all.values()].find((s) => !s.reblog && (s.url === url || s.uri === url) && ['public', 'unlisted'].includes(s.visibility));
    if (!original) return null;
    let account = [...world.accounts.values()].find((a) => a.url === original.account.url);
    if (!account) {
      account = { ...original.account, id: String(world.nextId()), domain: there.host };
      world.accounts.set(account.id, account);
    }
    return world.newStatus(account, { ...original, reblogs: 0, favourites: 0, media: [], replyTo: null, app: null });
  };
}

function hooks(world, self, plans) {
  world.planned = (method, path) => {
    const at = plans.findIndex((p) => !p.match || p.match.test(`${method} ${path}`));
    return at < 0 ? null : plans.splice(at, 1)[0];
  };
  self.addAccount = (username, options) => world.addAccount(username, options);
  /** `what`: {text, spoiler, card, media ([{id, url, kind, description, ready: true}]), visibility, language, replyTo, reblog, createdAt (ms), reblogs, favourites, replies}; the counts are of others. */
  self.addStatus = (account, what) => world.newStatus(account, what);
  /** The status itself, to change what no hook changes. */
  self.raw = (id) => world.statuses.get(id);
  self.editStatus = (status, what) => Object.assign(status, what, { editedAt: world.now() });
  self.removeStatus = (status) => world.drop(status);
  self.tokens = () => [...world.tokens.values()].filter((t) => !t.revoked).map((t) => ({ token: t.token, account: t.account?.username ?? null, scopes: t.scopes, app: t.app.name }));
  self.apps = () => [...world.apps.values()].map(({ name, website, uris, scopes, client_id }) => ({ name, website, uris, scopes, client_id }));
  /** As the API shows them to nobody in particular; `account`: its username, or the account. Private ones too. */
  self.statuses = (account) => [...world.statuses.values()].filter((s) => s.account === (typeof account === 'string' ? world.byName(account) : account))
    .sort((a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1)).map((s) => ({ ...statusEntity(world, s), text: s.text }));
  self.status = (id) => (world.statuses.has(id) ? { ...statusEntity(world, world.statuses.get(id)), text: world.statuses.get(id).text } : null);
  self.media = (id) => world.media.get(id);
  /** The next answers under /api and of the token endpoint: {status, body, headers, reset (s, of a 429), match: /^POST .../, after: the server acts first, drop: no answer}. */
  self.fail = (...next) => { plans.push(...next.map((p) => ({ status: p.drop ? 0 : 503, ...p }))); };
  /** Forgets the answers that were planned and not given. */
  self.forget = () => { plans.length = 0; };
  self.accountOf = (name) => world.byName(name);
  /** All tokens of an account end, as when the person removes the application; `token`: that one. */
  self.revoke = (which) => { for (const t of world.tokens.values()) if (t.token === which || t.account?.username === which || t.account === which) t.revoked = true; };
  /** A token without the detour over the browser, for an application that is registered. */
  self.grant = (account, scopes) => {
    const app = [...world.apps.values()].at(-1) ?? { name: 'Test', website: null, uris: [], scopes };
    const token = { token: randomBytes(32).toString('base64url'), app, account, scopes, createdAt: world.now(), revoked: false };
    world.tokens.set(token.token, token);
    return token.token;
  };
  self.removeApps = () => world.apps.clear();
  self.suspend = (account, suspended = true) => { account.suspended = suspended; };
  self.later = (seconds) => { world.ahead += seconds * 1000; };
  /** What a browser does on the authorization page: its form, sent with `decision`; answers the address it is sent back to. */
  self.approve = async (url, { decision = 'allow' } = {}) => {
    const headers = { 'user-agent': 'browser' };
    let answer = await fetch(url, { redirect: 'manual', headers });
    if (answer.status === 200) {
      const html = await answer.text();
      const unescape = (text) => text.replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
      const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map((m) => [unescape(m[1]), unescape(m[2])]);
      if (!fields.length) throw new Error(`no form: ${html}`);
      answer = await fetch(`${self.url}/oauth/authorize`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams([...fields, ['decision', decision]]) });
    }
    if (answer.status !== 302) throw new Error(`${answer.status}: ${await answer.text()}`);
    return answer.headers.get('location');
  };
}

/**
 * Options, which may be changed on the way as members of what is answered: `oldVersion`: before 4.3 (no metadata, PKCE ignored, no scope `profile`, no
 * list of redirect addresses, no GET /statuses?id[]=); `instanceV2`: whether /api/v2/instance is there; `idempotency`: whether keys are remembered;
 * `slow`: ms before each answer; `processing`: 0, or how many times a picture is answered 206 after a 202; `processingFails`; `characters`;
 * `rules`; `limit` of requests in 5 minutes and `enforceLimits`; `federates`; `user` at the authorization page, `autoApprove`, `autoDeny`: without
 * the page. `tls`: {key, cert}; `hostname`: in its addresses. `url` and `host` may be set to those of a line before it (cut.mjs), before accounts are made.
 */
export async function startMastodon({ tls, hostname = '127.0.0.1', ...options } = {}) {
  const port = await freePort();
  const host = `${hostname}:${port}`;
  const plans = [];
  const self = { oldVersion: false, instanceV2: true, idempotency: true, slow: 0, processing: 0, processingFails: false, characters: limits.characters, rules: ['Pas de publicité'],
    limit: 300, enforceLimits: false, federates: true, user: null, autoApprove: false, autoDeny: false, title: 'Test', description: 'Un serveur de test',
    ...options, calls: [], faults: [], port, host, url: `http${tls ? 's' : ''}://${host}` };
  const world = Object.assign(Object.create(self), { accounts: new Map(), all: null, apps: new Map(), codes: new Map(), media: new Map(), keys: new Map(), buckets: new Map(), ahead: 0 });
  Object.assign(world, { statuses: new Map(), tokens: new Map(), may: (token, scope) => covers(token.scopes, scope), now: () => Date.now() + world.ahead });
  Object.defineProperty(world, 'version', { get: () => (self.oldVersion ? '4.2.10' : '4.5.2') });
  world.all = world.statuses;
  content(world);
  hooks(world, self, plans);
  const server = tls ? createTls(tls, listener(world)) : createServer(listener(world));
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  fediverse.add(world);
  self.stop = async () => {
    fediverse.delete(world);
    server.closeAllConnections();
    await new Promise((resolve) => { server.close(resolve); });
  };
  return self;
}
