// pages_posts.test.mjs: reading, writing and sharing posts, looked at as pages.test.mjs looks at the other pages.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { api, settled } from './browser.mjs';
import { button, demoSpace, look } from './look.mjs';

let space;
let base;

before(async () => {
  space = await demoSpace();
  ({ base } = space);
});
after(() => space?.stop());

const signedIn = (who, language) => space.signedIn(who, language);

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
