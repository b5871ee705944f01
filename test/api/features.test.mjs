// What a company switches off disappears: for each row of the program's own table its routes answer 404 with a code, its kinds of posts are
// gone from the editor and the feed, and all is as it was when it is switched on again. Another company notices nothing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';

import { start } from './helper.mjs';

const binary = process.env.PV_BINARY ?? '../build/portevoix';
const table = spawnSync(binary, ['features'], { encoding: 'utf8' }).stdout.trim().split('\n').map((line) => JSON.parse(line));
const routes = spawnSync(binary, ['routes'], { encoding: 'utf8' }).stdout.split('\n').map((line) => line.trim().split(/\s+/)).filter((p) => /^(GET|POST|PUT|PATCH|DELETE)$/.test(p[0]));
const methods = (path) => routes.filter((r) => r[1] === path).map((r) => r[0]);

describe('features', () => {
  let server, admin, curator, paul, other;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }] });
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    paul = await server.member(admin, { ambassador: true });
    other = await server.signIn(undefined, server.companies[1]);
  });
  after(() => server?.stop());

  const set = (name, value) => admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name, value: String(value) }] });
  const off = async (client = server.client()) => (await client.want(200, 'GET', '/api/v1/space')).company.features_off;

  it('are a table of routes that exist', () => {
    assert.ok(table.length >= 5);
    for (const feature of table) for (const path of feature.routes) assert.ok(methods(path).length > 0, path);
    assert.ok(table.some((f) => f.places.includes('/points')));
  });

  for (const feature of table) {
    it(`${feature.name}: off, its routes are not there; on, they are again`, async () => {
      await set(feature.setting, false);
      assert.deepEqual(await off(), [{ name: feature.name, places: feature.places, kinds: feature.kinds }]);
      for (const path of feature.routes) {
        const real = path.replace('{id}', '0000000000001');
        for (const method of methods(path)) {
          for (const client of [admin, curator, paul, server.client()]) {
            const { status, json } = await client.request(method, real, { body: method === 'GET' ? undefined : {} });
            assert.equal(status, 404, `${method} ${path}`);
            assert.match(json.type, /feature-off$/, `${method} ${path}`);
          }
          assert.doesNotMatch((await other.request(method, real, { body: method === 'GET' ? undefined : {} })).json?.type ?? '', /feature-off/);
        }
      }
      const kinds = (await curator.want(200, 'GET', '/api/v1/posts/kinds')).items.map((k) => k.name);
      for (const kind of feature.kinds) {
        assert.ok(!kinds.includes(kind));
        const { status, json } = await curator.post('/api/v1/posts', { title: 'x', kind });
        assert.equal(status, 404);
        assert.match(json.type, /feature-off$/);
        assert.equal(json.errors[0].pointer, '/kind');
      }
      assert.deepEqual(await off(other), []);
      await set(feature.setting, true);
      assert.deepEqual(await off(), []);
      for (const path of feature.routes) {
        const { json } = await admin.request(methods(path)[0], path.replace('{id}', '0000000000001'));
        assert.doesNotMatch(json?.type ?? '', /feature-off/, path);
      }
      for (const kind of feature.kinds) assert.ok((await curator.want(200, 'GET', '/api/v1/posts/kinds')).items.some((k) => k.name === kind));
    });
  }

  it('leave the feed and come back', async () => {
    const job = await curator.want(201, 'POST', '/api/v1/posts', { title: 'Poste', kind: 'job', url: 'https://www.rivelle.example/job', details: { place: 'Nantes' } });
    await curator.want(200, 'POST', `/api/v1/posts/${job.id}/publish`);
    const must = await curator.want(201, 'POST', '/api/v1/posts', { title: 'À lire', url: 'https://www.rivelle.example/read' });
    await curator.want(200, 'POST', `/api/v1/posts/${must.id}/publish`);
    await curator.want(200, 'PUT', `/api/v1/posts/${must.id}/marks`, { must_read: true });
    const feed = () => paul.want(200, 'GET', '/api/v1/posts');
    const titles = async () => { const page = await feed(); return [page.lead.map((p) => p.title), page.items.map((p) => p.title)]; };
    assert.deepEqual(await titles(), [['À lire'], ['Poste']]);
    assert.ok((await feed()).items[0].points.share > 0);
    await set('feature.jobs', false);
    await set('feature.must_read', false);
    await set('feature.points', false);
    assert.deepEqual(await titles(), [[], ['À lire']]);
    assert.equal((await feed()).items[0].points.share, 0);
    assert.deepEqual((await paul.want(200, 'GET', '/api/v1/posts?q=poste')).items, []);
    assert.equal((await curator.put(`/api/v1/posts/${job.id}/marks`, { must_read: true })).status, 404);
    const composer = await paul.want(200, 'GET', `/api/v1/posts/${must.id}/composer?network=linkedin`);
    assert.equal(composer.points.earns, false);
    assert.equal(composer.points.reason, 'switched_off');
    for (const name of ['jobs', 'must_read', 'points']) await set(`feature.${name}`, true);
    assert.deepEqual(await titles(), [['À lire'], ['Poste']]);
  });
});
