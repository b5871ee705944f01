// isolation.test.mjs: two companies on one server. Every route that takes an id is tried with the other company's ids.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { routesWithIds } from './bodies.mjs';
import { start } from './helper.mjs';

describe('two companies', () => {
  let server;
  let one;
  let two;
  let ids;
  before(async () => {
    server = await start({ companies: [{ name: 'One', host: 'one.example' }, { name: 'Two', host: 'two.example' }] });
    one = await server.signIn(undefined, server.companies[0]);
    two = await server.signIn(undefined, server.companies[1]);
    await one.optIn();
    await two.optIn();
    const member = await one.want(201, 'POST', '/api/v1/members', { email: 'secret@one.example', first_name: 'Secret', last_name: 'One' });
    const post = await one.want(201, 'POST', '/api/v1/posts', { title: 'Secret of One', url: 'https://www.one.example/secret' });
    await one.want(200, 'POST', `/api/v1/posts/${post.id}/publish`, {});
    const waiting = await one.want(201, 'POST', '/api/v1/posts', { title: 'Secret too', url: 'https://www.one.example/secret-2' });
    const share = await one.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: 'Secret words' });
    const list = await one.request('POST', '/api/v1/imports?name=a.csv', { body: Buffer.from('email\nhidden@one.example\n'), headers: { 'Content-Type': 'text/csv' } });
    assert.equal(list.status, 201, list.text);
    const group = await one.want(201, 'POST', '/api/v1/groups', { axis: 'team', name: 'Secret' });
    const link = await one.want(201, 'POST', '/api/v1/join/links', { label: 'Secret poster', groups: { team: 'Secret' } });
    const pdf = await one.request('POST', '/api/v1/files?name=secret.pdf', { body: Buffer.from('%PDF-1.7 secret'), headers: { 'Content-Type': 'application/pdf' } });
    assert.equal(pdf.status, 201, pdf.text);
    const event = await one.want(201, 'POST', '/api/v1/posts', { title: 'Secret party', kind: 'event', file_id: pdf.json.id, details: { starts_at: '2030-01-01T10:00:00Z', place: 'Secret place' } });
    await one.want(200, 'POST', `/api/v1/posts/${event.id}/publish`, {});
    const campaign = await one.want(201, 'POST', '/api/v1/campaigns', { name: 'Secret plan', objective: 'image', starts_on: '2026-11-01', ends_on: '2026-11-30' });
    const channel = await one.want(201, 'POST', '/api/v1/channels', { name: 'Secret', kind: 'open' });
    ids = [member.id, post.id, waiting.id, share.id, server.companies[0].company, list.json.id, group.id, link.id, pdf.json.id, event.id, campaign.id, channel.id];
  });
  after(() => server.stop());

  test('ids of the other company are not found, on any route', async () => {
    let tried = 0;
    for (const [method, path, body, query] of await routesWithIds(one)) {
      for (const id of ids) {
        const answer = await two.request(method, path.replace('{id}', id) + query, { body });
        assert.equal(answer.status, 404, `${method} ${path} ${id}: ${answer.text}`);
        tried += 1;
      }
    }
    assert.ok(tried >= 60);
  });

  test('lists hold none of the other company\'s', async () => {
    for (const path of ['/api/v1/members', '/api/v1/members?status=waiting', '/api/v1/groups?axis=team', '/api/v1/join/links', '/api/v1/join/round', '/api/v1/me/groups', '/api/v1/channels', '/api/v1/me/channels', '/api/v1/audience', '/api/v1/posts', '/api/v1/posts?status=pending', '/api/v1/campaigns', '/api/v1/calendar?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z', '/api/v1/sources', '/api/v1/brands', '/api/v1/me/shares', '/api/v1/me/points', '/api/v1/me/points/export', '/api/v1/points/rules', '/api/v1/boards/month', '/api/v1/me/board', '/api/v1/me/impact', '/api/v1/posts/counts', '/api/v1/charter', '/api/v1/space']) {
      const { status, text } = await two.get(path);
      assert.equal(status, 200, path);
      assert.ok(!/secret|\bOne\b/i.test(text), `${path}: ${text}`);
    }
  });

  test('a session, a link and a password are good in their own company only', async () => {
    const other = server.client(server.companies[1]);
    other.cookie = one.cookie;
    assert.equal((await other.get('/api/v1/me')).status, 401);
    assert.equal((await one.get('/api/v1/me')).status, 200);
    assert.equal((await other.post('/api/v1/session', { email: server.companies[0].email, password: 'correct horse staple' })).status, 401);
    const { url } = await one.want(201, 'POST', `/api/v1/members/${ids[0]}/invitation`, {});
    assert.match(url, /^http:\/\/one\.example/);
    const token = url.split('#')[1];
    assert.equal((await other.post('/api/v1/session/link/redeem', { token })).status, 410);
    assert.equal((await server.client(server.companies[0]).post('/api/v1/session/link/redeem', { token })).status, 200);
  });

  test('an unknown host is nobody\'s', async () => {
    const stranger = server.client({ host: 'three.example' });
    assert.equal((await stranger.get('/api/v1/space')).status, 404);
    assert.equal((await stranger.get('/api/v1/me')).status, 404);
    assert.equal((await stranger.post('/api/v1/session', { email: 'a@b.example', password: 'x' })).status, 404);
    assert.equal((await server.client({ host: 'ONE.EXAMPLE:8080' }).get('/api/v1/space')).json.company.name, 'One');
  });
});
