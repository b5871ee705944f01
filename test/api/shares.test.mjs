// shares.test.mjs: sharing without a token, from the text to the counted click; and who may see it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pointers, start } from './helper.mjs';
import { click, own, publish, share, until } from './share_steps.mjs';

const hosts = ['rivelle.example', 'bolt.example'];
let server, admin, marie, other;

before(async () => {
  server = await start({ companies: hosts.map((host) => ({ name: host.split('.')[0], host })) });
  admin = await server.signIn();
  marie = await server.member(admin, { ambassador: true });
  other = await server.signIn(undefined, server.companies[1]);
});
after(() => server?.stop());

/** Somebody new: caps are a person's own. */
const ambassador = (fields = {}) => server.member(admin, { ambassador: true, ...fields });
const post_share = (client, post, fields = {}) => client.post(`/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: own, ...fields });
const problem = ({ status, json }) => [status, json.type.split(':').at(-1), ...pointers(json)];

test('a share: final text, link, intent', async () => {
  const post = await publish(admin);
  const made = await share(marie, post);
  assert.deepEqual([made.status, made.evidence, made.mode, made.action], ['open', 'opened', 'intent', 'share']);
  assert.equal(made.text, own);
  assert.equal(made.own_words, true);
  assert.ok(made.final_text.startsWith(`${made.disclosure} ${own}`));
  assert.ok(made.final_text.endsWith(made.link));
  assert.match(made.link, /\/l\/[0-9A-Za-z]{11}$/);
  assert.equal(made.intent_url, `https://www.linkedin.com/sharing/share-offsite/?url=${encodeURIComponent(made.link)}`);
  const x = await share(marie, post, { network: 'x', text: 'L’eau est revenue & c’est beau' });
  const intent = new URL(x.intent_url);
  assert.equal(intent.origin + intent.pathname, 'https://x.com/intent/tweet');
  assert.equal(`${intent.searchParams.get('text')} ${intent.searchParams.get('url')}`, x.final_text);
  const bsky = await share(marie, post, { network: 'bluesky' });
  assert.equal(new URL(bsky.intent_url).searchParams.get('text'), bsky.final_text);
});

test('the same again while it is open is 200, later 409; taken back, it may be shared anew', async () => {
  const [paul, post] = [await ambassador(), await publish(admin)];
  const made = await share(paul, post);
  const again = await paul.want(200, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: 'autre chose' });
  assert.deepEqual(again, made);
  await paul.want(200, 'POST', `/api/v1/shares/${made.id}/declare`, {});
  assert.deepEqual(problem(await post_share(paul, post)), [409, 'exists', '/network']);
  await paul.want(204, 'DELETE', `/api/v1/shares/${made.id}`);
  assert.notEqual((await share(paul, post)).id, made.id);
});

test('an Idempotency-Key makes one share', async () => {
  const [paul, post] = [await ambassador(), await publish(admin)];
  const headers = { 'Idempotency-Key': 'one' };
  const body = { network: 'linkedin', mode: 'intent', text: own };
  const first = await paul.post(`/api/v1/posts/${post.id}/shares`, body, { headers });
  const second = await paul.post(`/api/v1/posts/${post.id}/shares`, body, { headers });
  assert.deepEqual([first.status, second.status], [201, 201]);
  assert.equal(first.text, second.text);
  const third = await paul.post(`/api/v1/posts/${post.id}/shares`, { ...body, text: 'autre' }, { headers });
  assert.deepEqual(problem(third).slice(0, 2), [422, 'idempotency']);
});

test('the charter first', async () => {
  const [paul, post] = [await server.member(admin), await publish(admin)];
  assert.deepEqual(problem(await post_share(paul, post)), [403, 'not-ambassador']);
  await paul.optIn();
  await share(paul, post);
  await paul.want(200, 'PUT', '/api/v1/me/participation', { ambassador: false });
  assert.equal((await post_share(paul, post, { network: 'bluesky' })).status, 403);
  assert.equal((await server.client().post(`/api/v1/posts/${post.id}/shares`, {})).status, 401);
});

test('bad input, all at its place', async () => {
  const [paul, post] = [await ambassador(), await publish(admin)];
  const cases = [
    [{ network: 'myspace' }, '/network'], [{ mode: 'connection' }, '/mode'], [{ action: 'like' }, '/action'],
    [{ text: undefined }, '/text'], [{ text: 5 }, '/text'], [{ caption_id: '0000000000001' }, '/caption_id'],
    [{ disclosure: 'none' }, '/disclosure'], [{ language: '??' }, '/language'], [{ surprise: 1 }, '/surprise'],
    [{ text: 'a'.repeat(3000) }, '/text'],
    [{ text: 'é'.repeat(290), network: 'bluesky' }, '/text'], [{ text: '漢'.repeat(120), network: 'x' }, '/text'],
  ];
  for (const [fields, where] of cases) {
    assert.deepEqual(problem(await post_share(paul, post, fields)), [422, 'invalid', where], JSON.stringify(fields).slice(0, 60));
  }
  assert.deepEqual(problem(await post_share(paul, post, { text: 'Ce que je retiens : ____' })), [422, 'blank', '/text']);
  assert.deepEqual((await paul.want(200, 'GET', '/api/v1/me/shares')).items, []);
});

test('x wants an edit, with a plain reason', async () => {
  const caption = 'Deux turbines neuves, et l’eau est revenue.';
  const [paul, post] = [await ambassador(), await publish(admin, { caption })];
  const { caption_id } = await paul.want(200, 'GET', `/api/v1/posts/${post.id}/composer?network=x`);
  for (const text of [caption, ' deux turbines NEUVES et l’eau est revenue !! ', '', post.title]) {
    const answer = await post_share(paul, post, { network: 'x', text, caption_id });
    assert.deepEqual(problem(answer), [422, 'invalid', '/text'], text);
    assert.match(answer.json.errors[0].detail, /^X /);
  }
  const made = await share(paul, post, { network: 'x', text: `${caption} Enfin !`, caption_id });
  assert.equal(made.own_words, false);
});

test('five a day', async () => {
  const paul = await ambassador();
  for (let i = 0; i < 5; i++) await share(paul, await publish(admin));
  const answer = await post_share(paul, await publish(admin));
  assert.deepEqual(problem(answer).slice(0, 2), [409, 'day-cap']);
  const wait = Number(answer.headers['retry-after']);
  assert.ok(wait > 0 && wait <= 86400);
});

test('ten of one post in ten minutes, company-wide', async () => {
  const post = await publish(admin);
  for (let i = 0; i < 10; i++) await share(await ambassador(), post);
  const eleventh = await ambassador();
  const answer = await post_share(eleventh, post);
  assert.deepEqual(problem(answer).slice(0, 2), [409, 'clone-guard']);
  assert.ok(Number(answer.headers['retry-after']) <= 600);
  await share(eleventh, await publish(admin));
});

test('declared, with an address of that network only', async () => {
  const [paul, post] = [await ambassador(), await publish(admin)];
  const made = await share(paul, post);
  for (const url of ['https://x.com/a/status/1', 'https://linkedin.com.evil.example/posts/a', 'https://www.linkedin.com/', 'javascript:alert(1)', 'posts/a']) {
    assert.deepEqual(problem(await paul.post(`/api/v1/shares/${made.id}/declare`, { url })), [422, 'invalid', '/url'], url);
  }
  const said = await paul.want(200, 'POST', `/api/v1/shares/${made.id}/declare`, { url: ' https://fr.linkedin.com/posts/paul_a-1#c ' });
  assert.deepEqual([said.status, said.evidence, said.declared_url], ['published', 'declared', 'https://fr.linkedin.com/posts/paul_a-1']);
  assert.ok(said.declared_at);
  assert.equal(said.intent_url, null);
});

test('verified by the first human click; machines prove nothing', async () => {
  const [paul, post] = [await ambassador(), await publish(admin)];
  const made = await share(paul, post);
  await click(server, made, '', 'LinkedInBot/1.0 (compatible; Mozilla/5.0; Jakarta Commons-HttpClient/3.1 +http://www.linkedin.com)');
  await click(server, made, '', 'curl/8.0');
  let seen = await until(paul, made.id, (s) => s.clicks.bot + s.clicks.preview === 2);
  assert.equal(seen.evidence, 'opened');
  const target = new URL((await click(server, made, 'ada')).headers.location);
  assert.equal(target.searchParams.get('utm_source'), 'linkedin');
  seen = await until(paul, made.id, (s) => s.clicks.human === 1);
  assert.deepEqual([seen.status, seen.evidence], ['published', 'verified']);
  assert.equal(seen.points, 10 + 5 + 2);
  await click(server, made, 'ada');
  seen = await until(paul, made.id, (s) => s.clicks.repeat === 1);
  assert.equal(seen.clicks.human, 1);
});

test('taken back: no more points, the link goes on', async () => {
  const [paul, post] = [await ambassador(), await publish(admin)];
  const made = await share(paul, post);
  await click(server, made, 'b');
  const { points } = await until(paul, made.id, (s) => s.points === 17);
  await paul.want(204, 'DELETE', `/api/v1/shares/${made.id}`);
  await paul.want(204, 'DELETE', `/api/v1/shares/${made.id}`);
  for (let i = 0; i < 9; i++) await click(server, made, `more${i}`);
  const seen = await until(paul, made.id, (s) => s.clicks.human === 10);
  assert.deepEqual([seen.status, seen.points], ['retracted', points]);
  assert.ok(seen.retracted_at);
  assert.deepEqual(problem(await paul.post(`/api/v1/shares/${made.id}/declare`, {})).slice(0, 2), [409, 'state']);
  const again = await share(paul, post);
  await click(server, again, 'c');
  assert.equal((await until(paul, again.id, (s) => s.evidence === 'verified')).points, 0);
});

test('my shares in pages', async () => {
  const paul = await ambassador();
  const made = [];
  for (let i = 0; i < 3; i++) made.unshift((await share(paul, await publish(admin))).id);
  const first = await paul.want(200, 'GET', '/api/v1/me/shares?limit=2');
  assert.deepEqual(first.items.map((s) => s.id), made.slice(0, 2));
  const second = await paul.want(200, 'GET', `/api/v1/me/shares?limit=2&cursor=${first.next}`);
  assert.deepEqual([second.items.map((s) => s.id), second.next], [made.slice(2), null]);
  assert.deepEqual(problem(await paul.get('/api/v1/me/shares?cursor=nonsense')), [422, 'invalid', '?cursor']);
  assert.deepEqual(problem(await paul.get('/api/v1/me/shares?limit=0')), [422, 'invalid', '?limit']);
});

test('another company finds nothing', async () => {
  const post = await publish(admin);
  const made = await share(await ambassador(), post);
  await other.optIn();
  assert.equal((await post_share(other, post)).status, 404);
  assert.equal((await other.get(`/api/v1/posts/${post.id}/composer`)).status, 404);
  assert.equal((await other.post(`/api/v1/shares/${made.id}/declare`, {})).status, 404);
  assert.equal((await other.delete(`/api/v1/shares/${made.id}`)).status, 404);
});

// P1 and P2: nobody, in whatever role, learns from any answer that somebody shares.
test('no route shows one member’s sharing to another', async () => {
  const secret = 'Un secret de Marie que personne ne doit lire ailleurs';
  const victim = await ambassador({ first_name: 'Victime' });
  const post = await publish(admin);
  const made = await share(victim, post, { text: secret });
  await victim.want(200, 'POST', `/api/v1/shares/${made.id}/declare`, { url: 'https://www.linkedin.com/posts/victime-42' });
  await click(server, made, 'z');
  await until(victim, made.id, (s) => s.evidence === 'verified');
  const code = made.link.split('/').at(-1);
  const traces = [secret, made.id, code, 'victime-42', made.intent_url];
  const document = (await server.client().get('/api/v1/openapi.json')).json;
  const roles = [[], ['curator'], ['moderator'], ['manager'], ['trainer'], ['auditor'], ['admin']];
  for (const role of roles) {
    const who = await server.member(admin, { roles: role });
    // What is the victim's cannot be touched ...
    assert.equal((await who.post(`/api/v1/shares/${made.id}/declare`, {})).status, 404, role);
    assert.equal((await who.delete(`/api/v1/shares/${made.id}`)).status, 404, role);
    // ... and no page speaks of it, asked for in every way the document knows.
    let asked = 0;
    for (const [template, operations] of Object.entries(document.paths)) {
      if (!operations.get || !template.startsWith('/api/v1/') || template.endsWith('openapi.json')) continue;
      for (const id of [post.id, made.id, victim.id]) {
        const path = template.replace(/\{[^}]*\}/g, id);
        for (const query of ['', '?person=' + victim.id, '?member=' + victim.id]) {
          const answer = await who.get(path + query);
          asked += answer.status === 200;
          for (const trace of traces) assert.ok(!answer.text.includes(trace), `${role} ${path}${query} shows ${trace}`);
        }
        if (!template.includes('{')) break;
      }
    }
    assert.ok(asked >= 5, `only ${asked} answers as ${role}`);
  }
  // The victim still sees it all.
  const { items } = await victim.want(200, 'GET', '/api/v1/me/shares');
  assert.equal(items[0].text, secret);
  assert.ok(!server.log.includes(made.id) && !server.log.includes(code) && !server.log.includes(secret));
});

test('whoever looks at the feed gets the same bytes, whether colleagues shared or not', async () => {
  const [paul, post] = [await server.member(admin), await publish(admin)];
  const look = async () => (await paul.get(`/api/v1/posts/${post.id}`)).text;
  const before_ = await look();
  await share(await ambassador(), post);
  assert.equal(await look(), before_);
});
