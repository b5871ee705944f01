// The whole life of a post: drafts, schedule, expiry, archive; featured, pinned, to be confirmed; what each kind holds and needs; uploads;
// articles with their history. Whose business each of it is.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { pointers, start } from './helper.mjs';
import { png } from './png.mjs';

const outsiders = ['member', 'moderator', 'manager', 'trainer', 'auditor'];
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const inMs = (ms) => new Date(Date.now() + ms).toISOString().replace(/\.\d+Z/, (part) => part);

const secret = (width, height) => png(width, height, { note: 'secret place' });

describe('the life of a post', () => {
  let server, admin, curator, member, count = 0;
  before(async () => {
    server = await start();
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    member = await server.member(admin, { ambassador: true });
  });
  after(() => server?.stop());

  const write = (fields = {}) => {
    count += 1;
    return curator.want(201, 'POST', '/api/v1/posts', { title: `Titre ${count}`, url: `https://www.rivelle.example/vie-${count}`, ...fields });
  };
  const step = (post, name, body, status = 200) => curator.want(status, 'POST', `/api/v1/posts/${post.id}/${name}`, body);
  const published = async (fields) => step(await write(fields), 'publish');
  const mark = (post, marks, status = 200) => curator.want(status, 'PUT', `/api/v1/posts/${post.id}/marks`, marks);
  const feed = (client = member, query = '') => client.want(200, 'GET', `/api/v1/posts?limit=100${query}`);
  const ids = (list) => list.map((post) => post.id);
  const get = (post) => curator.want(200, 'GET', `/api/v1/posts/${post.id}`);
  async function until(post, status, seconds = 20) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
      const now = await get(post);
      if (now.status === status) return now;
    }
    throw new Error(`${post.id} is not ${status}`);
  }
  /** Takes all marks off again. */
  const unmark = async (posts) => { for (const post of posts) await mark(post, { featured: false, pinned: false, must_read: false }); };

  it('a draft is handed in, taken back, and never in the feed or in the inbox', async () => {
    const draft = await write({ status: 'draft' });
    assert.equal(draft.status, 'draft');
    assert.ok(!ids((await curator.want(200, 'GET', '/api/v1/posts?status=pending&limit=100')).items).includes(draft.id));
    assert.ok(ids((await curator.want(200, 'GET', '/api/v1/posts?status=draft')).items).includes(draft.id));
    assert.equal((await member.get('/api/v1/posts?status=draft')).status, 403);
    assert.equal((await member.get(`/api/v1/posts/${draft.id}`)).status, 403);
    const counts = await curator.want(200, 'GET', '/api/v1/posts/counts');
    assert.ok(counts.draft >= 1);
    assert.equal((await step(draft, 'submit')).status, 'pending');
    assert.equal((await step(draft, 'submit')).status, 'pending', 'twice is no error');
    assert.equal((await step(draft, 'redraft')).status, 'draft');
    assert.equal((await step(draft, 'drop')).status, 'dropped');
    assert.equal((await step(draft, 'restore')).status, 'draft', 'back to where it came from');
    assert.equal((await step(draft, 'publish')).status, 'published');
    assert.equal((await step(draft, 'unpublish')).status, 'draft');
  });

  it('is published at its time, once, and can be moved or taken back before', async () => {
    const post = await write();
    for (const at of [inMs(-1000), inMs(367 * 86_400_000)]) {
      const refused = await curator.post(`/api/v1/posts/${post.id}/schedule`, { at });
      assert.equal(refused.status, 422);
      assert.deepEqual(pointers(refused.json), ['/at']);
    }
    assert.equal((await curator.post(`/api/v1/posts/${post.id}/schedule`, {})).status, 422);
    let now = await step(post, 'schedule', { at: inMs(86_400_000) });
    assert.equal(now.status, 'scheduled');
    assert.ok(now.scheduled_at);
    assert.equal((await member.get(`/api/v1/posts/${post.id}`)).status, 403);
    now = await step(post, 'unschedule');
    assert.equal(now.status, 'pending');
    assert.equal(now.scheduled_at, undefined);
    await step(post, 'schedule', { at: inMs(86_400_000) });
    const at = inMs(1500);
    await step(post, 'schedule', { at });
    assert.ok(!ids((await feed()).items).includes(post.id));
    const out = await until(post, 'published');
    assert.ok(Date.parse(out.published_at) >= Date.parse(at), 'not before');
    assert.equal(out.scheduled_at, undefined);
    assert.equal(ids((await feed()).items).filter((id) => id === post.id).length, 1);
    const version = out.version;
    await sleep(1500);
    assert.equal((await get(post)).version, version, 'nothing happens a second time');
  });

  it('leaves the feed and sharing when it expires, while links go on', async () => {
    const post = await published({ expires_at: inMs(2500) });
    const share = await member.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: 'Mes mots à moi.' });
    assert.ok(ids((await feed()).items).includes(post.id));
    await until(post, 'archived');
    assert.ok(!ids((await feed()).items).includes(post.id));
    const refused = await member.post(`/api/v1/posts/${post.id}/shares`, { network: 'bluesky', mode: 'intent', text: 'Encore' });
    assert.equal(refused.status, 409);
    assert.match(refused.json.detail ?? refused.text, /archived/);
    assert.equal((await member.get(`/api/v1/posts/${post.id}/composer`)).status, 409);
    const click = await member.get(new URL(share.link.url ?? share.link).pathname);
    assert.equal(click.status, 302);
    assert.match(click.headers.location, /vie-/);
    assert.equal((await curator.post(`/api/v1/posts/${post.id}/restore`)).status, 409, 'its end is over');
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { expires_at: null });
    assert.equal((await step(post, 'restore')).status, 'published');
    assert.equal((await curator.patch(`/api/v1/posts/${post.id}`, { expires_at: inMs(-5000) })).status, 422);
    assert.equal((await curator.patch(`/api/v1/posts/${post.id}`, { expires_at: 'tomorrow' })).status, 422);
  });

  it('is archived and comes back as it was', async () => {
    const post = await published();
    const before = await get(post);
    assert.equal((await step(post, 'archive')).status, 'archived');
    assert.ok(!ids((await feed()).items).includes(post.id));
    assert.ok(ids((await curator.want(200, 'GET', '/api/v1/posts?status=archived&limit=100')).items).includes(post.id));
    const back = await step(post, 'restore');
    assert.equal(back.status, 'published');
    assert.equal(back.published_at, before.published_at);
    assert.ok(ids((await feed()).items).includes(post.id));
    assert.equal((await curator.post(`/api/v1/posts/${(await write()).id}/archive`)).status, 409);
  });

  it('five are featured, and the sixth is told which', async () => {
    const posts = [];
    for (let i = 0; i < 6; i += 1) posts.push(await published());
    for (const post of posts.slice(0, 5)) assert.equal((await mark(post, { featured: true })).featured, true);
    const full = await curator.put(`/api/v1/posts/${posts[5].id}/marks`, { featured: true });
    assert.equal(full.status, 409);
    assert.equal(full.json.type, 'urn:portevoix:problem:limit');
    for (const post of posts.slice(0, 5)) assert.ok(full.text.includes(post.title), full.text);
    const page = await feed();
    assert.deepEqual(ids(page.featured), ids(posts.slice(0, 5)).reverse());
    assert.ok(ids(page.items).includes(posts[0].id), 'they stay in the feed too');
    assert.equal((await feed(member, '&network=web')).featured, undefined);
    await mark(posts[0], { featured: false });
    await mark(posts[5], { featured: true });
    await step(posts[5], 'archive');
    await mark(posts[0], { featured: true });
    assert.equal((await step(posts[5], 'restore')).featured, false, 'its place was given away meanwhile');
    const waiting = await write();
    await mark(waiting, { featured: true });
    assert.equal((await curator.post(`/api/v1/posts/${waiting.id}/publish`)).status, 409);
    await unmark([...posts.slice(0, 5), waiting]);
  });

  it('three stand on top, on the first page alone, and once', async () => {
    const posts = [];
    for (let i = 0; i < 4; i += 1) posts.push(await published());
    await mark(posts[0], { pinned: true });
    await mark(posts[1], { pinned: true });
    const first = await member.want(200, 'GET', '/api/v1/posts?limit=2');
    assert.deepEqual(ids(first.lead), [posts[1].id, posts[0].id]);
    assert.equal(first.items.length, 2);
    const all = [...ids(first.items)];
    for (let next = first.next; next;) {
      const page = await member.want(200, 'GET', `/api/v1/posts?limit=2&cursor=${next}`);
      assert.equal(page.lead, undefined);
      all.push(...ids(page.items));
      next = page.next;
    }
    assert.equal(new Set(all).size, all.length);
    assert.ok(!all.includes(posts[0].id) && !all.includes(posts[1].id));
    assert.ok(all.includes(posts[2].id));
    assert.deepEqual(ids((await feed(member, '&network=bluesky')).lead), []);
    assert.deepEqual(ids((await feed(member, '&network=web')).lead), [posts[1].id, posts[0].id]);
    await mark(posts[2], { pinned: true });
    assert.equal((await curator.put(`/api/v1/posts/${posts[3].id}/marks`, { pinned: true })).status, 409);
    await unmark(posts.slice(0, 3));
    assert.deepEqual((await feed()).lead, []);
  });

  it('what must be read stands first until the reader confirms, and nobody else learns it', async () => {
    const post = await published({ kind: 'announcement', url: undefined, body: 'Les vestiaires changent de place.', audience: 'internal' });
    const other = await server.member(admin, { ambassador: true });
    assert.equal((await member.put(`/api/v1/posts/${post.id}/confirmation`, {})).status, 409, 'it does not ask for that');
    await mark(post, { must_read: true });
    let page = await feed();
    assert.equal(page.lead[0].id, post.id);
    assert.equal(page.lead[0].me.confirmed, false);
    assert.ok(!ids(page.items).includes(post.id));
    const tag = (await member.get('/api/v1/posts?limit=100')).headers.etag;
    assert.deepEqual(await member.want(200, 'PUT', `/api/v1/posts/${post.id}/confirmation`, {}), { confirmed: true });
    await member.want(200, 'PUT', `/api/v1/posts/${post.id}/confirmation`, {});
    page = await feed();
    assert.deepEqual(page.lead, []);
    assert.equal(page.items.find((item) => item.id === post.id).me.confirmed, true);
    assert.notEqual((await member.get('/api/v1/posts?limit=100')).headers.etag, tag);
    assert.equal((await feed(other)).lead[0].id, post.id);
    const seen = await get(post);
    assert.equal(seen.confirmed, 0, 'fewer than ten');
    assert.equal(seen.me.confirmed, false, 'of the curator, not of anybody else');
    const one = await member.want(200, 'GET', `/api/v1/posts/${post.id}`);
    assert.equal(one.confirmed, undefined);
    assert.equal(one.me.confirmed, true);
    await member.want(200, 'DELETE', `/api/v1/posts/${post.id}/confirmation`);
    assert.equal((await feed()).lead[0].id, post.id);
    await step(post, 'archive');
    assert.equal((await member.put(`/api/v1/posts/${post.id}/confirmation`, {})).status, 404);
    assert.deepEqual((await feed()).lead, []);
  });

  it('each kind says what it holds and needs', async () => {
    const { items } = await curator.want(200, 'GET', '/api/v1/posts/kinds');
    assert.deepEqual(items.map((kind) => kind.name), ['link', 'article', 'image', 'video', 'document', 'job', 'event', 'announcement']);
    assert.deepEqual(items.find((kind) => kind.name === 'event').needs, ['starts_at', 'place|online_url']);
    const needs = { link: ['/url'], article: ['/url'], image: ['/image_url', '/image_alt'], video: ['/url'], document: ['/url'],
      job: ['/url', '/details/place'], event: ['/details/starts_at', '/details/place'], announcement: ['/body'] };
    for (const { name } of items) {
      const post = await write({ kind: name, url: undefined });
      assert.equal(post.kind, name);
      assert.equal(post.audience, 'internal', 'without an address it is for the company');
      const refused = await curator.post(`/api/v1/posts/${post.id}/publish`);
      assert.equal(refused.status, 422, name);
      assert.deepEqual(pointers(refused.json).sort(), [...needs[name]].sort(), name);
      assert.equal((await curator.post(`/api/v1/posts/${post.id}/schedule`, { at: inMs(60_000) })).status, 422, name);
    }
  });

  it('what has no address is not shared outside, and says so', async () => {
    const post = await write({ kind: 'announcement', url: undefined, body: 'Une annonce.', audience: 'shareable' });
    const refused = await curator.post(`/api/v1/posts/${post.id}/publish`);
    assert.equal(refused.status, 422);
    assert.deepEqual(pointers(refused.json), ['/audience']);
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { audience: 'internal' });
    const out = await step(post, 'publish');
    assert.equal(out.shareable, false);
    assert.equal((await member.post(`/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: 'x' })).status, 409);
    assert.equal((await curator.patch(`/api/v1/posts/${post.id}`, { audience: 'shareable' })).status, 422, 'nor later');
  });

  it('a job carries its place and leads to the referral link', async () => {
    const details = { place: 'Chambéry', contract: 'CDI', salary: '32 à 36 k€', valid_through: '2030-01-31T23:00:00Z', referral_url: 'https://jobs.rivelle.example/r/7' };
    const post = await published({ kind: 'job', details });
    assert.deepEqual(post.details, details);
    const share = await member.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: 'Ma future collègue ?' });
    const click = await member.get(new URL(share.link.url ?? share.link).pathname);
    assert.match(click.headers.location, /^https:\/\/jobs\.rivelle\.example\/r\/7\?/);
    const wrong = await curator.post('/api/v1/posts', { title: 'x', kind: 'job', details: { starts_at: '2030-01-01T10:00:00Z' } });
    assert.equal(wrong.status, 422);
    assert.deepEqual(pointers(wrong.json), ['/details/starts_at']);
    assert.equal((await curator.post('/api/v1/posts', { title: 'x', kind: 'job', details: { referral_url: 'javascript:alert(1)' } })).status, 422);
    const changed = await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { kind: 'link' });
    assert.deepEqual(changed.details, {});
  });

  it('an event goes into a calendar', async () => {
    const post = await published({ kind: 'event', title: 'Portes ouvertes; café, croissants', body: 'Deux lignes\nde texte.',
      details: { starts_at: '2030-05-02T08:00:00Z', ends_at: '2030-05-02T10:00:00Z', place: 'Atelier de Saint-Arcon, Savoie' } });
    const answer = await member.get(`/api/v1/posts/${post.id}/calendar`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers['content-type'], /^text\/calendar/);
    assert.match(answer.headers['content-disposition'], /attachment/);
    assert.match(answer.text, /DTSTART:20300502T080000Z\r\nDTEND:20300502T100000Z\r\n/);
    assert.match(answer.text, /SUMMARY:Portes ouvertes\\; café\\, croissants\r\n/);
    assert.match(answer.text, /DESCRIPTION:Deux lignes\\nde texte\.\r\n/);
    for (const line of answer.text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.equal((await member.get(`/api/v1/posts/${(await published()).id}/calendar`)).status, 404);
    const backwards = await curator.post('/api/v1/posts', { title: 'x', kind: 'event', details: { starts_at: '2030-05-02T08:00:00Z', ends_at: '2030-05-02T07:00:00Z' } });
    assert.deepEqual(pointers(backwards.json), ['/details/ends_at']);
  });

  it('a video knows its host', async () => {
    const hosts = [['https://www.youtube.com/watch?v=abc', 'youtube'], ['https://youtu.be/abc', 'youtube'], ['https://vimeo.com/76979871', 'vimeo'],
      ['https://www.dailymotion.com/video/x1', 'dailymotion'], ['https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv', 'peertube'], ['https://www.rivelle.example/film', undefined]];
    for (const [url, host] of hosts) {
      const post = await write({ kind: 'video', url });
      assert.equal(post.details.host, host, url);
    }
    assert.equal((await curator.post('/api/v1/posts', { title: 'x', kind: 'video', url: 'https://a.example/v', details: { host: 'youtube' } })).status, 422);
  });

  it('a picture is uploaded, made ours, and needs words before it goes out', async () => {
    const upload = (client, body, type = 'image/png') => client.request('POST', '/api/v1/images', { body, headers: { 'Content-Type': type } });
    const answer = await upload(curator, secret(1200, 600));
    assert.equal(answer.status, 201, answer.text);
    const image = answer.json;
    assert.deepEqual([image.width, image.height], [1200, 600]);
    assert.equal((await member.get(image.src)).status, 404, 'nothing of what is being prepared');
    const file = await curator.get(image.src);
    assert.equal(file.status, 200);
    assert.ok(!file.bytes.includes('secret place'));
    assert.equal((await upload(curator, secret(1200, 600))).json.id, image.id, 'the same picture is one');
    const post = await write({ kind: 'image', image_url: image.url, image_credit: 'Inès Marchetti', image_licence: 'CC BY 4.0' });
    assert.equal(post.image.width, 1200);
    assert.equal(post.image_credit, 'Inès Marchetti');
    assert.deepEqual(pointers((await curator.post(`/api/v1/posts/${post.id}/publish`)).json), ['/image_alt']);
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { image_alt: 'Un barrage sous la neige' });
    assert.equal((await step(post, 'publish')).status, 'published');
    const other = (await upload(curator, secret(300, 300))).json;
    const replaced = await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { image_url: other.url });
    assert.deepEqual([replaced.image.width, replaced.image.height], [300, 300]);
    const link = await write({ image_url: other.url, image_alt: 'Carré' });
    const bare = await curator.want(200, 'PATCH', `/api/v1/posts/${link.id}`, { image_url: null });
    assert.equal(bare.image, null);
    assert.equal((await upload(curator, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml')).status, 422);
    assert.equal((await upload(curator, Buffer.from('no picture'))).status, 422);
    assert.equal((await upload(curator, secret(10, 10), 'text/plain')).status, 415);
    assert.equal((await upload(curator, Buffer.alloc(20 * 1024 * 1024 + 1))).status, 413);
    assert.equal((await upload(member, secret(10, 10))).status, 403);
    const none = await curator.patch(`/api/v1/posts/${link.id}`, { image_url: '/api/v1/images/0000000000001' });
    assert.deepEqual(pointers(none.json), ['/image_url']);
  });

  it('a document is handed out for saving only', async () => {
    const upload = (client, body, name = 'Rapport annuel é.pdf', type = 'application/pdf') =>
      client.request('POST', `/api/v1/files?name=${encodeURIComponent(name)}`, { body, headers: { 'Content-Type': type } });
    const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(300_000, 7)]);
    const answer = await upload(curator, pdf);
    assert.equal(answer.status, 201, answer.text);
    const post = await write({ kind: 'document', url: undefined, file_id: answer.json.id });
    assert.deepEqual(post.file, { id: answer.json.id, name: 'Rapport annuel é.pdf', size: pdf.length, url: answer.json.url });
    assert.equal((await member.get(answer.json.url)).status, 404, 'what is being prepared is not there for members');
    assert.equal((await curator.get(answer.json.url)).status, 200);
    const out = await step(post, 'publish');
    assert.equal(out.shareable, false);
    const got = await member.get(out.file.url);
    assert.equal(got.status, 200);
    assert.ok(got.bytes.equals(pdf));
    assert.match(got.headers['content-disposition'], /^attachment; .*Rapport%20annuel%20%C3%A9\.pdf/);
    assert.match(got.headers['content-security-policy'], /sandbox/);
    assert.equal(got.headers['x-content-type-options'], 'nosniff');
    assert.equal((await member.get(out.file.url, { headers: { 'If-None-Match': got.headers.etag } })).status, 304);
    assert.equal((await upload(curator, Buffer.from('<html>'))).status, 422);
    assert.equal((await upload(curator, pdf, 'a.pdf', 'text/html')).status, 415);
    assert.equal((await upload(curator, Buffer.alloc(20 * 1024 * 1024 + 1))).status, 413);
    assert.equal((await upload(member, pdf)).status, 403);
    assert.equal((await upload(curator, pdf, '')).status, 422);
    assert.deepEqual(pointers((await curator.patch(`/api/v1/posts/${post.id}`, { file_id: '0000000000001' })).json), ['/file_id']);
    const large = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(19 * 1024 * 1024, 1)]);
    const big = await upload(curator, large);
    assert.equal(big.status, 201);
    assert.equal((await curator.get(big.json.url)).bytes.length, large.length);
    await step(post, 'archive');
    assert.equal((await member.get(out.file.url)).status, 404, 'nor what has left the feed');
  });

  it('an article is written, read, and its words can come back', async () => {
    const text = '# Un titre\n\nDes mots **gras** et [un lien](https://a.example).';
    const post = await write({ kind: 'article', url: undefined, status: 'draft', article: text, body: 'Le chapeau.' });
    assert.ok(post.article_words > 5);
    assert.equal((await curator.want(200, 'GET', `/api/v1/posts/${post.id}/article`)).text, text);
    assert.equal((await member.get(`/api/v1/posts/${post.id}/article`)).status, 403);
    const path = `/api/v1/posts/${post.id}`;
    const two = await curator.want(200, 'PATCH', path, { article: `${text}\n\nSuite.`, version: post.version });
    const three = await admin.want(200, 'PATCH', path, { article: 'Tout autre chose.', title: 'Autre', version: two.version });
    assert.equal((await curator.patch(path, { article: 'Trop tard', version: two.version })).status, 409);
    let { items } = await curator.want(200, 'GET', `${path}/revisions`);
    assert.equal(items.length, 2);
    assert.match(items[0].by, /Ada Minne/);
    // The long part comes for the one that is asked for: fifty articles would be too much for one answer.
    const words = async (revision) => (await curator.want(200, 'GET', `${path}/revisions?text=${revision.id}`)).items.map((one) => [one.id === revision.id, one.text]);
    assert.deepEqual(await words(items[0]), [[true, 'Tout autre chose.'], [false, '']]);
    assert.deepEqual(await words(items[1]), [[false, ''], [true, `${text}\n\nSuite.`]]);
    assert.deepEqual(items.map((one) => one.text), ['', '']);
    assert.equal((await curator.post(`${path}/revert`, { revision: items[1].id, version: two.version })).status, 409);
    const back = await curator.want(200, 'POST', `${path}/revert`, { revision: items[1].id, version: three.version });
    assert.equal(back.title, post.title);
    assert.equal((await curator.want(200, 'GET', `${path}/article`)).text, `${text}\n\nSuite.`);
    ({ items } = await curator.want(200, 'GET', `${path}/revisions`));
    assert.equal((await words(items[1]))[1][1], 'Tout autre chose.', 'nothing is lost by bringing back');
    assert.equal((await curator.post(`${path}/revert`, { revision: '0000000000001' })).status, 404);
    await step(post, 'publish');
    assert.match((await member.want(200, 'GET', `${path}/article`)).text, /Suite/);
    assert.equal((await curator.patch(path, { article: '' })).status, 422, 'what is out stays whole');
    assert.equal((await curator.patch(path, { article: 'a'.repeat(60_001) })).status, 422);
    await curator.want(200, 'PATCH', path, { article: 'é '.repeat(30_000).slice(0, 59_999) });
  });

  it('saves close together are one revision, and the last fifty are kept', async () => {
    const post = await write({ kind: 'article', status: 'draft' });
    for (let i = 0; i < 5; i += 1) await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { article: `Version ${i}` });
    assert.ok((await curator.want(200, 'GET', `/api/v1/posts/${post.id}/revisions`)).items.length <= 2);
    for (let i = 0; i < 54; i += 1) {
      await (i % 2 ? admin : curator).want(200, 'PATCH', `/api/v1/posts/${post.id}`, { article: `Tour ${i}` });
    }
    const { items } = await curator.want(200, 'GET', `/api/v1/posts/${post.id}/revisions`);
    assert.equal(items.length, 50);
    assert.equal((await curator.want(200, 'GET', `/api/v1/posts/${post.id}/revisions?text=${items[0].id}`)).items[0].text, 'Tour 53');
  });

  it('is for curators', async () => {
    const post = await published();
    const at = inMs(86_400_000);
    const calls = [['POST', 'submit', {}], ['POST', 'redraft', {}], ['POST', 'schedule', { at }], ['POST', 'unschedule', {}], ['POST', 'archive', {}],
      ['PUT', 'marks', { pinned: true }], ['GET', 'revisions'], ['POST', 'revert', { revision: post.id }]];
    for (const role of outsiders) {
      const who = await server.member(admin, { roles: [role] });
      for (const [method, name, body] of calls) {
        assert.equal((await who.request(method, `/api/v1/posts/${post.id}/${name}`, { body })).status, 403, `${role} ${name}`);
      }
      assert.equal((await who.get('/api/v1/posts/kinds')).status, 403);
      assert.equal((await who.request('POST', '/api/v1/images', { body: secret(4, 4), headers: { 'Content-Type': 'image/png' } })).status, 403);
      assert.equal((await who.request('POST', '/api/v1/files?name=a.pdf', { body: Buffer.from('%PDF-1'), headers: { 'Content-Type': 'application/pdf' } })).status, 403);
    }
    const nobody = server.client();
    assert.equal((await nobody.get(`/api/v1/posts/${post.id}/article`)).status, 401);
    assert.equal((await nobody.put(`/api/v1/posts/${post.id}/confirmation`, {})).status, 401);
  });
});
