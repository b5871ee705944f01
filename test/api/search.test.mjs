// Searching: the same words find the same posts on both engines; who may not see a post does not find it; nothing typed is an error.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';

import { engine, start } from './helper.mjs';

const q = (words, more = '') => `?q=${encodeURIComponent(words)}${more}`;

describe('search', () => {
  let server, admin, curator, paul, other, count = 0;
  const texts = {};
  before(async () => {
    server = await start({ companies: [{ host: 'a.example' }, { host: 'b.example' }] });
    admin = await server.signIn();
    curator = await server.member(admin, { roles: ['curator'] });
    paul = await server.member(admin);
    other = await server.signIn(undefined, server.companies[1]);
    const posts = {
      team: { title: 'L’équipe de Nantes s’agrandit', body: 'Nous recrutons trois développeuses.', language: 'fr' },
      hiring: { title: 'We are hiring', body: 'Our companies share one goal: cleaner water.', language: 'en' },
      heart: { title: 'Au cœur de la rivière', body: 'Un chef-d’œuvre de génie civil : 31 000 m³ de béton.', language: 'fr' },
      rocket: { title: 'Décollage 🚀 réussi', body: 'COVID-19 est derrière nous.', language: 'fr' },
      article: { title: 'Le barrage', kind: 'article', article: '# Histoire\n\nDepuis 1953, les **turbines** tournent jour et [nuit](https://x.example/zzz).', language: 'fr' },
      job: { title: 'Poste ouvert', kind: 'job', details: { place: 'Clermont-Ferrand', contract: 'CDI' }, language: 'fr' },
      mixed: { title: 'Café et thé', body: 'Les équipes aiment le café noir.', language: 'fr' },
    };
    for (const [name, fields] of Object.entries(posts)) texts[name] = await publish(fields);
    texts.draft = await curator.want(201, 'POST', '/api/v1/posts', { title: 'Brouillon sur l’équipe secrète', url: 'https://www.rivelle.example/draft', status: 'draft' });
    await publish({ title: 'Équipe voisine' }, other);
  });
  after(() => server?.stop());

  async function publish(fields, client = curator) {
    count += 1;
    const post = await client.want(201, 'POST', '/api/v1/posts', { url: `https://www.rivelle.example/s-${count}`, ...fields });
    return client.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
  }
  const find = (words, more, client = paul) => client.want(200, 'GET', `/api/v1/posts${q(words, more)}`);
  const names = (page) => page.items.map((p) => Object.keys(texts).find((name) => texts[name].id === p.id) ?? p.title).sort();

  const cases = [
    // French and English stems, accents, case, elisions, ligatures, digits, emoji
    ['equipe', ['mixed', 'team']], ['ÉQUIPES', ['mixed', 'team']], ["l'équipe", ['mixed', 'team']], ['recruter', ['team']],
    ['hire', ['hiring']], ['shared', ['hiring']], ['company', ['hiring']], ['coeur', ['heart']], ['cœur', ['heart']], ['oeuvre', ['heart']],
    ['31 000', ['heart']], ['31 000', ['heart']], ['🚀', ['rocket']], ['covid-19', ['rocket']], ['19 nous', ['rocket']], ['cafe', ['mixed']],
    // beginnings, several words, phrases, exclusion
    ['équ', ['mixed', 'team']], ['clerm', ['job']], ['equipe nantes', ['team']], ['nantes equipe', ['team']], ['equipe hiring', []],
    ['"les équipes"', ['mixed']], ['"équipes les"', []], ['« café noir »', ['mixed']], ['équipe -nantes', ['mixed']], ['équipe -"café noir"', ['team']],
    ['les équipes de la', ['mixed', 'team']], ['déve', ['team']],
    // beyond title and text
    ['turbines', ['article']], ['turbine 1953', ['article']], ['zzz', []], ['CDI', ['job']], ['rien du tout', []],
  ];
  for (const [words, want] of cases) {
    it(`finds ${words}`, async () => {
      assert.deepEqual(names(await find(words)), [...want].sort(), words);
    });
  }

  it('takes whatever is typed', async () => {
    const hostile = ['"', '""', '-', '--', '*', '(', ')', 'a AND', 'NOT', 'NEAR(', 'title:', '^', "'", "''", "';--", '\\', ':*', '<->', '&', '|', '!', '%', '_',
      '"unclosed', '-"', '-équipe', '{', '}', 'equipe:*', "equipe' | 'x", 'equipe" OR "x', 'ﷺ', '\u200d', '🏽', '\u0301', 'a'.repeat(200), 'é '.repeat(100), 'company_id : "1"'];
    for (const words of hostile) {
      const page = await find(words);
      assert.ok(Array.isArray(page.items) && page.found.length === page.items.length, words);
    }
    assert.deepEqual(names(await find("equipe' | 'x")), []);
    for (const none of ['"', '-', '-équipe', '!!']) assert.deepEqual(names(await find(none)), [], none);
    assert.equal((await paul.get(`/api/v1/posts${q('x'.repeat(201))}`)).status, 422);
    assert.equal((await paul.get(`/api/v1/posts${q('équipe', '&cursor=zzz')}`)).status, 422);
  });

  it('says where the words stand', async () => {
    const mark = (text, marks) => marks.map((m) => text.slice(m.from, m.to));
    const at = async (words, name) => {
      const page = await find(words);
      const index = page.items.findIndex((p) => p.id === texts[name].id);
      return { post: page.items[index], found: page.found[index] };
    };
    const team = await at('équipe', 'team');
    assert.equal(team.found.id, team.post.id);
    assert.deepEqual(mark(team.post.title, team.found.title), ['équipe']);
    assert.equal(team.found.excerpt, undefined);
    const rocket = await at('reussi covid', 'rocket');
    assert.deepEqual(mark(rocket.post.title, rocket.found.title), ['réussi'], 'behind an emoji, counted as JavaScript counts');
    assert.deepEqual(mark(rocket.post.body, rocket.found.body), ['COVID']);
    const article = await at('turbine', 'article');
    assert.deepEqual(article.found.title, []);
    assert.match(article.found.excerpt, /turbines tournent/);
    assert.ok(!article.found.excerpt.includes('**'));
    assert.deepEqual(mark(article.found.excerpt, article.found.excerpt_marks), ['turbines']);
    assert.equal((await paul.want(200, 'GET', '/api/v1/posts')).found, undefined);
  });

  it('shows members what is published, curators each state, nobody another company', async () => {
    assert.deepEqual(names(await find('secrète')), []);
    assert.deepEqual(names(await find('secrète', '&status=draft', curator)), ['draft']);
    assert.deepEqual(names(await find('équipe', '&view=studio', curator)), ['mixed', 'team']);
    assert.equal((await paul.get(`/api/v1/posts${q('secrète', '&status=draft')}`)).status, 403);
    assert.deepEqual((await other.want(200, 'GET', `/api/v1/posts${q('équipe')}`)).items.map((p) => p.title), ['Équipe voisine']);
    assert.deepEqual((await find('équipe')).items.filter((p) => p.title === 'Équipe voisine'), []);
    const studio = await find('turbine', '&status=published&view=studio', curator);
    assert.match(studio.found[0].excerpt, /turbines/);
  });

  it('follows each change at once, and the feed it is read in', async () => {
    const post = await publish({ title: 'Ornithorynque' });
    assert.equal((await find('ornithorynque')).items.length, 1);
    await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { title: 'Kangourou', article: 'Et un wombat.', kind: 'article' });
    assert.equal((await find('ornithorynque')).items.length, 0);
    assert.equal((await find('wombats')).items.length, 1);
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/unpublish`);
    assert.equal((await find('kangourou')).items.length, 0);
    assert.equal((await find('kangourou', '&status=pending', curator)).items.length, 1);
    await curator.want(200, 'POST', `/api/v1/posts/${post.id}/drop`);
    assert.equal((await find('kangourou', '&status=dropped', curator)).items.length, 1);
    assert.deepEqual((await find('équipe', '&network=bluesky')).items, []);
  });

  it('is checked by doctor and db check, and written anew by a command', async () => {
    const run = (...args) => spawnSync(process.env.PV_BINARY ?? '../build/portevoix', [...args, ...server.storage], { encoding: 'utf8' });
    assert.match(run('doctor').stdout, /ok\s+search\s+company \w+: every post can be found/);
    if (engine === 'sqlite') {
      const file = server.storage.map((s) => s.replace('sqlite:', '')).find((s) => s.endsWith('.db')) ?? `${server.storage[1]}/portevoix.db`;
      const { status, stderr } = spawnSync('sqlite3', [file, '.timeout 10000', `DELETE FROM post_words WHERE title LIKE '%wbarrage%'`], { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      assert.match(run('doctor').stdout + run('doctor').stderr, /search rebuild/);
      assert.notEqual(run('db', 'check').status, 0);
    }
    const done = run('search', 'rebuild');
    assert.equal(done.status, 0, done.stderr);
    assert.match(done.stdout, /\d+ posts can be searched/);
    assert.equal(run('db', 'check').status, 0);
    assert.deepEqual(names(await find('turbines')), ['article']);
    assert.equal(run('search', 'nothing').status, 2);
  });

  it('writes many long articles anew', async () => {
    // 90 of 60,000 characters, all of different words: more than what one transaction may hold in memory at once.
    let seed = 3;
    const random = (n) => Math.floor((seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32 * n);
    const word = () => Array.from({ length: 5 + random(9) }, () => 'abcdefghijklmnopqrstuvwxyz'[random(26)]).join('');
    for (let i = 0; i < 90; i += 1) {
      let article = `Premier${i} `;
      while (article.length < 59_900) article += `${word()} `;
      await curator.want(201, 'POST', '/api/v1/posts', { title: `Très long ${i}`, kind: 'article', status: 'draft', article });
    }
    const { status, stderr } = spawnSync(process.env.PV_BINARY ?? '../build/portevoix', ['search', 'rebuild', ...server.storage], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.equal((await find('premier89', '&status=draft', curator)).items.length, 1);
  });

  it('puts the title before the text, and pages neither lose nor repeat while others come in', async () => {
    await publish({ title: 'Autre chose', body: 'Un mot sur le pangolin.' });
    await publish({ title: 'Le pangolin' });
    await publish({ title: 'Encore autre chose', body: 'Toujours ce pangolin.' });
    assert.equal((await find('pangolin')).items[0].title, 'Le pangolin');
    for (let i = 0; i < 9; i += 1) await publish({ title: `Pangolin ${i}`, body: i % 2 ? 'pangolin' : '' });
    const all = (await find('pangolin', '&limit=100')).items.map((p) => p.id);
    assert.equal(all.length, 12);
    const seen = [];
    for (let next = ''; next !== null;) {
      const page = await find('pangolin', `&limit=5${next && `&cursor=${next}`}`);
      seen.push(...page.items.map((p) => p.id));
      if (next === '') await publish({ title: 'Pangolin, entre-temps' });
      next = page.next;
    }
    assert.deepEqual(seen, all);
    const studio = await find('pangolin', '&limit=5&view=studio', curator);
    assert.equal(studio.items.length, 5);
    assert.equal((await find('pangolin', `&limit=100&view=studio&cursor=${studio.next}`, curator)).items.length, 8);
  });
});
