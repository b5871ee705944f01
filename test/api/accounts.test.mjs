// Official accounts as sources: a Mastodon server on loopback is read like a feed, by the same rules.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cut } from '../peers/cut.mjs';
import { startMastodon } from '../peers/mastodon.mjs';
import { feedServer, rss } from './feedserver.mjs';
import { pointers, start } from './helper.mjs';
import { png } from './png.mjs';

const hour = 3600e3;

describe('accounts as sources', () => {
  let server, mastodon, site, admin, curator, number = 0;
  before(async () => {
    [server, mastodon, site] = await Promise.all([start({ companies: [{ host: 'a.example' }, { host: 'b.example' }], args: ['--allow-net', '127.0.0.0/8'] }), startMastodon(), feedServer()]);
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
  });
  after(async () => {
    await server?.stop();
    await mastodon?.stop();
    await site?.close();
  });

  /** An account of its own for each test, with `n` posts, the first one the newest. */
  const account = (n = 0, options = {}) => {
    number += 1;
    const made = mastodon.addAccount(`acme${number}`, { displayName: `Acme ${number}`, ...options });
    for (let i = n; i >= 1; i--) mastodon.addStatus(made, { text: `Nouvelle ${i} de ${made.username}`, createdAt: Date.now() - i * hour, language: 'fr' });
    return made;
  };
  const add = (url, more = {}, client = curator) => client.want(201, 'POST', '/api/v1/sources', { url, ...more });
  const poll = (source, client = curator) => client.want(200, 'POST', `/api/v1/sources/${source.id}/poll`);
  const postsOf = async (source, status = 'pending') => {
    const all = [];
    let cursor = '';
    do {
      const page = await curator.want(200, 'GET', `/api/v1/posts?status=${status}&limit=100${cursor}`);
      all.push(...page.items);
      cursor = page.next ? `&cursor=${page.next}` : '';
    } while (cursor);
    return all.filter((p) => p.source?.id === source.id);
  };
  const fault = async (source) => (await poll(source)).error?.code ?? null;
  const clean = () => assert.deepEqual(mastodon.faults.splice(0), []);

  it('an account becomes a source of its network, its newest posts wait in the inbox', async () => {
    const acme = account(3, { displayName: 'Acme 🏭' });
    const source = await add(acme.url);
    assert.deepEqual([source.kind, source.network, source.title, source.url, source.site_url, source.handle],
      ['account', 'mastodon', 'Acme 🏭', acme.url, acme.url, `@${acme.username}@127.0.0.1`]);
    assert.deepEqual([source.error, source.posts], [null, { pending: 3, published: 0 }]);
    const [first, ...rest] = await postsOf(source);
    const [status] = mastodon.statuses(acme);
    assert.equal(rest.length, 2);
    assert.deepEqual([first.title, first.body, first.url, first.network, first.kind, first.author, first.language],
      [`Nouvelle 1 de ${acme.username}`, '', status.url, 'mastodon', 'link', 'Acme 🏭', 'fr']);
    assert.equal(Date.parse(first.issued_at), Date.parse(status.created_at));
    assert.deepEqual(first.official, [{ network: 'mastodon', url: status.url, id: status.id, version: '', server: mastodon.url }]);
    clean();
  });

  it('stands in the tab of its network once it is out', async () => {
    const acme = account(1);
    const source = await add(acme.url, { mode: 'direct' });
    assert.deepEqual(source.posts, { pending: 0, published: 1 });
    const seen = async (network) => (await curator.want(200, 'GET', `/api/v1/posts?network=${network}`)).items.some((p) => p.source?.id === source.id);
    for (let i = 0; i < 100 && !(await seen('mastodon')); i++) await new Promise((resolve) => { setTimeout(resolve, 50); });
    assert.deepEqual([await seen('mastodon'), await seen('web')], [true, false]);
  });

  it('text keeps its paragraphs and whole addresses; a folded text is led by its warning', async () => {
    const acme = account();
    const long = 'https://acme.example/blog/2026/11/un-tres-long-chemin-vers-un-article';
    mastodon.addStatus(acme, { text: `Notre usine ouvre <ses> portes & vous attend.\n\nProgramme : ${long}\nPlaces #limitées`, createdAt: Date.now() - 2 * hour });
    mastodon.addStatus(acme, { spoiler: 'Résultats du match', text: 'Trois à deux.', createdAt: Date.now() - hour });
    const [warned, told] = await postsOf(await add(acme.url));
    assert.deepEqual([warned.title, warned.body], ['Résultats du match', 'Trois à deux.']);
    assert.equal(told.body, `Notre usine ouvre <ses> portes & vous attend.\n\nProgramme : ${long}\nPlaces #limitées`);
    assert.match(told.title, /^Notre usine ouvre <ses> portes & vous attend\. Programme : /);
    clean();
  });

  it('replies, boosts and what is not for everybody stay out', async () => {
    const acme = account(1), other = account(1);
    const [status] = mastodon.statuses(acme);
    mastodon.addStatus(acme, { text: 'Une réponse', replyTo: mastodon.addStatus(other, { text: 'Une question' }) });
    mastodon.addStatus(acme, { text: 'La suite', replyTo: mastodon.addStatus(acme, { text: 'Le début' }) });
    mastodon.addStatus(acme, { reblog: mastodon.addStatus(other, { text: 'Ailleurs' }) });
    mastodon.addStatus(acme, { text: 'Entre nous', visibility: 'private' });
    mastodon.addStatus(acme, { text: 'Discrètement', visibility: 'unlisted', createdAt: Date.now() + 1 });
    const titles = (await postsOf(await add(acme.url))).map((p) => p.title).sort();
    assert.deepEqual(titles, ['Discrètement', 'Le début', `Nouvelle 1 de ${acme.username}`].sort());
    assert.ok(status);
    clean();
  });

  it('the picture is fetched into our own storage, with its description; a folded one is not', async () => {
    const acme = account();
    site.set('/picture.png', { body: png(900, 500), type: 'image/png' });
    const media = (id) => ({ id, ready: true, url: `${site.url}/picture.png?${id}`, description: 'Un barrage vu du ciel' });
    mastodon.addStatus(acme, { text: 'Avec image', media: [media('m1')], createdAt: Date.now() - 2 * hour });
    mastodon.addStatus(acme, { text: 'Image repliée', media: [media('m2')], sensitive: true, createdAt: Date.now() - hour });
    mastodon.addStatus(acme, { text: 'Un film', media: [{ ...media('m3'), kind: 'video', description: null }], createdAt: Date.now() - 3 * hour });
    const source = await add(acme.url, { mode: 'direct' });
    let [folded, shown, film] = await postsOf(source, 'published');
    for (let i = 0; i < 200 && !shown.image; i++) {
      await new Promise((resolve) => { setTimeout(resolve, 50); });
      [folded, shown, film] = await postsOf(source, 'published');
    }
    assert.deepEqual([shown.title, shown.image_alt, shown.image.width, shown.image.height], ['Avec image', 'Un barrage vu du ciel', 900, 500]);
    assert.match(shown.image.src, /^\/api\/v1\/images\//);
    assert.deepEqual([folded.image_url, folded.image_alt, folded.image ?? null], [null, null, null]);
    assert.deepEqual([film.kind, film.image_alt], ['video', null]);
    clean();
  });

  it('a link that the text does not hold stands below it, and lends its picture', async () => {
    const acme = account();
    const card = { url: 'https://acme.example/rapport', title: 'Rapport annuel', description: 'En ligne', type: 'link', image: `${site.url}/card.png` };
    mastodon.addStatus(acme, { text: 'À lire.', card, createdAt: Date.now() - hour });
    mastodon.addStatus(acme, { text: 'Voir https://acme.example/rapport', card, createdAt: Date.now() - 2 * hour });
    const [below, within] = await postsOf(await add(acme.url));
    assert.deepEqual([below.title, below.body, below.image_url], ['À lire. Rapport annuel https://acme.example/rapport', 'À lire.\n\nRapport annuel\nhttps://acme.example/rapport', card.image]);
    assert.deepEqual([within.title, within.body], ['Voir https://acme.example/rapport', '']);
  });

  it('what is new comes in, an edit follows while it waits, what a curator edited stays, a deleted post stays', async () => {
    const acme = account(3);
    const source = await add(acme.url);
    const [, two, three] = await postsOf(source);
    await curator.want(200, 'PATCH', `/api/v1/posts/${three.id}`, { title: 'De ma main' });
    const statuses = [...mastodon.statuses(acme)].map(({ id }) => id);
    const raw = (i) => mastodon.raw(statuses[i]);
    mastodon.addStatus(acme, { text: 'Toute neuve', language: 'fr' });
    mastodon.editStatus(raw(1), { text: 'Nouvelle 2, corrigée' });
    mastodon.editStatus(raw(2), { text: 'Nouvelle 3, corrigée' });
    mastodon.removeStatus(raw(0));
    const polled = await poll(source);
    assert.equal(polled.posts.pending, 4);
    assert.ok(polled.interval_s < source.interval_s);
    const now = await postsOf(source);
    assert.deepEqual(now.map((p) => p.title), ['Toute neuve', `Nouvelle 1 de ${acme.username}`, 'Nouvelle 2, corrigée', 'De ma main']);
    const edited = now.find((p) => p.id === two.id), kept = now.find((p) => p.id === three.id);
    assert.match(edited.official[0].version, /^20\d\d-/);
    assert.match(kept.official[0].version, /^20\d\d-/);
    clean();
  });

  it('nothing new: the same posts make no change, whatever was liked meanwhile', async () => {
    const acme = account(2);
    const source = await add(acme.url);
    const posts = await postsOf(source);
    mastodon.raw(mastodon.statuses(acme)[0].id).moreFavourites += 7;
    const polled = await poll(source);
    assert.equal(polled.error, null);
    assert.ok(polled.last_ok_at > source.last_ok_at);
    assert.deepEqual((await postsOf(source)).map((p) => p.version), posts.map((p) => p.version));
  });

  it('of a new account the 20 newest; later all that came since, however many pages they are', async () => {
    const acme = account(45);
    const source = await add(acme.url);
    assert.equal(source.posts.pending, 20);
    for (let i = 0; i < 95; i++) mastodon.addStatus(acme, { text: `Rafale ${i}`, createdAt: Date.now() - 30 * 60e3 + i * 1000 });
    const asked = mastodon.calls.length;
    assert.equal((await poll(source)).posts.pending, 115);
    const pages = mastodon.calls.slice(asked).filter((c) => /\/statuses\?/.test(c.path));
    assert.equal(pages.length, 3);
    assert.ok(pages.every((c) => /exclude_replies=true&exclude_reblogs=true/.test(c.path)));
    assert.equal((await poll(source)).posts.pending, 115);
    clean();
  });

  it('is found under every name it goes by, once', async () => {
    const acme = account(1);
    const source = await add(acme.url);
    for (const url of [`${acme.url}/`, `${mastodon.url}/users/${acme.username}`, acme.url]) {
      const again = await curator.post('/api/v1/sources', { url });
      assert.deepEqual([again.status, ...pointers(again.json)], [409, '/url'], url);
    }
    assert.equal(source.url, acme.url);
  });

  it('WebFinger tells the server where the handle has another host', async () => {
    const acme = account(1);
    site.set('/.well-known/webfinger', { type: 'application/jrd+json', body: JSON.stringify({ subject: `acct:${acme.username}@acme.example`,
      links: [{ rel: 'self', type: 'application/activity+json', href: `${mastodon.url}/users/${acme.username}` }] }) });
    const source = await add(`${site.url}/@${acme.username}`);
    assert.deepEqual([source.url, source.network], [acme.url, 'mastodon']);
    assert.match(site.requests.findLast((r) => r.path.startsWith('/.well-known/webfinger')).path, new RegExp(`resource=acct%3A${acme.username}%40127\\.0\\.0\\.1`));
    site.pages.delete('/.well-known/webfinger');
  });

  it('the feed of an account stays a feed', async () => {
    site.set('/@acme.rss', { body: rss(`${site.url}/@acme`, [{ id: 'x', url: `${site.url}/@acme/1`, title: 'Par le flux' }]), type: 'application/rss+xml' });
    const source = await add(`${site.url}/@acme.rss`);
    assert.deepEqual([source.kind, source.network, source.handle], ['rss', 'mastodon', null]);
  });

  it('one post through the account and its feed is one post', async () => {
    const acme = account(1);
    const [status] = mastodon.statuses(acme);
    site.set('/twice.rss', { body: rss(acme.url, [{ id: 'y', url: status.url, title: 'Par le flux' }]), type: 'application/rss+xml' });
    const feed = await add(`${site.url}/twice.rss`), source = await add(acme.url);
    assert.deepEqual([feed.posts.pending, source.posts.pending], [1, 0]);
    const [post] = await postsOf(feed);
    assert.deepEqual([post.also_seen, post.official[0].id], [[acme.displayName], status.id]);
  });

  it('readers are told where a post stands, also when it is found there after it went out', async () => {
    const acme = account(1);
    const [status] = mastodon.statuses(acme);
    site.set('/before.rss', { body: rss(acme.url, [{ id: 'z', url: status.url, title: 'D’abord par le flux' }]), type: 'application/rss+xml' });
    const feed = await add(`${site.url}/before.rss`, { mode: 'direct' });
    const [post] = await postsOf(feed, 'published');
    const reader = await server.member(admin);
    const read = async () => {
      const one = await reader.want(200, 'GET', `/api/v1/posts/${post.id}`);
      const page = await reader.want(200, 'GET', '/api/v1/posts?limit=100');
      assert.deepEqual(page.items.find((p) => p.id === post.id).stands_on, one.stands_on);
      assert.equal(one.official, undefined);
      return one.stands_on;
    };
    assert.equal(await read(), undefined);
    await add(acme.url);
    assert.deepEqual(await read(), ['mastodon']);
    assert.deepEqual((await curator.want(200, 'GET', `/api/v1/posts/${post.id}`)).stands_on, ['mastodon']);
  });

  it('an address that looks like an account and is a site with a feed is that', async () => {
    site.set('/@equipe', { type: 'text/html', body: '<link rel=alternate type="application/rss+xml" href="/equipe.xml">' });
    site.set('/equipe.xml', { body: rss(site.url, [{ id: 'z', url: `${site.url}/z`, title: 'De la page' }]) });
    const source = await add(`${site.url}/@equipe`);
    assert.deepEqual([source.kind, source.url], ['rss', `${site.url}/equipe.xml`]);
  });

  it('what names no account that can be read is refused beside the field', async () => {
    const refused = async (url, slug, detail) => {
      const { status, json } = await curator.post('/api/v1/sources', { url });
      assert.deepEqual([status, json.type.split(':').at(-1), ...pointers(json)], [422, slug, '/url'], url);
      if (detail) assert.match(json.errors[0].detail, detail);
    };
    const shut = account(1), moved = account(1), far = account(0);
    mastodon.suspend(shut);
    moved.moved = account();
    far.domain = 'elsewhere.example';
    await refused(shut.url, 'no-account', /^the account is closed there: the server has suspended the account$/);
    await refused(moved.url, 'no-account', new RegExp(`^the account has moved: it names @${moved.moved.username}@127\\.0\\.0\\.1 in its place$`));
    await refused('@acme@nowhere.invalid', 'no-account', /^the server could not be reached/);
    await refused('acct:acme@10.0.0.1', 'invalid', /^this address must not be connected to/);
    await refused(`${mastodon.url}/@nobody`, 'not-a-feed');
  });

  it('trouble is told as what it is, and passes', async () => {
    const acme = account(1);
    const source = await add(acme.url);
    const match = /accounts\/\d+/;
    mastodon.fail({ status: 429, reset: 900, match });
    const busy = await poll(source);
    assert.equal(busy.error.code, 'busy');
    const wait = Date.parse(busy.next_poll_at) - Date.now();
    assert.ok(wait > 890e3 && wait < 910e3, `waits ${wait}`);
    mastodon.fail({ status: 401, body: { error: 'This API requires an authenticated user' }, match });
    assert.equal(await fault(source), 'forbidden');
    mastodon.fail({ status: 403, body: { error: 'Access denied' }, match });
    assert.equal(await fault(source), 'forbidden');
    mastodon.fail({ status: 502, body: 'Bad gateway', match });
    assert.equal(await fault(source), 'server_error');
    mastodon.fail({ status: 200, body: { error: 'maintenance' }, match: /\/statuses/ });
    assert.equal(await fault(source), 'unusable');
    mastodon.fail({ status: 200, body: '<!doctype html>', match });
    assert.equal(await fault(source), 'unusable');
    mastodon.fail({ status: 404, body: { error: 'Record not found' }, match });
    const lost = await poll(source);
    assert.deepEqual([lost.error.code, lost.error.count, lost.error.detail], ['account_not_found', 7, 'there is no such account: Record not found']);
    mastodon.suspend(acme);
    assert.equal(await fault(source), 'account_suspended');
    mastodon.suspend(acme, false);
    acme.moved = account();
    assert.equal(await fault(source), 'account_moved');
    delete acme.moved;
    const well = await poll(source);
    assert.deepEqual([well.error, well.status, well.posts.pending], [null, 'active', 1]);
  });

  it('an account that is gone for good is asked no more, until it is asked by hand and there again', async () => {
    const acme = account(1);
    const source = await add(acme.url);
    mastodon.fail({ status: 410, body: { error: 'Gone' }, match: /accounts\/\d+/ });
    const gone = await poll(source);
    assert.deepEqual([gone.status, gone.error.code, gone.next_poll_at], ['gone', 'gone', null]);
    assert.equal((await poll(source)).status, 'active');
  });

  it('a server that is gone and comes back', async () => {
    const other = await startMastodon();
    const line = await cut(other.url);
    Object.assign(other, { url: line.url, host: new URL(line.url).host });
    const acme = other.addAccount('acme');
    other.addStatus(acme, { text: 'Avant', createdAt: Date.now() - hour });
    const source = await add(acme.url);
    await line.down();
    const down = await poll(source);
    assert.deepEqual([down.error.code, down.error.count, down.posts.pending, down.status], ['unreachable', 1, 1, 'active']);
    assert.ok(Date.parse(down.next_poll_at) - Date.parse(down.last_poll_at) >= 300e3);
    other.addStatus(acme, { text: 'Pendant la panne' });
    await line.up();
    const back = await poll(source);
    assert.deepEqual([back.error, back.posts.pending], [null, 2]);
    await line.close();
    await other.stop();
  });

  it('a renamed account is followed: its name and handle, under the address it has', async () => {
    const acme = account(1);
    const source = await add(acme.url);
    Object.assign(acme, { displayName: 'Acme Énergie' });
    mastodon.addStatus(acme, { text: 'Sous un nouveau nom' });
    const polled = await poll(source);
    assert.deepEqual([polled.title, polled.posts.pending], [source.title, 2]);
    assert.equal((await postsOf(source))[0].author, 'Acme Énergie');
  });

  it('paused it is not read; another address makes a feed of it, and an account again', async () => {
    const acme = account(1);
    const source = await add(acme.url);
    await curator.want(200, 'PATCH', `/api/v1/sources/${source.id}`, { status: 'paused' });
    site.set('/other.xml', { body: rss(site.url, [{ id: 'o', url: `${site.url}/o`, title: 'Autre' }]) });
    const feed = await curator.want(200, 'PATCH', `/api/v1/sources/${source.id}`, { url: `${site.url}/other.xml` });
    assert.deepEqual([feed.kind, feed.network, feed.handle], ['rss', 'web', null]);
    const back = await curator.want(200, 'PATCH', `/api/v1/sources/${source.id}`, { url: acme.url });
    assert.deepEqual([back.kind, back.network, back.handle], ['account', 'mastodon', `@${acme.username}@127.0.0.1`]);
  });

  it('the job reads it by itself when its time has come', async () => {
    const acme = account(1);
    const source = await add(acme.url, { mode: 'direct' });
    await curator.want(200, 'PATCH', `/api/v1/sources/${source.id}`, { status: 'paused' });
    mastodon.addStatus(acme, { text: 'Pendant la pause' });
    await curator.want(200, 'PATCH', `/api/v1/sources/${source.id}`, { status: 'active' });
    for (let i = 0; i < 200 && (await postsOf(source, 'published')).length < 2; i++) await new Promise((resolve) => { setTimeout(resolve, 50); });
    assert.equal((await postsOf(source, 'published')).length, 2);
  });

  it('another company follows the same account for itself and sees nothing of ours', async () => {
    const acme = account(1);
    const ours = await add(acme.url);
    const theirs = await server.signIn(undefined, server.companies[1]);
    const source = await add(acme.url, {}, theirs);
    assert.notEqual(source.id, ours.id);
    assert.deepEqual((await theirs.want(200, 'GET', '/api/v1/sources')).items.map((s) => s.id), [source.id]);
    await theirs.want(404, 'GET', `/api/v1/sources/${ours.id}`);
    await theirs.want(404, 'POST', `/api/v1/sources/${ours.id}/poll`);
    const [post] = (await theirs.want(200, 'GET', '/api/v1/posts?status=pending')).items;
    assert.equal(post.official.length, 1);
  });

  it('a website that names the account offers it, with its posts', async () => {
    const acme = account(2, { displayName: 'Acme' });
    Object.assign(acme, { fields: [{ name: 'Site', value: `<a href="${site.url}/vitrine" rel="me">${site.url}/vitrine</a>`, verified_at: null }] });
    site.set('/vitrine', { type: 'text/html', body: `<html lang="fr"><title>Acme</title><a rel="me" href="${acme.url}">Mastodon</a></html>` });
    const found = await admin.want(200, 'POST', '/api/v1/discoveries', { url: `${site.url}/vitrine` });
    const source = found.sources.find((s) => s.network === 'mastodon');
    assert.deepEqual([source.url, source.title, source.how, source.readable, source.suggested, source.confirmed, source.items],
      [acme.url, 'Acme', 'rel_me', true, true, true, 2]);
    assert.deepEqual(found.posts.map((p) => [p.title, p.network]), [[`Nouvelle 1 de ${acme.username}`, 'mastodon'], [`Nouvelle 2 de ${acme.username}`, 'mastodon']]);
    const made = await add(source.url, {}, admin);
    assert.equal(made.kind, 'account');
    const typed = await admin.want(200, 'POST', '/api/v1/discoveries', { url: acme.url });
    assert.deepEqual(typed.sources.map((s) => [s.url, s.network, s.how, s.suggested]), [[acme.url, 'mastodon', 'address', true]]);
  });
});
