// wordpress.test.mjs: a real WordPress, edited while it is watched.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { start } from '../api/helper.mjs';
import { watcher } from './watch.mjs';
import { wordpress } from './wordpress.mjs';

const feed = '/?feed=rss2';
/** A change by the second can't be told from one within it: validators count when they are two seconds old. */
const settle = () => new Promise((resolve) => { setTimeout(resolve, 3100); });

describe('a real WordPress', () => {
  let wp, server, w, id;
  const ids = {};
  before(async () => {
    [wp, server] = await Promise.all([wordpress(), start({ args: ['--allow-net', '127.0.0.0/8'] })]);
    w = await watcher(server);
  });
  after(async () => {
    await server?.stop();
    await wp?.close();
  });

  it('its feed is found from the home page', async () => {
    const source = await w.add(`${wp.url}/`);
    id = source.id;
    assert.equal(source.url, wp.url + feed);
    assert.equal(source.kind, 'rss');
    assert.equal(source.title, 'Acme & Söhne');
    assert.equal(source.site_url, wp.url);
    assert.equal(source.posts.pending, 1);
    const hello = await w.post('Hello world!');
    assert.match(hello.body, /^Welcome to WordPress\. This is your first post\./);
    assert.equal(hello.language, 'en');
    assert.equal(hello.source.id, id);
  });

  it('nothing new: it answers 304 to its own validators', async () => {
    await settle();
    await w.healthy(id);
    await w.healthy(id);
    const asked = wp.front.of(feed).at(-1);
    assert.equal(asked.status, 304);
    assert.match(asked.headers['if-none-match'], /"/);
  });

  it('a new entry comes in, its markup as plain text', async () => {
    ids.launch = await wp.add({ title: 'Größer & “besser” — l’été', html: '<p>Launch day &amp; <b>more</b>.</p>\n\n<p>Second paragraph with <a href="https://example.org/?a=1&amp;b=2">a link</a>.</p>' });
    await w.healthy(id);
    const post = await w.post('Größer & “besser” — l’été');
    assert.match(post.body, /^Launch day & more\.\s+Second paragraph with a link\.$/);
    assert.equal(post.author, 'admin');
    assert.ok(post.url.startsWith(`${wp.url}/?p=`), post.url);
  });

  it('hostile markup reaches nobody', async () => {
    ids.evil = await wp.add({
      title: 'Offer <script>alert("title")</script><img src=x onerror=alert(2)> &lt;b&gt;now&lt;/b&gt;',
      html: '<p>Before</p><script>alert("body")</script><style>p{display:none}</style><iframe src="javascript:alert(3)"></iframe>'
        + '<img src="x" onerror="alert(4)"><svg><script>alert(5)</script></svg><p onclick="alert(6)">After ]]&gt; the end</p><a href="javascript:alert(7)">click</a>',
    });
    await w.healthy(id);
    const post = (await w.inbox()).find((p) => p.title.startsWith('Offer'));
    assert.ok(post, 'the entry is there');
    for (const text of [post.title, post.body]) assert.doesNotMatch(text, /<(script|img|svg|iframe|style|p|a)\b|onerror|javascript:|display:none/i);
    assert.doesNotMatch(post.body, /alert\(/);
    assert.match(post.body, /Before[\s\S]*After/);
    assert.match(post.url, /^http:\/\/127\.0\.0\.1/);
    assert.ok(!post.image_url || /^https?:/.test(post.image_url));
  });

  it("changed text reaches an untouched post, a curator's words stay", async () => {
    ids.mine = await wp.add({ title: 'To be edited by a curator', html: '<p>The words of the site.</p>' });
    ids.theirs = await wp.add({ title: 'To be changed at the site', html: '<p>The first words.</p>' });
    await w.healthy(id);
    const mine = await w.post('To be edited by a curator');
    const theirs = await w.post('To be changed at the site');
    await w.curator.want(200, 'PATCH', `/api/v1/posts/${mine.id}`, { title: 'A curator wrote this', version: mine.version });
    await wp.edit(ids.mine, { title: 'Changed too', html: '<p>Other words of the site.</p>' });
    await wp.edit(ids.theirs, { title: 'Changed at the site', html: '<p>The second words.</p>' });
    await w.healthy(id);
    const changed = await w.post('Changed at the site');
    assert.equal(changed.id, theirs.id);
    assert.equal(changed.body, 'The second words.');
    const kept = await w.post('A curator wrote this');
    assert.equal(kept.id, mine.id);
    assert.equal(kept.body, 'The words of the site.');
  });

  it('a deleted entry leaves its post to the curator, and makes none twice', async () => {
    const before = await w.inbox();
    await wp.remove(ids.launch);
    await w.healthy(id);
    await w.healthy(id);
    assert.deepEqual((await w.inbox()).map((p) => p.id).sort(), before.map((p) => p.id).sort());
  });

  it('its Atom feed brings no post twice', async () => {
    const before = (await w.inbox()).length;
    const atom = await w.add(`${wp.url}/?feed=atom`);
    assert.equal(atom.kind, 'atom');
    assert.equal((await w.inbox()).length, before);
    await w.curator.want(204, 'DELETE', `/api/v1/sources/${atom.id}`);
  });

  it('a stopped database shows as its error page, and heals', async () => {
    wp.front.rules.set(feed, { status: 500, body: '<html><body>Error establishing a database connection</body></html>' });
    await w.fails(id, 'server_error', /\(500\)/, 300, 330);
    wp.front.rules.set(feed, { status: 503, headers: { 'retry-after': '7200' }, body: 'Briefly unavailable for scheduled maintenance.' });
    const busy = await w.fails(id, 'busy', /\(503\)/, 7200, 7560);
    assert.equal(busy.error.count, 2);
    wp.front.rules.delete(feed);
    await w.healthy(id);
  });

  it('a slow answer is waited for; one that breaks off is not taken', async () => {
    const before = await w.inbox();
    ids.slow = await wp.add({ title: 'Came slowly', html: '<p>But it came.</p>' });
    wp.front.rules.set(feed, { breaks: true });
    await w.fails(id, 'unreachable', /broke off/, 300, 330);
    assert.deepEqual((await w.inbox()).map((p) => p.title), before.map((p) => p.title));
    wp.front.rules.set(feed, { wait: 3000 });
    await w.healthy(id);
    await w.post('Came slowly');
    wp.front.rules.delete(feed);
  });
});
