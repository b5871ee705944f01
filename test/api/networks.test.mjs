// networks.test.mjs: sharing on the networks without a token: what each carries, the member's own server, what is switched off.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pointers, start } from './helper.mjs';
import { own, publish, share } from './share_steps.mjs';

let server, admin, marie;

before(async () => {
  server = await start({ companies: [{ name: 'Rivelle', host: 'one.example' }, { name: 'Other', host: 'two.example' }] });
  admin = await server.signIn();
  marie = await server.member(admin, { ambassador: true, language: 'fr' });
  // The caps are tested elsewhere.
  assert.equal(server.command(['company', 'setting', 'share.daily_cap', '50', '--company', 'one.example']).code, 0);
});
after(() => server?.stop());

const composer = (client, of, network) => client.want(200, 'GET', `/api/v1/posts/${of.id}/composer?network=${network}`);
const refused = async (client, of, body) => {
  const { status, json } = await client.post(`/api/v1/posts/${of.id}/shares`, { mode: 'intent', text: own, ...body });
  assert.equal(status, 422, JSON.stringify(json));
  return pointers(json);
};

describe('what is handed over', () => {
  const cases = {
    facebook: (url, text, link) => { assert.deepEqual([...url.searchParams], [['u', link]]); assert.equal(url.host, 'www.facebook.com'); },
    threads: (url, text, link) => { assert.deepEqual([...url.searchParams], [['url', link]]); assert.equal(url.host, 'www.threads.com'); },
    xing: (url, text, link) => { assert.deepEqual([...url.searchParams], [['url', link]]); assert.equal(url.host, 'www.xing.com'); },
    whatsapp: (url, text) => { assert.deepEqual([...url.searchParams], [['text', text]]); assert.equal(url.host, 'wa.me'); },
    telegram: (url, text, link) => { assert.equal(url.searchParams.get('url'), link); assert.ok(text.startsWith(url.searchParams.get('text'))); },
    email: (url, text) => { assert.equal(url.protocol, 'mailto:'); assert.deepEqual([...url.searchParams], [['body', text.replaceAll('\n', '\r\n')]]); },
  };
  for (const [network, check] of Object.entries(cases)) {
    test(`${network}: its own link, who speaks, no points promised`, async () => {
      const post = await publish(admin);
      const c = await composer(marie, post, network);
      assert.equal(c.points.earns, false);
      assert.equal(c.disclosure.incentive, 'none');
      const made = await share(marie, post, { network, text: `${own}\nÀ voir & à partager ?` });
      assert.equal(made.network, network);
      assert.ok(made.final_text.startsWith(`${c.disclosure.text} `) && made.final_text.endsWith(made.link));
      check(new URL(made.intent_url), made.final_text, made.link);
      const { headers } = await server.client().get(new URL(made.link).pathname);
      assert.match(headers.location, new RegExp(`utm_source=${network}`));
    });
  }

  test('copy: no page is opened, the text has its own link', async () => {
    const post = await publish(admin);
    const c = await composer(marie, post, 'copy');
    assert.deepEqual([c.opens_page, c.message, c.text_in_intent], [false, false, false]);
    const made = await share(marie, post, { network: 'copy' });
    assert.equal(made.intent_url, null);
    assert.ok(made.final_text.endsWith(made.link));
    assert.equal(made.takes_url, false);
  });

  test('a message has no address to declare, and can be declared without one and taken back', async () => {
    const post = await publish(admin);
    const made = await share(marie, post, { network: 'whatsapp' });
    const { status, json } = await marie.post(`/api/v1/shares/${made.id}/declare`, { url: 'https://wa.me/1' });
    assert.equal(status, 422);
    assert.deepEqual(pointers(json), ['/url']);
    assert.equal((await marie.want(200, 'POST', `/api/v1/shares/${made.id}/declare`, {})).evidence, 'declared');
    await marie.want(204, 'DELETE', `/api/v1/shares/${made.id}`);
    assert.notEqual((await share(marie, post, { network: 'whatsapp' })).link, made.link);
  });
});

describe('mastodon: the member\'s own server', () => {
  test('asked once, refused by name of the field when it is none, remembered, changed', async () => {
    const first = await publish(admin);
    const c = await composer(marie, first, 'mastodon');
    assert.deepEqual([c.needs_instance, c.instance], [true, null]);
    assert.deepEqual(await refused(marie, first, { network: 'mastodon' }), ['/instance']);
    for (const instance of ['localhost', '127.0.0.1', 'https://a.example', 'a.example/x', 'me@a.example', 'a b']) {
      assert.deepEqual(await refused(marie, first, { network: 'mastodon', instance }), ['/instance'], instance);
    }
    const made = await share(marie, first, { network: 'mastodon', instance: 'Social.Example' });
    assert.equal(made.intent_url, `https://social.example/share?text=${encodeURIComponent(made.final_text)}`
      .replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`));
    assert.equal(made.takes_url, true);
    assert.equal((await composer(marie, first, 'mastodon')).instance, 'social.example');
    // Sharing again while it is open puts a wrong server right.
    const again = await marie.want(200, 'POST', `/api/v1/posts/${first.id}/shares`, { network: 'mastodon', mode: 'intent', text: own, instance: 'right.example' });
    assert.equal(again.id, made.id);
    assert.match(again.intent_url, /^https:\/\/right\.example\/share\?text=/);
  });

  test('it is the person\'s alone', async () => {
    const post = await publish(admin);
    const paul = await server.member(admin, { ambassador: true });
    assert.equal((await composer(paul, post, 'mastodon')).instance, null);
    await share(paul, post, { network: 'mastodon', instance: 'paul.example' });
    assert.equal((await composer(paul, post, 'mastodon')).instance, 'paul.example');
    assert.notEqual((await composer(marie, post, 'mastodon')).instance, 'paul.example');
    assert.equal(JSON.stringify(await admin.want(200, 'GET', '/api/v1/members')).includes('paul.example'), false);
  });

  test('neither another company nor who has not accepted the charter gets anywhere with it', async () => {
    const post = await publish(admin);
    const body = { network: 'mastodon', mode: 'intent', text: own, instance: 'their.example' };
    const reader = await server.member(admin, {});
    const curator = await server.member(admin, { roles: ['curator'] });
    for (const client of [reader, curator]) assert.equal((await client.post(`/api/v1/posts/${post.id}/shares`, body)).status, 403);
    assert.equal((await server.client().post(`/api/v1/posts/${post.id}/shares`, body)).status, 401);
    const other = await server.signIn(undefined, server.companies[1]);
    const julia = await server.member(other, { ambassador: true });
    assert.equal((await julia.post(`/api/v1/posts/${post.id}/shares`, body)).status, 404);
    assert.equal((await julia.get(`/api/v1/posts/${post.id}/composer?network=mastodon`)).status, 404);
    assert.equal((await composer(julia, await publish(other), 'mastodon')).instance, null);
  });

  test('a server makes no sense elsewhere', async () => {
    const post = await publish(admin);
    assert.deepEqual(await refused(marie, post, { network: 'linkedin', instance: 'a.example' }), ['/instance']);
  });
});

test('what has no rule that was read names no page and no date', async () => {
  const post = await publish(admin);
  for (const network of ['xing', 'whatsapp', 'copy']) {
    const { terms } = await composer(marie, post, network);
    assert.deepEqual([terms.reward, terms.source, terms.checked_at], [false, '', ''], network);
    assert.ok(terms.note.length > 20);
  }
  assert.match((await composer(marie, post, 'x')).terms.source, /^https:/);
});

test('no points are promised in the feed when the networks that earn are switched off', async () => {
  const post = await publish(admin);
  const paul = await server.member(admin, { ambassador: true });      // no share of today is behind him
  const set = (value) => {
    for (const name of ['linkedin', 'bluesky', 'mastodon']) assert.equal(server.command(['company', 'setting', `network.${name}`, value, '--company', 'one.example']).code, 0);
  };
  const offer = async () => (await paul.want(200, 'GET', '/api/v1/posts')).items.find((item) => item.id === post.id).points;
  // Another process writes the setting; this one hears of it within half a second.
  const until = async (good) => {
    for (let i = 0; i < 100 && !good(await offer()); i++) await new Promise((resolve) => { setTimeout(resolve, 50); });
    assert.ok(good(await offer()), JSON.stringify(await offer()));
  };
  assert.equal((await offer()).share, 10);
  set('false');
  try {
    await until((points) => points.share === 0);
  } finally {
    set('true');
  }
  await until((points) => points.share === 10);
});

test('a network that is switched off is gone from the composer and refused, in that company alone', async () => {
  const post = await publish(admin);
  const set = (value, name = 'network.linkedin') => server.command(['company', 'setting', name, value, '--company', 'one.example']);
  assert.equal(set('false').code, 0);
  try {
    const c = await marie.want(200, 'GET', `/api/v1/posts/${post.id}/composer`);
    assert.equal(c.network, 'x');
    assert.ok(!c.networks.some((n) => n.name === 'linkedin'));
    const asked = await marie.get(`/api/v1/posts/${post.id}/composer?network=linkedin`);
    assert.equal(asked.status, 422);
    assert.deepEqual(pointers(asked.json), ['?network']);
    assert.deepEqual(await refused(marie, post, { network: 'linkedin' }), ['/network']);
    assert.equal(JSON.parse(server.command(['company', 'setting', '--company', 'two.example', '--json']).stdout)['network.linkedin'], 'true');
    assert.equal(set('maybe').code, 1);
    assert.equal(set('true', 'network.myspace').code, 1);
  } finally {
    assert.equal(set('true').code, 0);
  }
  assert.equal((await share(marie, post)).network, 'linkedin');
});
