// Pictures: fetched once, decoded apart, served from here in two sizes; and what a page says about itself.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';

import { feedServer, rss } from './feedserver.mjs';
import { pointers, start } from './helper.mjs';
import { chunk } from './png.mjs';

/** A chunk of PNG. */

/** A PNG that says it is width x height; its rows are those of `real` when that is given. */
function png(width, height, { colour = [204, 58, 18], rows = height, text } = {}) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3)]);
  for (let x = 0; x < width; x += 1) row.set(colour, 1 + x * 3);
  const parts = [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head)];
  if (text) parts.push(chunk('tEXt', Buffer.from(`Comment\0${text}`)));
  parts.push(chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: rows }, () => row)))), chunk('IEND', Buffer.alloc(0)));
  return Buffer.concat(parts);
}

/** The same JPEG with an Exif segment: turned by a quarter, taken at a place, by a camera. */
function withExif(jpeg) {
  const entries = [[0x0112, 3, 1, 6 << 16], [0x010f, 2, 4, 0x41434d45]];
  const tiff = Buffer.alloc(8 + 2 + 3 * 12 + 4 + 2 + 12 + 4);
  tiff.write('MM\0*', 0, 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(3, 8);
  const gps = 8 + 2 + 36 + 4;
  [...entries, [0x8825, 4, 1, gps]].forEach(([tag, type, n, value], i) => {
    tiff.writeUInt16BE(tag, 10 + i * 12);
    tiff.writeUInt16BE(type, 12 + i * 12);
    tiff.writeUInt32BE(n, 14 + i * 12);
    tiff.writeUInt32BE(value >>> 0, 18 + i * 12);
  });
  tiff.writeUInt16BE(1, gps);
  tiff.writeUInt16BE(1, gps + 2);
  tiff.writeUInt16BE(2, gps + 4);
  tiff.writeUInt32BE(2, gps + 6);
  tiff.write('N\0', gps + 10, 'latin1');
  const app1 = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(app1.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, app1, jpeg.subarray(2)]);
}

/** Width and height of a JPEG, from its frame header. */
function jpegSize(bytes) {
  for (let at = 2; at < bytes.length;) {
    const marker = bytes[at + 1];
    if (marker >= 0xc0 && marker <= 0xc2) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

const hidden = ['member', 'moderator', 'manager', 'trainer', 'auditor'];

describe('pictures', () => {
  let server, site, admin, curator, reader;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }], args: ['--allow-net', '127.0.0.0/8'] });
    site = await feedServer();
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    reader = await server.member(admin, { roles: ['member'] });
  });
  after(async () => {
    await site?.close();
    await server?.stop();
  });

  let count = 0;
  const serve = (path, body, type = 'image/png') => site.set(path, { body, type });
  const draft = (image) => curator.want(201, 'POST', '/api/v1/posts', {
    title: 'With a picture', url: `${site.url}/page-${count += 1}`, ...(image ? { image_url: image } : {}) });
  const read = async (id) => curator.want(200, 'GET', `/api/v1/posts/${id}`);
  /** Asks until it holds, since a job does it. */
  async function until(what, ask, seconds = 20) {
    for (let i = 0; i < seconds * 10; i += 1) {
      const got = await ask();
      if (got) return got;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    return assert.fail(`${what}: not within ${seconds} s`);
  }
  const pictured = async (post) => until('a picture', async () => (await read(post.id)).image);
  const jpeg = { headers: { accept: 'image/jpeg' } };
  const webp = { headers: { accept: 'image/avif,image/webp,*/*' } };

  it('a post gets its picture from here, in two sizes and two formats', async () => {
    const post = await draft(serve('/wide.png', png(1600, 800, { text: 'a secret' })));
    const image = await pictured(post);
    assert.equal(image.width, 1600);
    assert.equal(image.height, 800);
    assert.match(image.colour, /^#C[A-D]3[89A-C]1[0-4]$/);
    assert.match(image.src, /^\/api\/v1\/images\/[0-9a-z]{13}\?w=960$/);
    assert.deepEqual(image.srcset.split(', ').map((s) => s.split(' ')[1]), ['480w', '960w']);
    const large = await curator.get(image.src, jpeg);
    assert.equal(large.status, 200);
    assert.equal(large.headers['content-type'], 'image/jpeg');
    assert.equal(large.headers['cache-control'], 'private, max-age=31536000, immutable');
    assert.equal(large.headers['vary'], 'Accept');
    assert.equal(large.headers['x-content-type-options'], 'nosniff');
    assert.deepEqual(jpegSize(large.bytes), [960, 480]);
    const small = await curator.get(image.src.replace('960', '480'), jpeg);
    assert.deepEqual(jpegSize(small.bytes), [480, 240]);
    assert.ok(!small.bytes.includes('a secret'), 'metadata is gone');
    const better = await curator.get(image.src, webp);
    assert.equal(better.headers['content-type'], 'image/webp');
    assert.equal(better.bytes.subarray(8, 12).toString(), 'WEBP');
    assert.notEqual(better.headers['etag'], large.headers['etag']);
    const again = await curator.get(image.src, { headers: { ...webp.headers, 'if-none-match': better.headers['etag'] } });
    assert.equal(again.status, 304);
  });

  it('is fetched once, and stays when its source takes it away', async () => {
    const address = serve('/once.png', png(600, 300));
    const first = await draft(address);
    const image = await pictured(first);
    site.remove('/once.png');
    const second = await draft(address);
    assert.deepEqual((await read(second.id)).image, image);
    assert.equal(site.requests.filter((r) => r.path === '/once.png').length, 1);
    assert.equal((await curator.get(image.src)).status, 200);
    assert.equal((await read(first.id)).image_url, address);
  });

  it('is upright and says nothing of where it was taken', async () => {
    const base = await pictured(await draft(serve('/plain.png', png(400, 200))));
    const plain = (await curator.get(base.src, jpeg)).bytes;
    const turned = withExif(plain);
    assert.ok(turned.includes('ACME'));
    const image = await pictured(await draft(serve('/turned.jpg', turned, 'image/jpeg')));
    assert.deepEqual([image.width, image.height], [200, 400]);
    const bytes = (await curator.get(image.src, jpeg)).bytes;
    assert.deepEqual(jpegSize(bytes), [200, 400]);
    assert.ok(!bytes.includes('ACME') && !bytes.includes('Exif'));
  });

  it('what is still being prepared is nobody else\'s', async () => {
    const post = await draft(serve('/soon.png', png(300, 200)));
    const { src } = await pictured(post);
    for (const role of hidden) assert.equal((await (await server.member(admin, { roles: [role] })).get(src)).status, 404, role);
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
    assert.equal((await reader.get(src)).status, 200);
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/archive`);
    assert.equal((await reader.get(src)).status, 200, 'who shared it sees it beside the share still');
  });

  it('the feed shows it as soon as it is there', async () => {
    const post = await draft();
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/publish`, {});
    const mine = async () => (await reader.want(200, 'GET', '/api/v1/posts')).items.find((p) => p.id === post.id);
    assert.equal((await mine()).image, null);
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { image_url: serve('/later.png', png(700, 350)) });
    const image = await until('the feed', async () => (await mine()).image);
    assert.equal(image.width, 700);
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { image_url: null });
    assert.equal((await mine()).image, null);
  });

  it('what is no picture, or would be a bomb, is refused and the post does without', async () => {
    const gif = Buffer.from('4749463839610000ffff80000000000000ffffff21f90401000000002c0000000000ffff000002024401003b', 'hex');
    gif.writeUInt16LE(65535, 6);
    const bad = {
      '/bomb.png': png(30000, 30000, { rows: 1 }),
      '/bomb.gif': gif,
      '/cut.png': png(800, 400).subarray(0, 200),
      '/drawing.svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
      '/page.png': Buffer.from('<!doctype html><script>alert(1)</script>'),
      '/paper.png': Buffer.from('%PDF-1.7\n'),
    };
    const posts = [];
    for (const [path, bytes] of Object.entries(bad)) posts.push(await draft(serve(path, bytes)));
    posts.push(await draft(`${site.url}/not-there.png`));
    for (const post of posts) {
      const told = await until('a reason', async () => (await read(post.id)).image_fault);
      assert.ok(told.length > 10);
      assert.equal((await read(post.id)).image, null);
    }
    assert.equal((await pictured(await draft(serve('/good.png', png(64, 64))))).width, 64);
  });

  it('PNG with something behind its end is made anew: nothing of that is served', async () => {
    const polyglot = Buffer.concat([png(100, 50), Buffer.from('<script>alert("polyglot")</script>PK\x03\x04')]);
    const image = await pictured(await draft(serve('/polyglot.png', polyglot)));
    for (const accept of [jpeg, webp]) {
      const { bytes } = await reader.get(image.src, accept);
      assert.ok(!bytes.includes('polyglot'));
    }
  });

  it('is for members of its company only', async () => {
    const image = await pictured(await draft(serve('/ours.png', png(90, 45))));
    const other = await server.signIn(undefined, server.companies[1]);
    assert.equal((await other.get(image.src)).status, 404);
    assert.equal((await server.client().get(image.src)).status, 401);
    assert.equal((await reader.get('/api/v1/images/0000000000000')).status, 404);
    assert.equal((await reader.get(`${image.src.split('?')[0]}?w=0`)).status, 422);
    assert.equal((await reader.get(`${image.src.split('?')[0]}?w=x`)).status, 422);
  });

  it('an imported item without a picture borrows its page\'s', async () => {
    serve('/lent.png', png(1200, 630));
    site.set('/article', { type: 'text/html', body: '<title>A</title><meta property="og:image" content="/lent.png"><p>x</p>' });
    site.set('/feed.xml', { body: rss(site.url, [{ id: '1', url: `${site.url}/article`, title: 'Article' }]) });
    await curator.want(201, 'POST', '/api/v1/sources', { url: `${site.url}/feed.xml` });
    const [post] = (await curator.want(200, 'GET', '/api/v1/posts?status=pending')).items.filter((p) => p.title === 'Article');
    const image = await until('a borrowed picture', async () => (await read(post.id)).image, 90);
    assert.equal(image.height, 630);
    assert.equal((await read(post.id)).image_url, null);
    const changed = await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { image_url: null });
    assert.equal(changed.image, null);
  });

  it('a page says what it is, to curators', async () => {
    site.set('/page', { type: 'text/html; charset=windows-1252',
      body: Buffer.from('<html lang=fr><title>P</title><meta property=og:title content="\xc9t\xe9"><meta property=og:image content=i.png>'
        + '<meta name=author content="By Jane"><meta property=article:published_time content=2026-03-04><body>', 'latin1') });
    const page = await curator.want(200, 'POST', '/api/v1/pages/unfurl', { url: `${site.url}/page#part` });
    assert.deepEqual(page, { kind: 'link', job: null, url: `${site.url}/page`, title: 'Été', description: null, image: `${site.url}/i.png`, site_name: null,
      author: 'Jane', language: 'fr', icon: null, published_at: '2026-03-04T00:00:00Z' });
    for (const role of hidden) {
      const client = await server.member(admin, { roles: [role] });
      assert.equal((await client.post('/api/v1/pages/unfurl', { url: `${site.url}/page` })).status, 403, role);
    }
    assert.equal((await server.client().post('/api/v1/pages/unfurl', { url: site.url })).status, 401);
  });

  it('a job is read from its page', async () => {
    const posting = { '@context': 'https://schema.org', '@type': 'JobPosting', title: 'Technicienne réseau', employmentType: ['FULL_TIME', 'OTHER', 'Alternance'], validThrough: '2030-01-31',
      jobLocation: { '@type': 'Place', address: { '@type': 'PostalAddress', addressLocality: 'Chambéry' } },
      baseSalary: { '@type': 'MonetaryAmount', currency: 'EUR', value: { minValue: 32000, maxValue: 36000, unitText: 'YEAR' } } };
    serve('/job', `<html lang=fr><title>x</title><script type="application/ld+json">${JSON.stringify({ '@graph': [posting] })}</script>`, 'text/html; charset=utf-8');
    const page = await curator.want(200, 'POST', '/api/v1/pages/unfurl', { url: `${site.url}/job` });
    assert.equal(page.kind, 'job');
    assert.equal(page.title, 'Technicienne réseau');
    assert.deepEqual(page.job, { place: 'Chambéry', contract: 'Temps plein, Alternance', salary: '32000–36000 EUR / YEAR', valid_through: '2030-01-31T00:00:00Z', remote: false });
  });

  it('an address that gives no page is told at its field', async () => {
    serve('/only.png', png(10, 10));
    for (const url of ['', 'javascript:alert(1)', 'ftp://x.example/', 'http://user:pw@x.example/', `${site.url}/gone`, `${site.url}/only.png`,
      'http://10.0.0.1/', 'http://[::1]:1/', 'http://127.0.0.1:1/']) {
      const answer = await curator.post('/api/v1/pages/unfurl', { url });
      assert.equal(answer.status, 422, url);
      assert.deepEqual(pointers(answer.json), ['/url'], url);
    }
  });
});
