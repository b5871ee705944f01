// captions.test.mjs: several captions a post, dealt without replacement; blanks, locks, the echo guard and its bands.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pointers, start } from './helper.mjs';
import { click, own, publish, share, until } from './share_steps.mjs';

let server, admin, curator, marie;
const slug = (json) => json.type.split(':').pop();

before(async () => {
  server = await start({ companies: [{ name: 'Rivelle Énergie' }] });
  admin = await server.signIn();
  curator = await server.member(admin, { roles: ['curator'] });
  marie = await server.member(admin, { ambassador: true, language: 'fr' });
});
after(() => server?.stop());

const add = (post, fields) => curator.want(201, 'POST', `/api/v1/posts/${post.id}/captions`, { language: 'fr', ...fields });
const list = async (post) => (await curator.want(200, 'GET', `/api/v1/posts/${post.id}/captions`)).items;
const composer = (client, post, network = 'linkedin') => client.want(200, 'GET', `/api/v1/posts/${post.id}/composer?network=${network}`);
const next = (client, post, network = 'linkedin') => client.want(200, 'POST', `/api/v1/posts/${post.id}/composer/next`, { network });

describe('curators', () => {
  test('add, change, take away; where each fits is said', async () => {
    const post = await publish(admin);
    const one = await add(post, { text: 'Ce que je retiens : ____ et ___' });
    assert.equal(one.blanks, 2);
    assert.equal(one.version, 1);
    assert.equal(one.locked, false);
    assert.ok(one.places.every((p) => p.fits && p.length > 0));
    assert.equal(one.places.length, 11);
    const long = await add(post, { text: 'a'.repeat(400) });
    const x = long.places.find((p) => p.network === 'x');
    assert.deepEqual([x.fits, x.reason, x.max], [false, 'too_long', 280]);
    assert.equal(long.places.find((p) => p.network === 'linkedin').fits, true);
    const linkedin = await add(post, { network: 'linkedin', text: 'Pour LinkedIn' });
    assert.deepEqual(linkedin.places.map((p) => p.network), ['linkedin']);
    assert.deepEqual((await list(post)).map((c) => c.id), [one.id, long.id, linkedin.id]);

    const changed = await curator.want(200, 'PATCH', `/api/v1/captions/${one.id}`, { text: 'Autre chose', network: 'bluesky', version: 1 });
    assert.deepEqual([changed.text, changed.network, changed.language, changed.version], ['Autre chose', 'bluesky', 'fr', 2]);
    const late = await curator.patch(`/api/v1/captions/${one.id}`, { text: 'Encore', version: 1 });
    assert.equal(late.status, 409);
    assert.equal(slug(late.json), 'conflict');
    const { items } = await curator.want(200, 'GET', `/api/v1/captions/${one.id}/revisions`);
    assert.equal(items[0].text, 'Autre chose');
    assert.ok(items[0].name);

    await curator.want(204, 'DELETE', `/api/v1/captions/${long.id}`);
    assert.equal((await curator.delete(`/api/v1/captions/${long.id}`)).status, 404);
    assert.equal((await list(post)).length, 2);
  });

  test('what is wrong is named', async () => {
    const post = await publish(admin);
    const wrong = async (fields, pointer) => {
      const { status, json } = await curator.post(`/api/v1/posts/${post.id}/captions`, { text: 'Bien', ...fields });
      assert.equal(status, 422, JSON.stringify(json));
      assert.deepEqual(pointers(json), [pointer]);
      return json;
    };
    await wrong({ network: 'myspace' }, '/network');
    await wrong({ language: 'f r' }, '/language');
    await wrong({ text: '  ' }, '/text');
    await wrong({ text: 'a'.repeat(3001) }, '/text');
    assert.match((await wrong({ network: 'x', text: 'a'.repeat(280) }, '/text')).errors[0].detail, /280 with disclosure and link/);
    await wrong({ locked: true }, '/lock_reason');
    await wrong({ locked: true, lock_reason: 'court' }, '/lock_reason');
    for (const network of ['x', 'facebook', 'threads', 'mastodon']) {
      assert.match((await wrong({ network, locked: true, lock_reason: 'Information réglementée' }, '/locked')).errors[0].detail, /same text/);
    }
    await add(post, { text: 'Bien' });
    assert.equal((await curator.post(`/api/v1/posts/${post.id}/captions`, { text: 'Bien', language: 'fr' })).status, 409);
    for (let i = 1; i < 30; i++) await add(post, { text: `Texte ${i}` });
    const full = await curator.post(`/api/v1/posts/${post.id}/captions`, { text: 'Une de trop' });
    assert.equal(full.status, 409);
    assert.equal(slug(full.json), 'limit');
  });

  test('members and others are refused', async () => {
    const post = await publish(admin);
    const one = await add(post, { text: 'Une accroche' });
    for (const role of ['member', 'moderator', 'manager', 'trainer', 'auditor']) {
      const who = await server.member(admin, role === 'member' ? {} : { roles: [role] });
      for (const [method, path, body] of [['GET', `/api/v1/posts/${post.id}/captions`], ['POST', `/api/v1/posts/${post.id}/captions`, { text: 'X' }],
        ['PATCH', `/api/v1/captions/${one.id}`, { text: 'X' }], ['DELETE', `/api/v1/captions/${one.id}`], ['GET', `/api/v1/captions/${one.id}/revisions`]]) {
        assert.equal((await who.request(method, path, { body })).status, 403, `${role} ${method} ${path}`);
      }
    }
  });

  test('the caption of the post is the first one, and a locked one keeps its text', async () => {
    const post = await publish(admin, { caption: 'La première' });
    const [first] = await list(post);
    assert.equal(first.text, 'La première');
    await curator.want(200, 'PATCH', `/api/v1/captions/${first.id}`, { locked: true, lock_reason: 'Information réglementée' });
    const { status, json } = await curator.patch(`/api/v1/posts/${post.id}`, { caption: { text: 'Changée' } });
    assert.equal(status, 422);
    assert.equal(slug(json), 'caption-locked');
    await curator.want(200, 'PATCH', `/api/v1/captions/${first.id}`, { locked: false });
    const changed = await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { caption: { text: 'Changée' } });
    assert.equal(changed.caption.text, 'Changée');
  });
});

describe('handing out', () => {
  test('neighbours get different ones, oneself the same again, all before any repeats', async () => {
    const post = await publish(admin);
    const texts = ['Le silence de la vallée', 'Quatorze mois dehors', 'Deux machines neuves', 'Notre eau à nous'];
    for (const text of texts) await add(post, { text });
    const got = [];
    for (let i = 0; i < 8; i++) {
      const who = await server.member(admin, { language: 'fr' });
      const c = await composer(who, post);
      assert.equal((await composer(who, post)).caption_id, c.caption_id);
      assert.equal(c.captions, 4);
      assert.equal(c.captions_seen, 1);
      got.push(c.text);
    }
    assert.deepEqual(got.slice(0, 4).sort(), [...texts].sort());
    assert.deepEqual(got.slice(4).sort(), [...texts].sort());
    got.forEach((text, i) => i && assert.notEqual(text, got[i - 1]));
    const seen = [(await composer(marie, post)).text];
    for (let i = 1; i < 4; i++) seen.push((await next(marie, post)).text);
    assert.deepEqual([...seen].sort(), [...texts].sort());
    assert.equal((await next(marie, post)).text, seen[0]);
    assert.equal((await composer(marie, post)).text, seen[0]);
  });

  test('twelve people at once: three times each', async () => {
    const post = await publish(admin);
    for (const text of ['Nord', 'Sud', 'Est', 'Ouest']) await add(post, { text });
    const people = [];
    for (let i = 0; i < 12; i++) people.push(await server.member(admin, { language: 'fr' }));
    const got = await Promise.all(people.map((who) => composer(who, post)));
    const count = {};
    for (const { text } of got) count[text] = (count[text] ?? 0) + 1;
    assert.deepEqual(Object.values(count), [3, 3, 3, 3]);
  });

  test('in the language that is wanted; none is no fault', async () => {
    const post = await publish(admin);
    assert.deepEqual((({ text, caption_id, captions }) => ({ text, caption_id, captions }))(await composer(marie, post)), { text: '', caption_id: null, captions: 0 });
    await add(post, { text: 'En français' });
    await add(post, { text: 'In English', language: 'en' });
    assert.equal((await marie.want(200, 'GET', `/api/v1/posts/${post.id}/composer?network=linkedin&language=en`)).text, 'In English');
    assert.equal((await composer(marie, post)).text, 'En français');
    const { status, json } = await marie.post(`/api/v1/posts/${post.id}/composer/next`, { network: 'myspace' });
    assert.equal(status, 422);
    assert.deepEqual(pointers(json), ['/network']);
  });
});

describe('sharing', () => {
  test('a blank must be filled', async () => {
    const post = await publish(admin, { caption: 'Ce que je retiens : ____' });
    const c = await composer(marie, post);
    const { status, json } = await marie.post(`/api/v1/posts/${post.id}/shares`, { network: 'linkedin', text: c.text, caption_id: c.caption_id });
    assert.equal(status, 422);
    assert.equal(slug(json), 'blank');
    assert.deepEqual(pointers(json), ['/text']);
    await share(marie, post, { text: c.text.replace('____', 'la première goutte, et le silence juste avant'), caption_id: c.caption_id });
  });

  test('a locked text goes out word for word, or not at all; own words are free', async () => {
    const post = await publish(admin);
    await add(post, { text: 'Le conseil propose un dividende de ____ euro par action, payable le 4 juin.', locked: true, lock_reason: 'Information réglementée' });
    const who = await server.member(admin, { ambassador: true, language: 'fr' });
    const c = await composer(who, post);
    assert.equal(c.locked, true);
    assert.equal(c.lock_reason, 'Information réglementée');
    const try_ = (body) => who.post(`/api/v1/posts/${post.id}/shares`, { network: 'linkedin', ...body });
    const changed = await try_({ text: 'Le conseil propose un superbe dividende de 1 euro par action, payable le 4 juin.', caption_id: c.caption_id });
    assert.equal(changed.status, 422);
    assert.equal(slug(changed.json), 'caption-locked');
    assert.deepEqual(pointers(changed.json), ['/text']);
    assert.equal((await try_({ text: 'Le conseil propose un superbe dividende de 1 euro par action, payable le 4 juin.' })).status, 422);
    const made = await share(who, post, { text: c.text.replace('____', '1'), caption_id: c.caption_id });
    assert.equal(made.band, 'echo');
    await share(who, post, { network: 'bluesky', text: own });
    const x = await composer(who, post, 'x');
    assert.deepEqual([x.caption_id, x.locked], [null, false]);
  });

  test('an echo earns nothing, own words earn more', async () => {
    const text = 'Quatorze mois de travaux dans le froid, deux turbines neuves, et ce matin l’eau est revenue dans la vallée.';
    const post = await publish(admin);
    const caption = await add(post, { text });
    const paul = await server.member(admin, { ambassador: true, language: 'fr' });
    const lea = await server.member(admin, { ambassador: true, language: 'fr' });
    const copied = await share(paul, post, { text: `${text} Bravo !`, caption_id: caption.id });
    assert.deepEqual([copied.band, copied.own_words], ['echo', false]);
    const told = await share(lea, post, { text: own });
    assert.deepEqual([told.band, told.own_words], ['yours', true]);
    await click(server, copied, 'v1');
    await click(server, told, 'v2');
    const after_ = await until(paul, copied.id, (s) => s.evidence === 'verified' && s.clicks.human === 1);
    const better = await until(lea, told.id, (s) => s.evidence === 'verified' && s.points >= 15);
    assert.ok(after_.points < 10, `${after_.points}`);
    assert.equal(better.points - after_.points, 15);
    const audit = server.command(['audit', 'verify']);
    assert.equal(audit.code, 0, audit.stdout + audit.stderr);
  });
});

describe('the echo guard', () => {
  test('one of three bands and nothing else', async () => {
    const post = await publish(admin);
    await add(post, { text: 'Quatorze mois de travaux dans le froid, deux turbines neuves, et ce matin l’eau est revenue.' });
    const ask = (text) => marie.want(200, 'POST', `/api/v1/posts/${post.id}/echo`, { text });
    assert.deepEqual(await ask('Ce matin l’eau est revenue ! Deux turbines neuves, quatorze mois de travaux dans le froid 💧'), { band: 'echo' });
    assert.deepEqual(await ask(own), { band: 'yours' });
    assert.deepEqual(await ask(''), { band: 'yours' });
    const { status, json } = await marie.post(`/api/v1/posts/${post.id}/echo`, {});
    assert.equal(status, 422);
    assert.deepEqual(pointers(json), ['/text']);
    assert.equal((await marie.post(`/api/v1/posts/${post.id}/echo`, { text: 'a'.repeat(10001) })).status, 422);
    const draft = await admin.want(201, 'POST', '/api/v1/posts', { title: 'En attente', url: 'https://www.example.com/echo' });
    assert.equal((await marie.post(`/api/v1/posts/${draft.id}/echo`, { text: 'x' })).status, 404);
    assert.equal((await server.client().post(`/api/v1/posts/${post.id}/echo`, { text: 'x' })).status, 401);
  });

  test('it does not tell who shared: below ten, and within the hour, nothing changes', async () => {
    await admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'share.clone_cap', value: '100' }] });
    const post = await publish(admin);
    const texts = Array.from({ length: 10 }, (_, i) => `Ma tante ${'ABCDEFGHIJ'[i]}nna numéro ${i} élève des chèvres près du col ${i}.`);
    for (const text of texts) {
      const who = await server.member(admin, { ambassador: true, language: 'fr' });
      await share(who, post, { text });
      assert.deepEqual(await marie.want(200, 'POST', `/api/v1/posts/${post.id}/echo`, { text }), { band: 'yours' });
    }
  });
});

describe('rates', () => {
  test('asking again and again is stopped', async () => {
    const strict = await start({ companies: [{ name: 'Rivelle' }], rateLimits: true });
    try {
      const boss = await strict.signIn();
      const post = await publish(boss);
      let refused = 0;
      for (let i = 0; i < 60; i++) refused += (await boss.post(`/api/v1/posts/${post.id}/echo`, { text: `essai ${i}` })).status === 429;
      assert.ok(refused >= 10, `${refused} of 60 refused`);
    } finally {
      await strict.stop();
    }
  });
});
