// acts.test.mjs: liking and reposting the company's own post at its network, through an account on another server: one act of one person, shown to
// that person alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startMastodon } from '../peers/mastodon.mjs';
import { pointers, start } from './helper.mjs';
import { publish } from './share_steps.mjs';

const hosts = ['rivelle.example', 'bolt.example'];
let server, admin, other, company, home, status, post, names = 0;

before(async () => {
  [server, company, home] = await Promise.all([start({ companies: hosts.map((host) => ({ name: host.split('.')[0], host })), args: ['--allow-net', '127.0.0.0/8'] }),
    startMastodon(), startMastodon()]);
  admin = await server.signIn();
  other = await server.signIn(undefined, server.companies[1]);
  const acme = company.addAccount('acme');
  status = company.addStatus(acme, { text: 'Deux turbines neuves.', language: 'fr' });
  await admin.want(201, 'POST', '/api/v1/sources', { url: acme.url, mode: 'direct' });
  for (let i = 0; i < 100 && !post; i++) {
    post = (await admin.want(200, 'GET', '/api/v1/posts')).items.find((p) => p.network === 'mastodon');
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
});
after(async () => { await company?.stop(); await home?.stop(); await server?.stop(); });

const problem = ({ status: code, json }) => [code, json.type.split(':').at(-1), ...pointers(json)];
const at = (kind, id = post.id, network = 'mastodon') => `/api/v1/posts/${id}/acts/${network}/${kind}`;
const places = async (client) => (await client.want(200, 'GET', `/api/v1/posts/${post.id}/acts`)).items;
const counts = () => { const { favourites_count: likes, reblogs_count: reposts } = company.status(status.id); return [likes, reposts]; };
const there = (id) => home.status(id);

async function linked() {
  names += 1;
  const client = await server.member(admin, { ambassador: true });
  home.user = home.addAccount(`anne${names}`);
  const { authorize_url: url } = await client.want(201, 'POST', '/api/v1/me/connections', { network: 'mastodon', server: home.url });
  const back = new URL(await home.approve(url));
  assert.equal((await client.get(back.pathname + back.search)).headers.location.includes('linked='), true);
  return client;
}

test('where it stands, and what one can do there', async () => {
  const anne = await linked();
  assert.deepEqual(await places(anne), [{ network: 'mastodon', title: 'Mastodon', url: status.url, can: ['like', 'repost'], done: [], linked: true, works: true }]);
  const shy = await server.member(admin, { ambassador: true });
  assert.deepEqual((await places(shy)).map((p) => [p.linked, p.works]), [[false, false]]);
  assert.deepEqual((await shy.want(200, 'GET', `/api/v1/posts/${post.id}`)).stands_on, ['mastodon']);
  const plain = await publish(admin);
  assert.deepEqual((await anne.want(200, 'GET', `/api/v1/posts/${plain.id}/acts`)).items, []);
});

test('liked and reposted at one’s own server, once, and taken back; shown to oneself alone', async () => {
  const [anne, paul] = [await linked(), await linked()];
  for (const kind of ['like', 'repost']) {
    await anne.want(204, 'PUT', at(kind));
    await anne.want(204, 'PUT', at(kind));
  }
  assert.deepEqual((await places(anne))[0].done, ['like', 'repost']);
  assert.deepEqual((await places(paul))[0].done, []);
  assert.deepEqual((await places(admin))[0].done, []);
  const copies = home.calls.filter((c) => c.method === 'POST' && /\/(favourite|reblog)$/.test(c.path)).map((c) => c.path.split('/').at(-2));
  assert.equal(copies.length, 2);                                  // the second click asked nobody
  const copy = there(copies[0]);
  assert.deepEqual([copy.favourites_count, copy.reblogs_count, copy.url], [1, 1, status.url]);
  await anne.want(204, 'DELETE', at('like'));
  await anne.want(204, 'DELETE', at('like'));
  await anne.want(204, 'DELETE', at('repost'));
  assert.deepEqual((await places(anne))[0].done, []);
  const after_ = there(copies[0]);
  assert.deepEqual([after_.favourites_count, after_.reblogs_count], [0, 0]);
  assert.deepEqual([...home.faults, ...company.faults], []);
  assert.ok(counts().every((n) => n >= 0));
});

test('refused: by whom, and why', async () => {
  const [anne, shy, out] = [await linked(), await server.member(admin, { ambassador: true }), await server.member(admin)];
  assert.deepEqual(problem(await shy.put(at('like'))), [409, 'state', '/network']);
  assert.deepEqual(problem(await out.put(at('like'))), [403, 'not-ambassador']);
  assert.equal((await server.client().put(at('like'))).status, 401);
  assert.deepEqual(problem(await anne.put(at('follow'))), [404, 'not-found']);
  assert.deepEqual(problem(await anne.put(at('like', post.id, 'nowhere'))), [404, 'not-found']);
  assert.deepEqual(problem(await anne.put(at('like', post.id, 'linkedin'))), [422, 'invalid', '/network']);
  assert.equal((await anne.put(at('like', post.id, 'bluesky'))).status, 404);
  assert.equal((await other.put(at('like'))).status, 403);          // not one of those who take part there; and the post is another company's
  assert.equal((await other.get(`/api/v1/posts/${post.id}/acts`)).status, 404);
  home.fail({ match: /favourite$/, status: 503 });
  assert.deepEqual(problem(await anne.put(at('like'))), [503, 'peer-busy']);
  home.fail({ match: /favourite$/, status: 422, body: { error: 'Validation failed: not today' } });
  const refused = await anne.put(at('like'));
  assert.deepEqual(problem(refused), [422, 'invalid', '/network']);
  assert.match(refused.json.errors[0].detail, /^Mastodon refused: Validation failed: not today$/);
  home.fail({ match: /search/, status: 200, body: { accounts: [], statuses: [], hashtags: [] } });
  assert.deepEqual(problem(await anne.put(at('like'))), [410, 'gone', '']);
  assert.deepEqual((await places(anne))[0].done, []);
  home.revoke(`anne${names}`);
  assert.deepEqual(problem(await anne.put(at('like'))), [409, 'state', '/network']);
  assert.deepEqual((await places(anne)).map((p) => [p.linked, p.works]), [[true, false]]);
});
