// composer.test.mjs: what a member sees before sharing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pointers, start } from './helper.mjs';
import { publish, share } from './share_steps.mjs';

let server, admin, marie, post;

before(async () => {
  server = await start({ companies: [{ name: 'Rivelle Énergie' }] });
  admin = await server.signIn();
  marie = await server.member(admin, { ambassador: true, language: 'fr' });
  post = await publish(admin, { caption: 'Quatorze mois de travaux, et l’eau est revenue. Ce que je retiens : ____' });
});
after(() => server?.stop());

const composer = (client, of, query = '') => client.want(200, 'GET', `/api/v1/posts/${of.id}/composer${query}`);

test('linkedin: caption, disclosure for a reward, limits, terms, points', async () => {
  const c = await composer(marie, post, '?network=linkedin');
  assert.match(c.text, /____$/);
  assert.ok(c.caption_id);
  assert.equal(c.language, 'fr');
  assert.equal(c.disclosure.incentive, 'reward');
  assert.equal(c.disclosure.text, 'Publicité. Je travaille chez Rivelle Énergie.');
  assert.ok(c.disclosure.options.length >= 3);
  assert.deepEqual(c.disclosure.options[0], { key: c.disclosure.key, text: c.disclosure.text });
  assert.equal(c.limits.max, 3000);
  assert.equal(c.text_in_intent, false);
  assert.equal(c.preview.title, post.title);
  assert.equal(c.preview.host, 'www.example.com');
  assert.equal(c.terms.reward, true);
  assert.equal(c.terms.edit_required, false);
  assert.match(c.terms.source, /^https:/);
  assert.match(c.terms.checked_at, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(c.points, { share: 10, own_words: 5, clicks_max: 50, earns: true, reason: null });
  assert.deepEqual(c.networks.map((n) => [n.name, n.shared, n.earns]),
    [['linkedin', false, true], ['x', false, false], ['bluesky', false, true], ['mastodon', false, true],
      ['facebook', false, false], ['threads', false, false], ['xing', false, false], ['whatsapp', false, false],
      ['telegram', false, false], ['email', false, false], ['copy', false, false]]);
  assert.deepEqual([c.opens_page, c.message, c.needs_instance, c.instance], [true, false, false, null]);
  assert.equal(c.share, null);
});

test('x earns nothing, asks for an edit, and says so in the language of the member', async () => {
  const c = await composer(marie, post, '?network=x');
  assert.equal(c.disclosure.incentive, 'none');
  assert.equal(c.disclosure.text, 'Je travaille chez Rivelle Énergie.');
  assert.deepEqual([c.limits.unit, c.limits.max, c.limits.url_length], ['weighted', 280, 23]);
  assert.equal(c.terms.reward, false);
  assert.equal(c.terms.edit_required, true);
  assert.match(c.terms.note, /récompense/);
  assert.equal(c.points.earns, false);
  assert.equal(c.points.share, 0);
  assert.equal(c.points.reason, 'network_terms');
  const ben = await server.member(admin, { language: 'en' });
  assert.match((await composer(ben, post, '?network=x')).terms.note, /reward/);
});

test('bluesky: graphemes and bytes; the language asked for wins', async () => {
  const c = await composer(marie, post, '?network=bluesky&language=en-GB');
  assert.deepEqual([c.limits.unit, c.limits.max, c.limits.max_bytes], ['grapheme', 300, 3000]);
  assert.equal(c.language, 'en-GB');
  assert.equal(c.disclosure.text, '#ad I work at Rivelle Énergie.');
});

test('the first network is the default, an unknown one is refused', async () => {
  assert.equal((await composer(marie, post)).network, 'linkedin');
  const { status, json } = await marie.get(`/api/v1/posts/${post.id}/composer?network=myspace`);
  assert.equal(status, 422);
  assert.deepEqual(pointers(json), ['?network']);
});

test('the placeholder is as long as the link, and the open share comes along', async () => {
  const before_ = await composer(marie, post, '?network=bluesky');
  const made = await share(marie, post, { network: 'bluesky', text: 'Quelle nuit !' });
  assert.equal(before_.link_placeholder.length, made.link.length);
  assert.equal(made.final_text, `${before_.disclosure.text} Quelle nuit !${before_.link_join}${made.link}`);
  const c = await composer(marie, post, '?network=bluesky');
  assert.equal(c.share.id, made.id);
  assert.equal(c.share.intent_url, made.intent_url);
  assert.equal(c.networks.find((n) => n.name === 'bluesky').shared, true);
  assert.equal(c.points.share, 6);
  await marie.want(200, 'POST', `/api/v1/shares/${made.id}/declare`, {});
  assert.equal((await composer(marie, post, '?network=bluesky')).share, null);
});

test('any member may look; nobody without a session', async () => {
  const paul = await server.member(admin);
  assert.equal((await composer(paul, post)).text.length > 0, true);
  assert.equal((await server.client().get(`/api/v1/posts/${post.id}/composer`)).status, 401);
});

test('only posts of the feed that may leave the company', async () => {
  const pending = await admin.want(201, 'POST', '/api/v1/posts', { title: 'En attente', url: 'https://www.example.com/w' });
  assert.equal((await marie.get(`/api/v1/posts/${pending.id}/composer`)).status, 404);
  const internal = await publish(admin, { audience: 'internal' });
  const { status, json } = await marie.get(`/api/v1/posts/${internal.id}/composer`);
  assert.equal(status, 409);
  assert.match(json.type, /state$/);
  assert.equal((await marie.get('/api/v1/posts/0000000000000/composer')).status, 404);
});
