// Channels, whom a post is for, why one sees it, the mix of promotional posts, and curators who are limited to channels.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { routesWithIds } from './bodies.mjs';
import { feedServer, rss } from './feedserver.mjs';
import { pointers, start } from './helper.mjs';
import { png } from './png.mjs';

const outsiders = ['member', 'moderator', 'manager', 'trainer', 'auditor'];
const ids = (list) => list.map((post) => post.id);
const pdf = Buffer.from('%PDF-1.7\nfor few');

describe('channels and audiences', () => {
  let server, admin, curator, nord, sud, english, group, south, count = 0;
  before(async () => {
    server = await start({ args: ['--allow-net', '127.0.0.0/8'] });
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    nord = await server.member(admin, { ambassador: true });
    sud = await server.member(admin, { ambassador: true });
    english = await server.member(admin, { language: 'en' });
    group = await admin.want(201, 'POST', '/api/v1/groups', { axis: 'team', name: 'Nord' });
    south = await admin.want(201, 'POST', '/api/v1/groups', { axis: 'free', name: 'Cercle secret' });
    await admin.want(200, 'PATCH', `/api/v1/members/${nord.me.id}`, { groups: { team: 'Nord' } });
  });
  after(() => server?.stop());

  const write = (fields = {}, who = curator, status = 201) => {
    count += 1;
    return who.want(status, 'POST', '/api/v1/posts', { title: `Titre ${count}`, url: `https://www.rivelle.example/c-${count}`, ...fields });
  };
  const out = async (fields) => curator.want(200, 'POST', `/api/v1/posts/${(await write(fields)).id}/publish`);
  const channel = (fields, status = 201) => admin.want(status, 'POST', '/api/v1/channels', { name: `Chaîne ${count += 1}`, kind: 'open', ...fields });
  const feed = (client, query = '') => client.want(200, 'GET', `/api/v1/posts?limit=100${query}`);
  const seen = async (client, post) => ids((await feed(client)).items).includes(post.id);
  const follow = (client, of, following, status = 200) => client.want(status, 'PUT', `/api/v1/me/channels/${of.id}`, { following });
  const mine = async (client, of) => (await client.want(200, 'GET', '/api/v1/me/channels')).items.find((item) => item.id === of.id);
  const reach = (post) => curator.want(200, 'GET', `/api/v1/posts/${post.id}/reach`);

  it('are made, changed and deleted by curators and admins alone', async () => {
    const made = await channel({ name: ' Métier ', description: 'Ce que nous faisons.' });
    assert.deepEqual([made.name, made.kind, made.groups, made.posts], ['Métier', 'open', [], 0]);
    for (const role of outsiders) {
      const client = await server.member(admin, { roles: [role] });
      for (const [method, path, body] of [['GET', '/api/v1/channels'], ['GET', '/api/v1/audience'], ['POST', '/api/v1/channels', { name: 'X', kind: 'open' }],
        ['PATCH', `/api/v1/channels/${made.id}`, { name: 'X' }], ['DELETE', `/api/v1/channels/${made.id}`, { name: 'Métier' }]]) {
        assert.equal((await client.request(method, path, { body })).status, 403, `${role} ${method} ${path}`);
      }
    }
    const bad = [[{ name: '', kind: 'open' }, '/name'], [{ name: 'x'.repeat(61), kind: 'open' }, '/name'], [{ name: 'A', kind: 'closed' }, '/kind'],
      [{ name: 'A', kind: 'restricted' }, '/groups'], [{ name: 'A', kind: 'restricted', groups: ['0000000000001'] }, '/groups/0'],
      [{ name: 'A', kind: 'restricted', groups: ['nonsense'] }, '/groups/0'], [{ name: 'A', kind: 'open', groups: [group.id] }, '/groups'],
      [{ name: 'A', kind: 'open', description: 'x'.repeat(301) }, '/description']];
    for (const [body, at] of bad) {
      const refused = await curator.post('/api/v1/channels', body);
      assert.equal(refused.status, 422, JSON.stringify(body));
      assert.deepEqual(pointers(refused.json), [at]);
    }
    assert.equal((await curator.post('/api/v1/channels', { name: 'Métier', kind: 'open' })).status, 409);
    const changed = await curator.want(200, 'PATCH', `/api/v1/channels/${made.id}`, { name: 'Nos métiers', kind: 'default' });
    assert.deepEqual([changed.name, changed.kind, changed.description], ['Nos métiers', 'default', 'Ce que nous faisons.']);
    const other = await channel();
    assert.equal((await curator.patch(`/api/v1/channels/${other.id}`, { name: 'Nos métiers' })).status, 409);
    assert.equal((await curator.patch(`/api/v1/channels/${other.id}`, { kind: 'restricted' })).status, 422);
    assert.deepEqual(pointers((await curator.delete(`/api/v1/channels/${made.id}`, { name: 'Métier' })).json), ['/name']);
    await curator.want(204, 'DELETE', `/api/v1/channels/${made.id}`, { name: 'Nos métiers' });
    await curator.want(404, 'DELETE', `/api/v1/channels/${made.id}`, { name: 'Nos métiers' });
    assert.ok(!(await curator.want(200, 'GET', '/api/v1/channels')).items.some((item) => item.id === made.id));
  });

  it('follow their kind, and who follows is shown to nobody', async () => {
    const [open, usual, all, few] = [await channel(), await channel({ kind: 'default' }), await channel({ kind: 'essential' }),
      await channel({ kind: 'restricted', groups: [group.id] })];
    assert.deepEqual([await mine(nord, open), await mine(nord, usual), await mine(nord, all), await mine(nord, few)].map((item) => [item.following, item.may_leave]),
      [[false, true], [true, true], [true, false], [true, true]]);
    assert.equal(await mine(sud, few), undefined, 'nobody else is told');
    assert.equal((await sud.put(`/api/v1/me/channels/${few.id}`, { following: true })).status, 404);
    assert.equal((await sud.put(`/api/v1/me/channels/0000000000001`, { following: true })).status, 404);
    assert.equal((await nord.put(`/api/v1/me/channels/${all.id}`, { following: false })).status, 409);
    assert.equal((await nord.put(`/api/v1/me/channels/${open.id}`, {})).status, 422);
    const before = [await curator.get('/api/v1/channels'), await admin.get('/api/v1/channels'), await admin.get('/api/v1/members?limit=200')].map((answer) => answer.text);
    assert.equal((await follow(nord, open, true)).following, true);
    assert.equal((await follow(nord, open, true)).following, true, 'twice is no error');
    assert.equal((await follow(nord, usual, false)).following, false);
    assert.equal((await mine(sud, open)).following, false, 'one\'s own choice');
    const later = [await curator.get('/api/v1/channels'), await admin.get('/api/v1/channels'), await admin.get('/api/v1/members?limit=200')].map((answer) => answer.text);
    assert.deepEqual(later, before);
    for (const gone of [open, usual, all, few]) await admin.want(204, 'DELETE', `/api/v1/channels/${gone.id}`, { name: gone.name });
    assert.equal(await mine(nord, usual), undefined);
  });

  it('a post is seen by who follows, is in the group, and reads the language', async () => {
    const open = await channel();
    const [inChannel, inGroup, inEnglish, both] = [await out({ targets: { channels: [open.id] } }), await out({ targets: { groups: [group.id] } }),
      await out({ targets: { languages: ['en'] } }), await out({ targets: { channels: [open.id], groups: [group.id] } })];
    const who = async (post) => [await seen(nord, post), await seen(sud, post), await seen(english, post)];
    assert.deepEqual(await who(inChannel), [false, false, false]);
    await follow(nord, open, true);
    await follow(sud, open, true);
    assert.deepEqual(await who(inChannel), [true, true, false]);
    assert.deepEqual(await who(inGroup), [true, false, false]);
    assert.deepEqual(await who(inEnglish), [false, false, true]);
    assert.deepEqual(await who(both), [true, false, false]);
    // Groups and languages change: so does the feed, at once.
    await admin.want(200, 'PATCH', `/api/v1/members/${sud.me.id}`, { groups: { team: 'Nord' } });
    assert.deepEqual(await who(both), [true, true, false]);
    await admin.want(200, 'PATCH', `/api/v1/members/${sud.me.id}`, { groups: { team: null } });
    assert.deepEqual(await who(both), [true, false, false]);
    await english.want(200, 'PATCH', '/api/v1/me', { language: 'fr' });
    assert.deepEqual(await who(inEnglish), [false, false, false]);
    await english.want(200, 'PATCH', '/api/v1/me', { language: 'en' });
    // Tabs are the reader's own.
    assert.deepEqual((await feed(nord)).channels, [{ id: open.id, name: open.name }]);
    assert.deepEqual((await feed(english)).channels, []);
    assert.deepEqual(ids((await feed(nord, `&channel=${open.id}`)).items).sort(), [inChannel.id, both.id].sort());
    assert.deepEqual(ids((await feed(sud, `&channel=${open.id}`)).items), [inChannel.id]);
    assert.deepEqual((await feed(english, `&channel=${open.id}`)).items, []);
    assert.deepEqual(ids((await feed(sud, `&q=${encodeURIComponent(both.title)}`)).items), []);
    assert.deepEqual(ids((await feed(nord, `&q=${encodeURIComponent(both.title)}`)).items), [both.id]);
    // A curator sees all in the studio, and at home what they would see as a member.
    assert.equal(await seen(curator, inChannel), false);
    assert.ok(ids((await curator.want(200, 'GET', '/api/v1/posts?view=studio&limit=100')).items).includes(inChannel.id));
    assert.deepEqual((await curator.want(200, 'GET', `/api/v1/posts/${both.id}`)).targets.groups, [{ id: group.id, name: 'Nord', kind: 'team', gone: false }]);
    const plain = (await feed(nord)).items.find((post) => post.id === both.id);
    assert.equal(plain.targets, undefined);
    assert.equal(plain.targeted, true);
    await follow(nord, open, false);
    await follow(sud, open, false);
  });

  it('an outsider finds nothing, on any route', async () => {
    const upload = await curator.request('POST', '/api/v1/files?name=a.pdf', { body: pdf, headers: { 'Content-Type': 'application/pdf' } });
    const post = await out({ targets: { groups: [group.id] }, kind: 'event', details: { starts_at: '2030-01-01T10:00:00Z', place: 'Lyon' } });
    const file = await out({ targets: { groups: [group.id] }, kind: 'document', file_id: upload.json.id, url: undefined });
    await curator.want(200, 'PUT', `/api/v1/posts/${post.id}/marks`, { must_read: true, pinned: true, featured: true });
    const routes = [['GET', ''], ['GET', '/article'], ['GET', '/calendar'], ['GET', '/composer?network=linkedin'], ['POST', '/composer/next', { network: 'linkedin' }], ['POST', '/echo', { text: 'Mes mots à moi.' }], ['GET', '/why'], ['PUT', '/confirmation'], ['DELETE', '/confirmation'],
      ['PUT', '/reaction', { kind: 'like' }], ['DELETE', '/reaction'], ['POST', '/shares', { network: 'linkedin', mode: 'intent', text: 'Mes mots à moi.' }]];
    for (const [method, path, body] of routes) {
      assert.equal((await sud.request(method, `/api/v1/posts/${post.id}${path}`, { body })).status, 404, `${method} ${path}`);
      assert.ok((await nord.request(method, `/api/v1/posts/${post.id}${path}`, { body })).status < 300, `${method} ${path}`);
    }
    for (const [method, path, body, query] of await routesWithIds(sud, '/api/v1/posts/{id}')) {
      const { status } = await sud.request(method, path.replace('{id}', post.id) + query, { body });
      assert.ok(status === 404 || status === 403, `${method} ${path}: ${status}`);   // 403: for curators alone, whatever the post
    }
    assert.equal((await sud.get(`/api/v1/files/${upload.json.id}`)).status, 404);
    assert.equal((await nord.get(`/api/v1/files/${upload.json.id}`)).status, 200);
    const page = await feed(sud);
    for (const list of [page.items, page.lead, page.featured]) assert.ok(!ids(list).includes(post.id));
    const own = await feed(nord);
    assert.ok(ids(own.lead).includes(post.id));
    assert.ok(ids(own.featured).includes(post.id));
    await curator.want(200, 'PUT', `/api/v1/posts/${post.id}/marks`, { must_read: false, pinned: false, featured: false });
    // A draft for others is as little there as what is out.
    const draft = await write({ targets: { groups: [group.id] } });
    assert.equal((await sud.get(`/api/v1/posts/${draft.id}`)).status, 404);
    assert.equal((await nord.get(`/api/v1/posts/${draft.id}`)).status, 403);
    assert.ok(file.id);
  });

  it('tells why, and of no other group or channel', async () => {
    const [open, other] = [await channel(), await channel()];
    const post = await out({ targets: { channels: [open.id, other.id], groups: [group.id, south.id], languages: ['fr'] } });
    await follow(nord, open, true);
    const why = await nord.want(200, 'GET', `/api/v1/posts/${post.id}/why`);
    assert.deepEqual(why, { everyone: false, channels: [open.name], groups: ['Nord'], language: 'fr' });
    const all = await out();
    assert.deepEqual(await sud.want(200, 'GET', `/api/v1/posts/${all.id}/why`), { everyone: true, channels: [], groups: [], language: null });
    await follow(nord, open, false);
  });

  it('says how many it is for, never below ten, and refuses what nobody could see', async () => {
    const empty = await admin.want(201, 'POST', '/api/v1/groups', { axis: 'free', name: 'Personne' });
    const post = await write({ targets: { groups: [empty.id] } });
    assert.equal((await reach(post)).nobody, true);
    const refused = await curator.post(`/api/v1/posts/${post.id}/publish`, {});
    assert.equal(refused.status, 422);
    assert.deepEqual(pointers(refused.json), ['/targets']);
    assert.equal((await curator.post(`/api/v1/posts/${post.id}/schedule`, { at: new Date(Date.now() + 86_400_000).toISOString() })).status, 422);
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { targets: { groups: [empty.id, group.id] } });
    assert.deepEqual(await reach(post).then(({ nobody, few, members, all }) => ({ nobody, few, members, all })), { nobody: false, few: true, members: 0, all: false });
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { targets: {} });
    const everyone = await reach(post);
    assert.equal(everyone.all, true);
    assert.equal(everyone.members, everyone.total);
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
    assert.equal((await curator.patch(`/api/v1/posts/${post.id}`, { targets: { groups: [empty.id] } })).status, 422, 'nor may it become so');
    for (const [targets, at] of [[{ channels: ['0000000000001'] }, '/targets/channels'], [{ groups: ['0000000000001'] }, '/targets/groups'],
      [{ groups: ['x'] }, '/targets/groups/0'], [{ languages: ['de'] }, '/targets/languages']]) {
      const bad = await curator.patch(`/api/v1/posts/${post.id}`, { targets });
      assert.equal(bad.status, 422);
      assert.deepEqual(pointers(bad.json), [at]);
    }
    for (const role of outsiders) assert.equal((await (await server.member(admin, { roles: [role] })).get(`/api/v1/posts/${post.id}/reach`)).status, 403);
  });

  it('a deleted group makes nothing public: curators are told, and can list what nobody sees', async () => {
    const passing = await admin.want(201, 'POST', '/api/v1/groups', { axis: 'free', name: 'De passage' });
    await admin.want(200, 'PATCH', `/api/v1/members/${nord.me.id}`, { groups: { free: ['De passage'] } });
    const [post, plan] = [await out({ targets: { groups: [passing.id] } }), await write({ targets: { groups: [passing.id] } })];
    await curator.want(200, 'POST', `/api/v1/posts/${plan.id}/schedule`, { at: new Date(Date.now() + 86_400_000).toISOString() });
    assert.equal(await seen(nord, post), true);
    const before = (await curator.want(200, 'GET', '/api/v1/posts/counts')).unseen;
    await admin.want(204, 'DELETE', `/api/v1/groups/${passing.id}`, { name: 'De passage' });
    assert.deepEqual([await seen(nord, post), await seen(sud, post)], [false, false]);
    assert.equal((await curator.want(200, 'GET', '/api/v1/posts/counts')).unseen, before + 2);
    assert.ok(ids((await curator.want(200, 'GET', '/api/v1/posts?view=studio&unseen=true')).items).includes(post.id));
    assert.ok(ids((await curator.want(200, 'GET', '/api/v1/posts?status=scheduled&unseen=true')).items).includes(plan.id));
    assert.equal((await nord.get('/api/v1/posts?unseen=true')).status, 403);
    const { targets } = await curator.want(200, 'GET', `/api/v1/posts/${post.id}`);
    assert.deepEqual(targets.groups, [{ id: passing.id, name: '', kind: '', gone: true }]);
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { targets: { groups: [passing.id, group.id] } });
    assert.equal(await seen(nord, post), true);
    await curator.want(200, 'POST', `/api/v1/posts/${plan.id}/unschedule`);
    // Going up in another group, posts and channels go along.
    const [from, into] = [await admin.want(201, 'POST', '/api/v1/groups', { axis: 'free', name: 'Avant' }), await admin.want(201, 'POST', '/api/v1/groups', { axis: 'free', name: 'Après' })];
    await admin.want(200, 'PATCH', `/api/v1/members/${sud.me.id}`, { groups: { free: ['Avant'] } });
    const few = await channel({ kind: 'restricted', groups: [from.id] });
    const moved = await out({ targets: { groups: [from.id], channels: [few.id] } });
    assert.equal(await seen(sud, moved), true);
    await admin.want(200, 'POST', `/api/v1/groups/${from.id}/merge`, { into: into.id });
    assert.equal(await seen(sud, moved), true);
    assert.deepEqual((await mine(sud, few))?.following, true);
  });

  it('deleting a restricted channel never publishes what was for few', async () => {
    const few = await channel({ kind: 'restricted', groups: [group.id], name: 'Direction' });
    const post = await out({ targets: { channels: [few.id] }, title: 'Pour la direction' });
    const draft = await write({ targets: { channels: [few.id] } });
    const refused = await admin.delete(`/api/v1/channels/${few.id}`, { name: 'Direction' });
    assert.equal(refused.status, 409);
    assert.match(refused.text, /Pour la direction/);
    assert.equal((await admin.patch(`/api/v1/channels/${few.id}`, { kind: 'essential' })).status, 409);
    assert.equal(await seen(sud, post), false);
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/unpublish`);
    await admin.want(204, 'DELETE', `/api/v1/channels/${few.id}`, { name: 'Direction' });
    assert.equal((await curator.post(`/api/v1/posts/${draft.id}/publish`, {})).status, 422, 'it says for whom first');
    assert.equal((await curator.post(`/api/v1/posts/${post.id}/publish`, {})).status, 422);
    await curator.want(200, 'PATCH', `/api/v1/posts/${draft.id}`, { targets: {} });
    await curator.want(200, 'POST', `/api/v1/posts/${draft.id}/publish`);
    // Of any other channel its posts are for all then.
    const open = await channel();
    const plain = await out({ targets: { channels: [open.id] } });
    assert.equal(await seen(sud, plain), false);
    assert.equal((await admin.want(200, 'GET', '/api/v1/channels')).items.find((item) => item.id === open.id).published, 1);
    await admin.want(204, 'DELETE', `/api/v1/channels/${open.id}`, { name: open.name });
    assert.equal(await seen(sud, plain), true);
  });

  describe('a curator limited to channels', () => {
    let limited, own, foreign;
    before(async () => {
      [own, foreign] = [await channel(), await channel()];
      limited = await server.member(admin, { roles: ['curator'], ambassador: true });
      const set = await admin.want(200, 'PATCH', `/api/v1/members/${limited.me.id}`, { limits: { curator: [own.id] } });
      assert.deepEqual(set.limits, { curator: [own.id], moderator: null });
    });

    it('plans there, and leaves campaigns to who sees all', async () => {
      const at = new Date(Date.now() + 20 * 86_400_000).toISOString();
      const [here, there] = [await write({ targets: { channels: [own.id] } }), await write({ targets: { channels: [foreign.id] } })];
      const campaign = await curator.want(201, 'POST', '/api/v1/campaigns', { name: 'Toutes chaînes', objective: 'image', starts_on: '2026-11-01', ends_on: '2026-12-31' });
      for (const post of [here, there]) {
        await curator.want(200, 'PUT', `/api/v1/posts/${post.id}/campaign`, { campaign: campaign.id });
        await curator.want(200, 'POST', `/api/v1/posts/${post.id}/schedule`, { at });
      }
      const calendar = async (client) => ids((await client.want(200, 'GET', `/api/v1/calendar?from=${new Date().toISOString()}&to=${new Date(Date.now() + 40 * 86_400_000).toISOString()}`)).items).filter((id) => id === here.id || id === there.id);
      assert.deepEqual((await calendar(curator)).sort(), [here.id, there.id].sort());
      assert.deepEqual(await calendar(limited), [here.id]);
      assert.deepEqual(ids((await limited.want(200, 'GET', `/api/v1/campaigns/${campaign.id}/posts`)).items), [here.id]);
      await limited.want(200, 'PUT', `/api/v1/posts/${here.id}/campaign`, { campaign: null });
      for (const [method, path, body] of [['POST', '', { name: 'X', objective: 'image', starts_on: '2026-11-01', ends_on: '2026-11-02' }], ['PATCH', `/${campaign.id}`, { name: 'X' }], ['DELETE', `/${campaign.id}`]]) {
        await limited.want(403, method, `/api/v1/campaigns${path}`, body);
      }
      for (const post of [here, there]) for (const step of ['unschedule', 'drop']) await curator.want(200, 'POST', `/api/v1/posts/${post.id}/${step}`);
    });

    it('reads pictures and documents there, and what nobody uses yet', async () => {
      const upload = async (client, path, body, type) => {
        const answer = await client.request('POST', path, { body, headers: { 'Content-Type': type } });
        assert.equal(answer.status, 201, answer.text);
        return answer.json.id;
      };
      let shade = 0;
      const picture = (client) => upload(client, '/api/v1/images', png(40, 20, { pixel: () => [shade += 1, 7, 7] }), 'image/png');
      const file = (client) => upload(client, '/api/v1/files?name=a.pdf', Buffer.from(`%PDF-1.4\n${shade += 1}\n%%EOF\n`), 'application/pdf');
      for (const [targets, status] of [[[own.id], 200], [[foreign.id], 404], [[own.id, foreign.id], 200]]) {
        const [image_id, file_id] = [await picture(curator), await file(curator)];
        const post = await write({ targets: { channels: targets }, image_url: `/api/v1/images/${image_id}`, image_alt: 'Gris', kind: 'document', file_id, url: undefined });
        for (const path of [`/api/v1/images/${image_id}`, `/api/v1/files/${file_id}`]) {
          assert.equal((await curator.get(path)).status, 200);
          assert.equal((await limited.get(path)).status, status, `${path} of ${targets}`);
        }
        await curator.want(200, 'POST', `/api/v1/posts/${post.id}/drop`);
      }
      for (const path of [`/api/v1/images/${await picture(limited)}`, `/api/v1/files/${await file(limited)}`]) {
        assert.equal((await limited.get(path)).status, 200, path);
        assert.equal((await sud.get(path)).status, 404, path);
      }
    });

    it('finds, writes and publishes there and nowhere else', async () => {
      const [here, there, nowhere] = [await write({ targets: { channels: [own.id] } }), await write({ targets: { channels: [foreign.id] } }), await write()];
      const listed = ids((await limited.want(200, 'GET', '/api/v1/posts?status=pending&limit=100')).items);
      assert.deepEqual([here, there, nowhere].map((post) => listed.includes(post.id)), [true, false, false]);
      assert.equal((await limited.want(200, 'GET', '/api/v1/posts/counts')).pending, 1);
      for (const post of [there, nowhere]) {
        for (const [method, path, body, query] of await routesWithIds(limited, '/api/v1/posts/{id}')) {
          assert.equal((await limited.request(method, path.replace('{id}', post.id) + query, { body })).status, 404, `${method} ${path}`);
        }
      }
      const caption = await curator.want(201, 'POST', `/api/v1/posts/${there.id}/captions`, { text: 'Une accroche d’ailleurs' });
      for (const [method, path, body] of [['PATCH', '', { text: 'X' }], ['DELETE', ''], ['GET', '/revisions']]) {
        assert.equal((await limited.request(method, `/api/v1/captions/${caption.id}${path}`, { body })).status, 404, `${method} caption${path}`);
      }
      const own_caption = await limited.want(201, 'POST', `/api/v1/posts/${here.id}/captions`, { text: 'Une accroche d’ici' });
      await limited.want(204, 'DELETE', `/api/v1/captions/${own_caption.id}`);
      assert.equal((await limited.want(200, 'PATCH', `/api/v1/posts/${here.id}`, { title: 'Mieux dit' })).title, 'Mieux dit');
      await limited.want(200, 'POST', `/api/v1/posts/${here.id}/publish`);
      for (const targets of [undefined, {}, { channels: [foreign.id] }, { channels: [own.id, foreign.id] }]) {
        const refused = await limited.post('/api/v1/posts', { title: 'Ailleurs', url: `https://www.rivelle.example/ailleurs-${count += 1}`, targets });
        assert.equal(refused.status, 422, JSON.stringify(targets));
        assert.deepEqual(pointers(refused.json), ['/targets/channels']);
      }
      assert.equal((await limited.patch(`/api/v1/posts/${here.id}`, { targets: {} })).status, 422);
      const mine = await write({ targets: { channels: [own.id] } }, limited);
      assert.equal((await limited.patch(`/api/v1/posts/${mine.id}`, { targets: { channels: [foreign.id, own.id] } })).status, 422);
      const choices = await limited.want(200, 'GET', '/api/v1/audience');
      assert.equal(choices.limited, true);
      assert.deepEqual(ids(choices.channels), [own.id]);
      assert.deepEqual(ids((await limited.want(200, 'GET', '/api/v1/channels')).items), [own.id]);
    });

    it('reads the feed as everybody, and leaves sources and channels to the others', async () => {
      const post = await out();
      assert.equal(await seen(limited, post), true);
      assert.equal((await limited.get(`/api/v1/posts/${post.id}`)).status, 200);
      assert.equal((await limited.patch(`/api/v1/posts/${post.id}`, { title: 'X' })).status, 404);
      for (const [method, path, body] of [['POST', '/api/v1/channels', { name: 'Z', kind: 'open' }], ['PATCH', `/api/v1/channels/${own.id}`, { name: 'Z' }],
        ['DELETE', `/api/v1/channels/${own.id}`, { name: own.name }], ['POST', '/api/v1/sources', { url: 'https://x.example/feed' }], ['DELETE', '/api/v1/sources/0000000000001']]) {
        assert.equal((await limited.request(method, path, { body })).status, 403, path);
      }
    });

    it('sees the sources of their channels, and no others', async () => {
      const site = await feedServer();
      try {
        const source = async (path, channel) => {
          const made = await admin.want(201, 'POST', '/api/v1/sources', { url: site.set(path, { body: rss(site.url, [{ id: path, url: `${site.url}${path}/1`, title: path }]) }) });
          return channel ? admin.want(200, 'PATCH', `/api/v1/sources/${made.id}`, { channel_id: channel.id }) : made;
        };
        const [mine, theirs, none] = [await source('/mine.xml', own), await source('/theirs.xml', foreign), await source('/none.xml')];
        assert.deepEqual(ids((await limited.want(200, 'GET', '/api/v1/sources')).items), [mine.id]);
        assert.deepEqual(ids((await curator.want(200, 'GET', '/api/v1/sources')).items), [mine.id, theirs.id, none.id]);
        assert.equal((await limited.want(200, 'GET', '/api/v1/sources?limit=1')).next, null);
        assert.equal((await limited.get(`/api/v1/sources/${mine.id}`)).status, 200);
        for (const other of [theirs, none]) assert.equal((await limited.get(`/api/v1/sources/${other.id}`)).status, 404);
        for (const one of [mine, theirs]) {
          for (const [method, path, body] of [['PATCH', '', { title: 'X' }], ['POST', '/poll'], ['DELETE', '']]) {
            assert.equal((await limited.request(method, `/api/v1/sources/${one.id}${path}`, { body })).status, 403, `${method} ${path}`);
          }
        }
        for (const one of [mine, theirs, none]) await admin.want(204, 'DELETE', `/api/v1/sources/${one.id}`);
      } finally {
        await site.close();
      }
    });

    it('stays limited when the channel goes, until an admin says otherwise', async () => {
      const path = `/api/v1/members/${limited.me.id}`;
      await admin.want(204, 'DELETE', `/api/v1/channels/${own.id}`, { name: own.name });
      assert.deepEqual((await limited.want(200, 'GET', '/api/v1/posts?status=pending')).items, []);
      const listed = (await admin.want(200, 'GET', '/api/v1/members?limit=200')).items.find((item) => item.id === limited.me.id);
      assert.deepEqual(listed.limits, { curator: [], moderator: null });
      assert.deepEqual(pointers((await admin.patch(path, { limits: { curator: ['0000000000001'] } })).json), ['/limits/curator']);
      assert.deepEqual(pointers((await admin.patch(path, { limits: { curator: ['x'] } })).json), ['/limits/curator/0']);
      assert.deepEqual(pointers((await admin.patch(path, { limits: { moderator: [foreign.id] } })).json), ['/limits/moderator'], 'a role they do not have');
      assert.equal((await admin.patch(path, { limits: { curator: [] } })).status, 422);
      assert.equal((await curator.patch(path, { limits: { curator: null } })).status, 403);
      assert.deepEqual((await admin.want(200, 'PATCH', path, { limits: { curator: null } })).limits, { curator: null, moderator: null });
      assert.ok((await limited.want(200, 'GET', '/api/v1/posts?status=pending&limit=100')).items.length > 0);
    });
  });
});

describe('the mix of promotional posts', () => {
  let server, admin, curator, member, count = 0;
  before(async () => {
    server = await start();
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    member = await server.member(admin);
  });
  after(() => server?.stop());

  const write = (promotional) => curator.want(201, 'POST', '/api/v1/posts', { title: `P ${count += 1}`, url: `https://www.rivelle.example/m-${count}`, promotional });
  const step = (post, name, body) => curator.post(`/api/v1/posts/${post.id}/${name}`, body);

  it('is told and confirmed above the ceiling, for publishing and for the calendar', async () => {
    await curator.want(200, 'POST', `/api/v1/posts/${(await write(true)).id}/publish`);   // the first of a young space is no matter
    await curator.want(200, 'POST', `/api/v1/posts/${(await write(false)).id}/publish`);
    const second = await write(true);
    assert.deepEqual(await curator.want(200, 'GET', `/api/v1/posts/${second.id}/mix`), { promotional: 2, total: 3, percent: 67, ceiling: 30, days: 30, over: true });
    const asked = await step(second, 'publish', {});
    assert.equal(asked.status, 409);
    assert.match(asked.json.type, /:confirm$/);
    assert.match(asked.json.detail, /2 of 3 .* 67 %.* 30 %/);
    const at = new Date(Date.now() + 5 * 86_400_000).toISOString();
    assert.equal((await step(second, 'schedule', { at })).status, 409);
    assert.equal((await step(second, 'schedule', { at, confirm: true })).json.status, 'scheduled');
    const counts = await curator.want(200, 'GET', '/api/v1/posts/counts');
    assert.deepEqual([counts.mix.promotional, counts.mix.total, counts.mix.over], [1, 2, false]);
    assert.deepEqual([counts.ahead.promotional, counts.ahead.total], [1, 1]);
    assert.equal((await step(second, 'publish', { confirm: true })).json.status, 'published');
    assert.equal((await step(second, 'publish', {})).status, 200, 'being there already asks nothing');
    await admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'content.promo_percent', value: '100' }] });
    assert.equal((await step(await write(true), 'publish', {})).status, 200);
    assert.equal((await step(await write(false), 'publish')).status, 200, 'nothing must be said');
    for (const role of outsiders) assert.equal((await (await server.member(admin, { roles: [role] })).get(`/api/v1/posts/${second.id}/mix`)).status, 403);
    await admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'content.promo_percent', value: '30' }] });
  });

  it('is told and confirmed as well when a post becomes promotional while it is out, and when one comes back', async () => {
    const at = new Date(Date.now() + 6 * 86_400_000).toISOString();
    const [out, planned, waits] = [await write(false), await write(false), await write(false)];
    assert.equal((await step(out, 'publish')).status, 200);
    assert.equal((await step(planned, 'schedule', { at })).status, 200);
    const change = (post, body) => curator.patch(`/api/v1/posts/${post.id}`, body);
    for (const post of [out, planned]) {
      const asked = await change(post, { promotional: true, title: 'Autre titre' });
      assert.equal(asked.status, 409);
      assert.match(asked.json.type, /:confirm$/);
      assert.equal((await curator.want(200, 'GET', `/api/v1/posts/${post.id}`)).title, post.title, 'nothing of it was written');
      assert.deepEqual((await curator.want(200, 'GET', `/api/v1/posts/${post.id}/mix?promotional=true`)).over, true);
      assert.equal((await change(post, { promotional: true, confirm: true })).json.promotional, true);
      assert.equal((await change(post, { promotional: true, body: 'Encore' })).status, 200, 'being so already asks nothing');
    }
    assert.equal((await change(waits, { promotional: true })).status, 200, 'what waits is asked when it goes out');
    assert.equal((await change(out, { promotional: false })).status, 200);
    await change(out, { promotional: true, confirm: true });
    assert.equal((await step(out, 'archive')).status, 200);
    const refused = await step(out, 'restore', {});
    assert.equal(refused.status, 409);
    assert.match(refused.json.type, /:confirm$/);
    assert.equal((await step(out, 'restore', { confirm: true })).json.status, 'published');
    const plain = await write(false);
    for (const name of ['publish', 'archive', 'restore']) assert.equal((await step(plain, name)).status, 200, `${name} of what sells nothing`);
    // A dropped one only waits again.
    assert.equal((await step(waits, 'drop')).status, 200);
    assert.equal((await step(waits, 'restore')).json.status, 'pending');
    for (const post of [out, planned, plain, waits]) for (const name of ['unpublish', 'unschedule', 'drop']) await step(post, name, {});
  });

  it('lets nothing come back from the archive that nobody could see, or that lacks something', async () => {
    const group = await admin.want(201, 'POST', '/api/v1/groups', { axis: 'free', name: 'Passagère' });
    const there = await server.member(admin, { groups: { free: ['Passagère'] } });
    const post = await write(false);
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { targets: { groups: [group.id] } });
    for (const name of ['publish', 'archive']) assert.equal((await step(post, name)).status, 200);
    await admin.want(200, 'PATCH', `/api/v1/members/${there.id}`, { groups: { free: [] } });
    const refused = await step(post, 'restore', { confirm: true });
    assert.deepEqual([refused.status, pointers(refused.json)], [422, ['/targets']]);
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { targets: {}, kind: 'image' });
    assert.deepEqual(pointers((await step(post, 'restore', {})).json).sort(), ['/image_alt', '/image_url']);
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { kind: 'link' });
    assert.equal((await step(post, 'restore')).json.status, 'published');
    for (const name of ['unpublish', 'drop']) await step(post, name);
  });

  it('never shows two in a row, on no page of any size', async () => {
    for (let i = 0; i < 14; i++) {
      const post = await write(i % 3 !== 0);
      assert.equal((await step(post, 'publish', { confirm: true })).status, 200);
    }
    const read = async (limit) => {
      const all = [];
      for (let cursor = ''; cursor !== null;) {
        const page = await member.want(200, 'GET', `/api/v1/posts?limit=${limit}${cursor && `&cursor=${cursor}`}`);
        all.push(...page.items);
        cursor = page.next;
      }
      return all;
    };
    const whole = await read(100);
    for (let i = 1; i < whole.length; i++) assert.ok(!(whole[i].promotional && whole[i - 1].promotional), `${i}`);
    assert.equal(new Set(ids(whole)).size, whole.length);
    for (const limit of [1, 2, 3, 5, 7]) assert.deepEqual(ids(await read(limit)), ids(whole), `pages of ${limit}`);
    // What comes on top between two pages neither repeats nor hides anything below.
    const first = await member.want(200, 'GET', '/api/v1/posts?limit=4');
    await step(await write(true), 'publish', { confirm: true });
    const second = await member.want(200, 'GET', `/api/v1/posts?limit=4&cursor=${first.next}`);
    assert.deepEqual([...ids(first.items), ...ids(second.items)], ids(whole).slice(0, 8));
    // Pinned ones lead, and keep the rule with what follows.
    const pinned = whole.find((post) => post.promotional);
    await curator.want(200, 'PUT', `/api/v1/posts/${pinned.id}/marks`, { pinned: true });
    const page = await member.want(200, 'GET', '/api/v1/posts?limit=50');
    assert.deepEqual(ids(page.lead), [pinned.id]);
    const shown = [...page.lead, ...page.items];
    for (let i = 1; i < shown.length; i++) assert.ok(!(shown[i].promotional && shown[i - 1].promotional));
    assert.equal((await member.get('/api/v1/posts?cursor=nonsense')).status, 422);
  });
});
