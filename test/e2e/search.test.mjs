// search.test.mjs: a colleague looks for a post on Home: the slash key, marks, nothing found and what helps, Escape; on a phone by the glass.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { start } from '../api/helper.mjs';
import { accessible, browser, settled, shots, words } from './browser.mjs';

const password = 'correct horse staple';
let chromium, server, base, admin;

before(async () => {
  chromium = await browser();
  server = await start({ companies: [{ timeZone: 'Europe/Paris' }] });
  base = `http://127.0.0.1:${server.port}`;
  admin = await server.signIn();
  const posts = [
    { title: 'L’équipe de Nantes s’agrandit', body: 'Nous recrutons trois développeuses. 🚀 Nos équipes vous attendent.' },
    { title: 'Le barrage de Saint-Arcon', kind: 'article', article: 'Depuis 1953, les **turbines** tournent jour et nuit, sous l’œil d’une équipe de douze personnes.' },
    { title: 'We are hiring', body: 'Our teams share one goal: cleaner water.', language: 'en' },
    { title: 'Une longue histoire', body: `${'Un paragraphe qui ne dit rien de particulier. '.repeat(12)}Puis vient l’ornithorynque, tout au bout.` },
  ];
  for (const [index, fields] of posts.entries()) {
    const post = await admin.want(201, 'POST', '/api/v1/posts', { url: `https://www.rivelle.example/e-${index}`, language: 'fr', ...fields });
    await admin.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
  }
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

const marks = (page) => page.locator('mark').allTextContents();
const titles = (page) => page.locator('article h2').allTextContents();

for (const language of ['fr', 'en']) {
  const t = words(language);
  for (const [width, theme] of [[1280, 'light'], [390, 'dark']]) {
    describe(`search ${language} ${width}`, () => {
      test('by keys, with marks, and with nothing found', async () => {
        await admin.want(200, 'PATCH', '/api/v1/me', { language });
        const person = await chromium.person({ base, language, width, theme, email: server.companies[0].email, password });
        const { page } = person;
        await page.goto('/');
        await settled(page);
        const box = page.getByRole('searchbox', { name: t('home.search.label') });
        if (width < 600) {
          await page.getByRole('button', { name: t('home.search.label') }).click();
          await box.waitFor();
        } else {
          await page.locator('body').click({ position: { x: 5, y: 5 } });
          await page.keyboard.press('/');
        }
        await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'search');
        assert.equal(await box.inputValue(), '', 'the slash is not typed');
        await page.keyboard.type('equipe', { delay: 20 });
        await page.waitForURL(/q=equipe/);
        await page.locator('mark').first().waitFor();
        await page.waitForFunction(() => document.querySelectorAll('article').length === 2);
        assert.deepEqual((await marks(page)).sort(), ['équipe', 'équipe', 'équipes']);
        assert.ok((await titles(page)).includes('L’équipe de Nantes s’agrandit'));
        assert.deepEqual(await accessible(person, `search ${language} ${width}`), []);
        await page.screenshot({ path: join(shots, `search-${language}-${width}.png`) });

        await box.fill('ornithorynque');
        await page.waitForFunction(() => [...document.querySelectorAll('mark')].some((m) => m.textContent === 'ornithorynque'));
        const hit = page.locator('mark', { hasText: 'ornithorynque' });
        assert.ok(await hit.isVisible(), 'a hit at the end of a long text is in sight');
        const [mark, text] = await Promise.all([hit.boundingBox(), page.locator('article p').first().boundingBox()]);
        assert.ok(mark.y + mark.height <= text.y + text.height + 1, 'not folded away');

        await box.fill('introuvable');
        await page.getByText(t('home.search.nothing', { q: 'introuvable' })).waitFor();
        assert.deepEqual(await accessible(person, `search ${language} ${width}`), []);
        await page.screenshot({ path: join(shots, `search-nothing-${language}-${width}.png`) });
        await box.press('Escape');
        await page.waitForFunction(() => document.querySelectorAll('article').length === 4);
        assert.equal(await box.inputValue(), '');
        assert.ok(!page.url().includes('q='));

        await page.goto('/?q=hire');
        await settled(page);
        await page.waitForFunction(() => document.querySelectorAll('article').length === 1);
        assert.equal(await box.inputValue(), 'hire');
        assert.deepEqual(await marks(page), ['hiring']);

        // The Studio's rows say as well why they were found: in the title, or in what a row does not show.
        await page.goto('/studio?view=published');
        await page.getByRole('button', { name: t('studio.search') }).click();
        await page.getByRole('searchbox', { name: t('studio.search') }).fill('equipe');
        await page.waitForFunction(() => document.querySelectorAll('li mark').length === 3);
        assert.deepEqual((await marks(page)).sort(), ['équipe', 'équipe', 'équipes']);
        await page.getByRole('searchbox', { name: t('studio.search') }).fill('ornithorynque');
        const row = page.locator('li mark', { hasText: 'ornithorynque' });
        await row.waitFor();
        await settled(page);
        assert.ok(await row.evaluate((mark) => { const [a, b] = [mark.getBoundingClientRect(), mark.parentElement.getBoundingClientRect()]; return a.bottom <= b.bottom + 1; }), 'not cut away');
        assert.deepEqual(await accessible(person, `studio search ${language} ${width}`), []);
        await page.screenshot({ path: join(shots, `studio-search-${language}-${width}.png`) });
        assert.deepEqual(person.faults, []);
        await person.close();
      });
    });
  }
}
