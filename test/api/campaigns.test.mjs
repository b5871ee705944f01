// campaigns.test.mjs: dated objectives with their posts, and the calendar of what goes out when. Both are for curators.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pointers, start } from './helper.mjs';

const DAY = 86_400_000;
const inDays = (days) => new Date(Date.now() + days * DAY).toISOString();

describe('campaigns and the calendar', () => {
  let server, admin, curator, other, count = 0;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }] });
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    other = await server.signIn(undefined, server.companies[1]);
  });
  after(() => server?.stop());

  const write = (fields = {}) => {
    count += 1;
    return curator.want(201, 'POST', '/api/v1/posts', { title: `Titre ${count}`, url: `https://www.rivelle.example/campagne-${count}`, ...fields });
  };
  const schedule = (post, at) => curator.want(200, 'POST', `/api/v1/posts/${post.id}/schedule`, { at });
  const begin = (fields = {}, status = 201, client = curator) => client.want(status, 'POST', '/api/v1/campaigns',
    { name: 'Recrutement de printemps', objective: 'recruitment', starts_on: '2026-11-01', ends_on: '2026-12-31', ...fields });
  const take = (post, campaign, status = 200) => curator.want(status, 'PUT', `/api/v1/posts/${post.id}/campaign`, { campaign });
  const get = (campaign) => curator.want(200, 'GET', `/api/v1/campaigns/${campaign.id}`);
  const calendar = (from, to, client = curator, status = 200) => client.want(status, 'GET', `/api/v1/calendar?from=${from}&to=${to}`);

  it('begins, changes, closes, reopens, goes', async () => {
    const made = await begin({ note: '  Trente postes.  ', target_posts: 12 });
    assert.deepEqual({ ...made, id: '' }, { id: '', version: 1, name: 'Recrutement de printemps', objective: 'recruitment', note: 'Trente postes.',
      starts_on: '2026-11-01', ends_on: '2026-12-31', target_posts: 12, closed_at: null, coming: 0, out: 0 });
    const change = (body, status = 200) => curator.want(status, 'PATCH', `/api/v1/campaigns/${made.id}`, body);
    const renamed = await change({ name: 'Printemps', ends_on: '2027-01-15', version: 1 });
    assert.equal(renamed.name, 'Printemps');
    assert.equal(renamed.ends_on, '2027-01-15');
    assert.equal(renamed.starts_on, '2026-11-01');
    assert.equal(renamed.version, 2);
    await change({ name: 'Too late', version: 1 }, 409);
    assert.equal((await change({ target_posts: 0 })).target_posts, null);
    const closed = await change({ closed: true });
    assert.ok(closed.closed_at);
    assert.equal((await change({ closed: true })).closed_at, closed.closed_at);
    const of = async (state) => (await curator.want(200, 'GET', `/api/v1/campaigns?limit=100${state ? `&state=${state}` : ''}`)).items.map((c) => c.id);
    assert.ok((await of('closed')).includes(made.id) && !(await of('open')).includes(made.id) && (await of('')).includes(made.id));
    assert.equal((await change({ closed: false })).closed_at, null);
    assert.ok((await of('open')).includes(made.id));
    await curator.want(204, 'DELETE', `/api/v1/campaigns/${made.id}`);
    await curator.want(404, 'GET', `/api/v1/campaigns/${made.id}`);
    await curator.want(404, 'DELETE', `/api/v1/campaigns/${made.id}`);
  });

  it('names what is wrong', async () => {
    const made = await begin();
    for (const [body, at] of [
      [{ name: ' ' }, '/name'], [{ name: 'x'.repeat(81) }, '/name'], [{ objective: 'glory' }, '/objective'], [{ starts_on: '2026-02-30' }, '/starts_on'],
      [{ starts_on: '24/11/2026' }, '/starts_on'], [{ ends_on: '2026-10-31' }, '/ends_on'], [{ ends_on: '2030-01-01' }, '/ends_on'],
      [{ target_posts: 501 }, '/target_posts'], [{ note: 'x'.repeat(1001) }, '/note'], [{ owner: 'me' }, '/owner'],
    ]) {
      assert.deepEqual(pointers(await begin(body, 422)), [at], JSON.stringify(body));
      assert.deepEqual(pointers(await curator.want(422, 'PATCH', `/api/v1/campaigns/${made.id}`, body)), [at], JSON.stringify(body));
    }
    assert.deepEqual(pointers(await begin({ starts_on: '1', ends_on: '2' }, 422)).sort(), ['/ends_on', '/starts_on']);
    assert.deepEqual(pointers(await curator.want(422, 'GET', '/api/v1/campaigns?state=lost')), ['?state']);
    assert.deepEqual(pointers(await curator.want(422, 'GET', '/api/v1/campaigns?cursor=lost')), ['?cursor']);
  });

  it('holds posts, each in one campaign, and counts how they stand', async () => {
    const one = await begin({ name: 'Une' });
    const two = await begin({ name: 'Deux' });
    const post = await write();
    assert.deepEqual(await curator.want(200, 'GET', `/api/v1/posts/${post.id}/campaign`), { campaign: null });
    assert.deepEqual(await take(post, one.id), { campaign: one.id });
    assert.deepEqual(await take(post, one.id), { campaign: one.id });
    const second = await write();
    await take(second, one.id);
    await curator.want(200, 'POST', `/api/v1/posts/${second.id}/publish`);
    let now = await get(one);
    assert.deepEqual([now.coming, now.out], [1, 1]);
    const list = await curator.want(200, 'GET', `/api/v1/campaigns/${one.id}/posts`);
    assert.deepEqual(list.items.map((p) => p.id).sort(), [post.id, second.id].sort());
    assert.deepEqual(await take(post, two.id), { campaign: two.id });
    now = await get(one);
    assert.deepEqual([now.coming, now.out], [0, 1]);
    assert.deepEqual(await take(post, null), { campaign: null });
    assert.equal((await get(two)).coming, 0);

    const gone = await write();
    await take(gone, one.id);
    await curator.want(200, 'POST', `/api/v1/posts/${gone.id}/drop`);
    assert.equal((await curator.want(200, 'GET', `/api/v1/campaigns/${one.id}/posts`)).items.length, 1);
    await take(gone, two.id, 409);
    await curator.want(200, 'PATCH', `/api/v1/campaigns/${two.id}`, { closed: true });
    assert.deepEqual(pointers(await take(post, two.id, 409)), ['/campaign']);
    assert.deepEqual(pointers(await take(post, '0000000000001', 422)), ['/campaign']);
    const foreign = await begin({}, 201, other);
    assert.deepEqual(pointers(await take(post, foreign.id, 422)), ['/campaign']);

    await curator.want(204, 'DELETE', `/api/v1/campaigns/${one.id}`);
    assert.deepEqual(await curator.want(200, 'GET', `/api/v1/posts/${second.id}/campaign`), { campaign: null });
    await curator.want(200, 'GET', `/api/v1/posts/${second.id}`);
  });

  it('comes in pages, latest begin first', async () => {
    const starts = ['2031-03-01', '2031-01-01', '2031-02-01', '2031-02-01'];
    for (const starts_on of starts) await begin({ starts_on, ends_on: '2031-04-01' }, 201, other);
    const seen = [];
    let cursor = '';
    do {
      const page = await other.want(200, 'GET', `/api/v1/campaigns?limit=2${cursor && `&cursor=${cursor}`}`);
      assert.ok(page.items.length <= 2);
      seen.push(...page.items);
      cursor = page.next;
    } while (cursor);
    assert.equal(new Set(seen.map((c) => c.id)).size, seen.length);
    assert.deepEqual(seen.map((c) => c.starts_on).slice(0, 4), ['2031-03-01', '2031-02-01', '2031-02-01', '2031-01-01']);
  });

  it('the calendar shows what goes out and went out, and moving is scheduling again', async () => {
    const campaign = await begin({ name: 'Calendrier' });
    const later = await write({ promotional: true, expires_at: inDays(90) });
    const out = await write();
    await take(later, campaign.id);
    await schedule(later, inDays(20));
    await curator.want(200, 'POST', `/api/v1/posts/${out.id}/publish`);
    const span = () => calendar(inDays(-1), inDays(30));
    let { items, more } = await span();
    assert.equal(more, false);
    const find = (post) => items.find((p) => p.id === post.id);
    assert.equal(find(later).status, 'scheduled');
    assert.equal(find(later).promotional, true);
    assert.equal(find(later).campaign, campaign.id);
    assert.ok(find(later).expires_at);
    assert.equal(find(out).status, 'published');
    assert.equal(find(out).campaign, null);
    assert.deepEqual(items.map((p) => p.at), items.map((p) => p.at).sort());
    const to = inDays(22).replace(/\.\d+Z/, 'Z');
    await schedule(later, to);
    ({ items } = await span());
    assert.equal(Date.parse(find(later).at), Date.parse(to));
    ({ items } = await calendar(inDays(23), inDays(40)));
    assert.equal(find(later), undefined);
    await curator.want(200, 'POST', `/api/v1/posts/${out.id}/archive`);
    ({ items } = await span());
    assert.equal(find(out).status, 'archived');
    assert.equal((await calendar(inDays(-1), inDays(30), other)).items.length, 0);
    for (const [from, end] of [[inDays(2), inDays(1)], [inDays(0), inDays(63)], [inDays(1), inDays(1)]]) {
      assert.deepEqual(pointers(await calendar(from, end, curator, 422)), ['?to']);
    }
    assert.deepEqual(pointers(await curator.want(422, 'GET', '/api/v1/calendar')).sort(), ['?from', '?to']);
  });

  it('is nobody else\'s business', async () => {
    const campaign = await begin();
    const post = await write();
    for (const role of ['member', 'moderator', 'manager', 'trainer', 'auditor']) {
      const one = await server.member(admin, role === 'member' ? {} : { roles: [role] });
      for (const [method, path, body] of [
        ['GET', '/api/v1/campaigns'], ['POST', '/api/v1/campaigns', { name: 'X', objective: 'image', starts_on: '2026-11-01', ends_on: '2026-11-02' }],
        ['GET', `/api/v1/campaigns/${campaign.id}`], ['PATCH', `/api/v1/campaigns/${campaign.id}`, { name: 'X' }],
        ['DELETE', `/api/v1/campaigns/${campaign.id}`], ['GET', `/api/v1/campaigns/${campaign.id}/posts`],
        ['GET', `/api/v1/posts/${post.id}/campaign`], ['PUT', `/api/v1/posts/${post.id}/campaign`, { campaign: null }],
        ['GET', `/api/v1/calendar?from=${inDays(0)}&to=${inDays(1)}`],
      ]) await one.want(403, method, path, body);
    }
  });
});
