// The company's logo: who may change it, what is taken, where it is shown, icons and manifest made of it; another company's host shows none.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';

import { start } from './helper.mjs';
import { png } from './png.mjs';

/** A PNG with transparency: red with a clear border. */
const logo = (width, height) => png(width, height, { pixel: (x, y) => (x < 2 || y < 2 ? [0, 0, 0, 0] : [200, 30, 20, 255]) });
const sizeOf = (bytes) => [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];

describe('logo', () => {
  let server, admin, other;
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }] });
    admin = await server.signIn();
    other = await server.signIn(undefined, server.companies[1]);
  });
  after(() => server?.stop());

  const put = (client, kind, body, type = 'image/png') => client.request('PUT', `/api/v1/space/logo/${kind}`, { body, headers: { 'Content-Type': type } });
  const anyone = () => server.client();
  const bytes = async (path, client = anyone()) => client.get(path);

  it('is none at first, and the program shows its own icons', async () => {
    const { company } = await anyone().want(200, 'GET', '/api/v1/space');
    assert.deepEqual([company.logo, company.logo_dark, company.icon], [null, null, null]);
    assert.equal((await bytes('/favicon.ico')).status, 404);
    const own = await bytes('/icon-192.png');
    assert.equal(own.status, 200);
    const manifest = JSON.parse((await bytes('/manifest.webmanifest')).text);
    assert.equal(manifest.name, company.name);
    assert.ok(manifest.icons.some((icon) => icon.src === '/app-icon.svg'));
  });

  it('is changed by admins alone', async () => {
    for (const role of ['curator', 'moderator', 'manager', 'trainer', 'auditor']) {
      const client = await server.member(admin, { roles: [role] });
      assert.equal((await put(client, 'light', logo(200, 60))).status, 403, role);
      assert.equal((await client.delete('/api/v1/space/logo/light')).status, 403, role);
    }
    assert.equal((await put(anyone(), 'light', logo(200, 60))).status, 401);
  });

  it('takes pictures, and says why it does not take others', async () => {
    const refused = async (kind, body, type, why) => {
      const { status, json } = await put(admin, kind, body, type);
      assert.equal(status, 422);
      assert.match(json.errors[0].detail, why);
    };
    await refused('light', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'image/svg+xml', /SVG is not taken/);
    await refused('light', 'no picture', 'image/png', /not a picture/);
    await refused('light', Buffer.from('GIF89a'), 'image/gif', /not a picture/);
    await refused('light', logo(200, 60).subarray(0, 80), 'image/png', /broken/);
    await refused('light', logo(200, 20), 'image/png', /at least 32 pixels/);
    await refused('icon', logo(100, 100), 'image/png', /at least 180 pixels/);
    await refused('icon', logo(400, 200), 'image/png', /square/);
    assert.equal((await put(admin, 'light', logo(200, 60), 'text/plain')).status, 415);
    assert.equal((await put(admin, 'other', logo(200, 60))).status, 404);
    assert.equal((await put(admin, 'light', Buffer.alloc(2 * 1024 * 1024 + 1, 1))).status, 413);
    assert.equal((await admin.delete('/api/v1/space/logo/light')).status, 404);
  });

  it('is shown to anyone on the company\'s host, kept by its hash', async () => {
    const { status, json } = await put(admin, 'light', logo(1280, 320));
    assert.equal(status, 200);
    assert.deepEqual([json.kind, json.width, json.height], ['light', 640, 160]);
    const { company } = await anyone().want(200, 'GET', '/api/v1/space');
    assert.deepEqual(company.logo, { url: json.url, width: 640, height: 160 });
    const shown = await bytes(json.url);
    assert.equal(shown.headers['content-type'], 'image/png');
    assert.match(shown.headers['cache-control'], /immutable/);
    assert.deepEqual(sizeOf(shown.bytes), [640, 160]);
    assert.ok(json.url.endsWith(createHash('sha256').update(shown.bytes).digest('hex').slice(0, 24)));
    assert.match((await bytes('/api/v1/space/logo/light?v=old')).headers['cache-control'], /no-cache/);
    assert.equal((await bytes('/favicon.ico')).status, 404, 'a wide logo is no icon');
    assert.equal((await bytes(json.url, server.client(server.companies[1]))).status, 404);
    assert.equal((await other.want(200, 'GET', '/api/v1/space')).company.logo, null);
  });

  it('makes icons of a square one, and a manifest', async () => {
    await put(admin, 'icon', logo(300, 300));
    for (const [path, size] of [['/icon-32.png', 32], ['/icon-180.png', 180], ['/icon-192.png', 192], ['/icon-512.png', 512]]) {
      const icon = await bytes(path);
      assert.equal(icon.status, 200, path);
      assert.deepEqual(sizeOf(icon.bytes), [size, size], path);
      assert.match(icon.headers['cache-control'], /no-cache/);
      assert.equal((await anyone().get(path, { headers: { 'If-None-Match': icon.headers.etag } })).status, 304);
    }
    const ico = await bytes('/favicon.ico');
    assert.deepEqual([...ico.bytes.subarray(0, 8)], [0, 0, 1, 0, 1, 0, 32, 32]);
    assert.deepEqual(sizeOf(ico.bytes.subarray(22)), [32, 32]);
    assert.equal(ico.bytes.readUInt32LE(14), ico.bytes.length - 22);
    assert.match((await bytes('/favicon.svg')).text, /^<svg .*data:image\/png;base64,/);
    assert.ok(!JSON.parse((await bytes('/manifest.webmanifest')).text).icons.some((icon) => icon.src === '/app-icon.svg'));
    const b = server.client(server.companies[1]);
    assert.equal((await bytes('/favicon.ico', b)).status, 404);
    assert.notDeepEqual((await bytes('/icon-192.png', b)).bytes, (await bytes('/icon-192.png')).bytes);
  });

  it('goes again', async () => {
    for (const kind of ['light', 'icon']) assert.equal((await admin.delete(`/api/v1/space/logo/${kind}`)).status, 204);
    assert.equal((await anyone().want(200, 'GET', '/api/v1/space')).company.logo, null);
    assert.equal((await bytes('/api/v1/space/logo/light')).status, 404);
    assert.equal((await bytes('/favicon.ico')).status, 404);
  });
});
