// pages.test.mjs: every page, for each kind of person, at both sizes, in both themes and languages.
//
// For each: axe finds nothing, the console stays empty, nothing is refused by the CSP, nothing scrolls sideways at 320 px. The
// screenshots in build/screenshots are for a person to look at: <page>-<width>-<theme>-<language>.png.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { start } from '../api/helper.mjs';
import { accessible, api, browser, settled, shots, sideways, words } from './browser.mjs';

const SIZES = [[1280, 900], [390, 844]];
const THEMES = ['light', 'dark'];
const password = 'paper ink and one signal';
const people = {
  admin: 'claire.fontaine@rivelle.example',
  curator: 'malik.benali@rivelle.example',
  manager: 'thomas.girard@rivelle.example',
  camille: 'camille.roussel@rivelle.example',
  emma: 'emma.davies@rivelle.example',
  reader: 'julien.perrin@rivelle.example',
};

let chromium;
let demo;
let empty;
let base;
let joinLink;       // made by the admin: {id, url}

/** A server without a company: `fill` runs before it serves. */
async function serverOn(fill) {
  const { constructor: Server } = empty ?? (await start({ companies: [] }).then((s) => { empty = s; return s; }));
  const server = new Server({});
  fill(server);
  await server.serve();
  return server;
}

before(async () => {
  chromium = await browser();
  demo = await serverOn((server) => {
    const { code, stderr } = server.command(['demo', '--size', 'small', '--members', '60']);
    assert.equal(code, 0, stderr);
  });
  base = `http://127.0.0.1:${demo.port}`;
  const admin = await chromium.person({ base, email: people.admin, password });
  joinLink = await api(admin.context, base, 'POST', '/api/v1/join/links', { label: 'Affiche de la cantine', groups: { free: ['Pilote'] } });
  await admin.close();
});
after(async () => {
  await chromium?.close();
  await demo?.stop();
  await empty?.stop();
});

/** One state of the app, looked at in every size and theme. `again` brings back what a change of size may have closed. */
async function look(person, name, language) {
  const { page } = person;
  const said = [];
  await settled(page);
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settled(page);
      // Each width and each theme whole once; the two left differ in nothing that axe sees but colours, so one of them is asked those.
      const whole = (width > 600) === (colorScheme === 'light');
      if (whole || width > 600) said.push(...await accessible(person, `${name} ${width} ${colorScheme} ${language}`, whole ? undefined : ['color-contrast']));
      await page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}-${language}.png`) });
    }
  }
  await page.setViewportSize({ width: 320, height: 700 });
  await settled(page);
  const over = await sideways(page);
  if (over > 0) said.push(`${name} ${language}: ${over} px too wide at 320 px`);
  await page.setViewportSize({ width: 1280, height: 900 });
  said.push(...person.faults.splice(0).map((fault) => `${name} ${language}: ${fault}`));
  return said;
}

async function signedIn(who, language) {
  const person = await chromium.person({ base, language, email: people[who], password });
  await api(person.context, base, 'PATCH', '/api/v1/me', { language });
  return person;
}

/** Opens each place and looks; all that was found is told together. */
async function places(who, language, list) {
  const person = await signedIn(who, language);
  const said = [];
  try {
    for (const [path, name] of list) {
      await person.page.goto(path);
      said.push(...await look(person, name, language));
    }
  } finally {
    await person.close();
  }
  assert.deepEqual(said, []);
}

const joining = () => [['/people/links', 'join-links'], ['/people/groups', 'groups'], [`/people/links/${joinLink.id}/poster`, 'poster']];
const button = (page, name) => page.getByRole('button', { name, exact: true });

describe('before sign-in', () => {
  for (const language of ['fr', 'en']) {
    const t = words(language);

    test(`sign-in, a link on its way, used links (${language})`, async () => {
      const person = await chromium.person({ base, language });
      const { page } = person;
      const said = [];
      await page.goto('/');
      await page.waitForURL('**/sign-in');
      said.push(...await look(person, 'sign-in', language));
      await page.getByLabel(t('field.email')).fill('somebody@rivelle.example');
      await button(page, t('session.consoleLink')).click();
      await page.getByRole('heading', { name: t('session.sent.title') }).waitFor();
      said.push(...await look(person, 'sign-in-sent', language));
      await page.goto('/invitation#0123456789abcdef');
      said.push(...await look(person, 'invitation', language));
      await page.goto('/invitation');
      said.push(...await look(person, 'invitation-used', language));
      await page.goto('/join');
      said.push(...await look(person, 'join-closed', language));
      await page.goto('/join#0123456789abcdef');
      await page.getByRole('heading', { name: t('join.ended.title') }).waitFor();
      said.push(...await look(person, 'join-ended', language));
      await page.goto(new URL(joinLink.url).pathname + new URL(joinLink.url).hash);   // in the same tab: only the fragment changes
      await page.getByRole('textbox', { name: t('join.email') }).waitFor();
      said.push(...await look(person, 'join-ask', language));
      await page.goto('/join/confirm#0123456789abcdef');
      said.push(...await look(person, 'join-confirm', language));
      await page.goto('/join/confirm');
      said.push(...await look(person, 'join-spent', language));
      await page.goto('/nowhere/at/all');
      said.push(...await look(person, 'not-found', language));
      await person.close();
      assert.deepEqual(said, []);
    });

    test(`first start on an empty server (${language})`, async () => {
      const token = (await empty.said(/\/setup#(\S+)/))[1];
      const there = `http://127.0.0.1:${empty.port}`;
      const person = await chromium.person({ base: there, language });
      const { page } = person;
      const said = [];
      await page.goto('/');
      await page.waitForURL('**/setup');
      said.push(...await look(person, 'setup-no-key', language));
      await page.goto(`/setup#${token}`);   // in the same tab: only the fragment changes
      await page.getByLabel(t('setup.company.name')).waitFor();
      said.push(...await look(person, 'setup-company', language));
      await page.getByLabel(t('setup.company.name')).fill('Rivelle');
      await button(page, t('setup.next')).click();
      await page.getByLabel(t('field.firstName')).waitFor();
      said.push(...await look(person, 'setup-admin', language));
      await person.close();
      assert.deepEqual(said, []);
    });
  }
});

describe('everybody\'s places', () => {
  const own = [['/', 'home'], ['/impact', 'impact'], ['/points', 'points'], ['/points?tab=ledger', 'points-ledger'], ['/points?tab=rules', 'points-rules'], ['/points?tab=board', 'points-board'], ['/me', 'me'], ['/trust', 'trust']];
  test('an ambassador, in French', () => places('camille', 'fr', own));
  test('an ambassador, in English', () => places('emma', 'en', own));
  test('somebody who does not take part', () => places('reader', 'fr', own.filter(([, name]) => !/-(?:ledger|rules)/.test(name)).map(([path, name]) => [path, `reader-${name}`])));
  test('a manager', () => places('manager', 'fr', own.filter(([, name]) => !/-|trust/.test(name)).map(([path, name]) => [path, `manager-${name}`])));
});

describe('backstage', () => {
  const studio = [['/studio', 'studio'], ['/studio?view=published', 'studio-published'], ['/studio?view=dropped', 'studio-dropped'], ['/studio?view=draft', 'studio-draft'], ['/studio?view=scheduled', 'studio-scheduled'], ['/studio?view=archived', 'studio-archived'], ['/studio/sources', 'sources']];
  test('the curator\'s Studio, in French', () => places('curator', 'fr', [['/', 'curator-home'], ...studio]));
  test('the curator\'s Studio, in English', () => places('curator', 'en', studio));
  test('the admin\'s places, in French', () => places('admin', 'fr', [['/people', 'people'], ...joining(), ['/settings', 'settings'], ['/studio', 'admin-studio'], ['/me', 'admin-me']]));
  test('the admin\'s places, in English', () => places('admin', 'en', [['/people', 'people'], ...joining(), ['/settings', 'settings']]));

  test('C opens the caption, and nothing typed right after it is lost', async () => {
    const person = await signedIn('curator', 'fr');
    const { page, t } = person;
    await page.goto('/studio');
    await settled(page);
    const text = 'Une accroche tapée sans attendre.';
    await page.keyboard.press('c');
    await page.keyboard.type(text);
    assert.equal(await page.getByRole('textbox', { name: t('studio.caption.title') }).inputValue(), text);
    await person.close();
  });

  test('the address that Sources had leads to the Studio', async () => {
    const person = await signedIn('curator', 'en');
    const { page, t } = person;
    await page.goto('/sources');
    await page.waitForURL('**/studio/sources');
    const rail = page.getByRole('navigation', { name: t('nav.places') });
    await rail.getByRole('link', { name: t('nav.studio') }).waitFor();   // the address changes before the shell is drawn
    assert.equal(await rail.getByRole('link', { name: t('nav.studio') }).count(), 1);
    assert.equal(await rail.getByRole('link', { name: t('nav.sources') }).count(), 0);
    await person.close();
  });

  test('dialogs: a source, an invitation, a new post, the shortcuts, one item on a phone', async () => {
    const person = await signedIn('admin', 'fr');
    const { page, t } = person;
    const said = [];
    for (const [path, opener, name] of [
      ['/studio/sources', t('source.add.open'), 'source-add'], ['/people', t('people.invite.open'), 'invite'], ['/studio', t('studio.write.open'), 'write'],
    ]) {
      await page.goto(path);
      await page.getByRole('button', { name: opener }).first().click();
      await page.getByRole('dialog').waitFor();
      said.push(...await look(person, name, 'fr'));
    }
    await page.goto('/studio');
    await settled(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    said.push(...await look(person, 'studio-help', 'fr'));
    await page.goto('/studio');
    await page.setViewportSize({ width: 390, height: 844 });
    await settled(page);
    await page.getByRole('listitem').getByRole('button').first().click();
    await page.waitForURL(/post=/);
    said.push(...await look(person, 'studio-item', 'fr'));
    await person.close();
    assert.deepEqual(said, []);
  });
});

describe('posts', () => {
  const kinds = async (person, query = '') => (await api(person.context, base, 'GET', `/api/v1/posts?status=published&limit=100${query}`));

  for (const [who, language] of [['camille', 'fr'], ['emma', 'en']]) {
    test(`each kind to read (${language})`, async () => {
      const person = await signedIn(who, language);
      const page = await kinds(person);
      const all = [...page.lead, ...page.items];
      const said = [];
      for (const kind of ['article', 'event', 'job', 'document', 'video', 'image', 'announcement']) {
        const post = all.find((one) => one.kind === kind && (kind !== 'article' || one.article_words > 0));
        assert.ok(post, kind);
        await person.page.goto(`/posts/${post.id}`);
        said.push(...await look(person, `read-${kind}`, language));
      }
      await person.page.goto('/posts/0000000000001');
      await settled(person.page);
      person.faults.splice(0);   // the browser tells of the 404
      await person.close();
      assert.deepEqual(said, []);
    });
  }

  for (const language of ['fr', 'en']) {
    test(`the editor, for each kind, its preview and its history (${language})`, async () => {
      const person = await signedIn('curator', language);
      const { page, t } = person;
      const { items: table } = await api(person.context, base, 'GET', '/api/v1/posts/kinds');
      const said = [];
      for (const { name } of table) {
        const post = await api(person.context, base, 'POST', '/api/v1/posts', { title: 'Essai', kind: name, status: 'draft', language });
        await page.goto(`/studio/posts/${post.id}/edit`);
        await page.getByRole('textbox', { name: t('studio.field.title') }).waitFor();
        said.push(...await look(person, `editor-${name}`, language));
        if (name === 'article') {
          await page.getByRole('textbox', { name: t('studio.part.article') }).fill('## Un intertitre\n\nDu **gras**.');
          await page.getByText(t('studio.editor.look'), { exact: true }).click();
          said.push(...await look(person, 'editor-preview', language));
          await page.getByText(t('studio.save.saved'), { exact: true }).waitFor();
          await button(page, t('studio.history.open')).click();
          await page.getByRole('dialog').waitFor();
          said.push(...await look(person, 'editor-history', language));
          await page.keyboard.press('Escape');
          await button(page, t('studio.act.schedule')).click();
          await page.getByRole('dialog').waitFor();
          said.push(...await look(person, 'editor-schedule', language));
        }
        await api(person.context, base, 'POST', `/api/v1/posts/${post.id}/drop`, {});
      }
      await person.close();
      assert.deepEqual(said, []);
    });
  }
});

describe('sharing', () => {
  for (const [who, language] of [['camille', 'fr'], ['emma', 'en']]) {
    test(`composer on each network, and after (${language})`, async () => {
      const person = await signedIn(who, language);
      const { page, context, t } = person;
      const said = [];
      await context.route(/linkedin\.com|x\.com|bsky\.app/, (route) => route.fulfill({ contentType: 'text/html', body: '<title>network</title>' }));
      const { items } = await api(context, base, 'GET', '/api/v1/posts?status=published&limit=30');
      const post = items.find((p) => p.me.shared.length === 0 && p.audience === 'shareable');
      for (const network of language === 'fr' ? ['bluesky', 'x', 'linkedin'] : ['linkedin']) {
        await page.goto(`/?share=${post.id}&on=${network}`);
        await page.getByRole('textbox', { name: t('share.yourText') }).waitFor();
        said.push(...await look(person, `composer-${network}`, language));
      }
      await page.getByRole('textbox', { name: t('share.yourText') }).fill('Mes mots à moi, pour dire ce que j’en retiens vraiment.');
      await button(page, t('share.copyAndOpen', { network: 'LinkedIn' })).click();
      await page.getByRole('heading', { name: t('share.done.question') }).waitFor();
      said.push(...await look(person, 'done', language));
      await button(page, t('share.done.yes')).click();
      await page.getByRole('heading', { name: t('share.done.thanks') }).waitFor();
      said.push(...await look(person, 'done-declared', language));
      await page.goto(`/?share=${post.id}&on=linkedin`);
      await page.getByRole('dialog').waitFor();
      said.push(...await look(person, 'composer-shared', language));
      await person.close();
      assert.deepEqual(said, []);
    });

    test(`the charter (${language})`, async () => {
      const person = await signedIn('reader', language);
      const { page, t } = person;
      await page.goto('/me');
      await button(page, t('charter.call.read')).click();
      await page.getByRole('dialog').waitFor();
      const said = await look(person, 'charter', language);
      await person.close();
      assert.deepEqual(said, []);
    });
  }
});
