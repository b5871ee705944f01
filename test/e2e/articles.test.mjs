// articles.test.mjs: a curator writes an article with two pictures, one chosen, one pasted; says what they show; a member reads it, on a phone
// and at a desk. No reader's browser calls outside, whatever address the text names.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { feedServer } from '../api/feedserver.mjs';
import { start } from '../api/helper.mjs';
import { png } from '../api/png.mjs';
import { accessible, api, browser, settled, shots, sideways, words } from './browser.mjs';

const password = 'correct horse staple';
let chromium, server, site, base, admin;

before(async () => {
  chromium = await browser();
  server = await start({ companies: [{ timeZone: 'Europe/Paris' }], args: ['--allow-net', '127.0.0.0/8'] });
  base = `http://127.0.0.1:${server.port}`;
  site = await feedServer();
  admin = await server.signIn();
});
after(async () => {
  await chromium?.close();
  await site?.close();
  await server?.stop();
});

const button = (page, name) => page.getByRole('button', { name, exact: true });
/** Sky over hills, so that a crop or a stretch would be seen. */
const view = (width, height, sky) => png(width, height, { pixel: (x, y) => (y > height * 0.6 + 20 * Math.sin(x / 40) ? [70, 96, 72] : sky) });

async function everywhere(person, name, language) {
  const { page } = person;
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settled(page);
      assert.deepEqual(await accessible(person, `${name} ${width} ${colorScheme}`), []);
      await page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}-${language}.png`), fullPage: true });
    }
  }
  await page.setViewportSize({ width: 320, height: 700 });
  assert.ok(await sideways(page) <= 0, 'nothing scrolls sideways');
}

for (const language of ['fr', 'en']) {
  describe(`pictures inside an article (${language})`, () => {
    const t = words(language);
    test('are put in, described, and read', async () => {
      const post = await admin.want(201, 'POST', '/api/v1/posts', { title: language === 'fr' ? 'La nuit de gel' : 'A night of frost', kind: 'article', status: 'draft', language, article: '## Minuit\n\nLe capteur affiche moins onze.\n\nPuis le jour vient.' });
      const curator = await chromium.person({ base, language, email: server.companies[0].email, password });
      await api(curator.context, base, 'PATCH', '/api/v1/me', { language });
      const { page } = curator;
      await page.goto(`/studio/posts/${post.id}/edit`);
      const text = page.getByRole('textbox', { name: t('studio.part.article'), exact: true });
      await text.waitFor();
      const alt = (n) => page.getByRole('textbox', { name: t('studio.article.alt', { n }) });
      const saved = () => page.getByText(t('studio.save.saved'), { exact: true }).waitFor();

      // Chosen, and it lands where one was writing.
      const place = (await text.inputValue()).indexOf('\n\nPuis');
      await text.evaluate((box, at) => { box.focus(); box.setSelectionRange(at, at); }, place);
      const chooser = page.waitForEvent('filechooser');
      await button(page, t('studio.article.insert')).click();
      await (await chooser).setFiles({ name: 'vallee.png', mimeType: 'image/png', buffer: view(900, 500, [188, 206, 222]) });
      await alt(1).waitFor();
      await page.waitForFunction((id) => document.activeElement?.id === id, 'article-picture-0');
      assert.match(await text.inputValue(), /onze\.\n\n!\[\]\(\/api\/v1\/images\/[0-9a-z]{13}\)\n\nPuis/);
      await page.keyboard.type('Une vallée gelée ');
      assert.match(await text.inputValue(), /!\[Une vallée gelée \]/);

      // Pasted: it goes into the text, not to the post's own picture.
      await text.evaluate((box, bytes) => {
        box.focus();
        box.setSelectionRange(box.value.length, box.value.length);
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(bytes)], 'jour.png', { type: 'image/png' }));
        box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
      }, [...view(400, 600, [236, 214, 190])]);
      await alt(2).waitFor();
      await saved();
      assert.equal((await admin.want(200, 'GET', `/api/v1/posts/${post.id}`)).image_url, null);

      // What is no picture is refused in words.
      await page.locator('input[type=file][accept^="image"]').first().setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
      await page.getByRole('alert').getByText(t('studio.upload.noPicture')).waitFor();

      // Without words it does not go out.
      await button(page, t('studio.act.publish')).click();
      await page.getByRole('alert').getByText(t('studio.part.article_alt')).waitFor();
      await alt(2).fill('Le lever du jour');
      await page.getByRole('textbox', { name: t('studio.article.credit') }).nth(1).fill('Photo : Inès Marchetti, CC BY 4.0');
      await saved();
      await everywhere(curator, 'article-edit', language);
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.getByText(t('studio.editor.look'), { exact: true }).click();
      await page.getByRole('figure').getByText('Photo : Inès Marchetti, CC BY 4.0').waitFor();
      await page.getByText(t('studio.editor.write'), { exact: true }).click();

      // An address outside is taken over by the server; one that it cannot have is nobody's call.
      const now = await text.inputValue();
      await text.fill(`${now}\n\n![Ailleurs](${site.url}/nowhere.png)`);
      await page.getByText(t('studio.article.fault')).waitFor({ timeout: 20_000 });
      await saved();
      await button(page, t('studio.act.publish')).click();
      await page.waitForURL(/view=published/);

      const { url } = await admin.want(201, 'POST', `/api/v1/members/${(await admin.want(201, 'POST', '/api/v1/members', { email: `lina.${language}@rivelle.example`, first_name: 'Lina', last_name: 'Faure' })).id}/invitation`, {});
      const reader = await chromium.person({ base, language, width: 390 });
      const outside = [];
      reader.page.on('request', (request) => { if (!request.url().startsWith(base) && !request.url().startsWith('data:')) outside.push(request.url()); });
      await api(reader.context, base, 'POST', '/api/v1/session/link/redeem', { token: url.split('#')[1] });
      await api(reader.context, base, 'PATCH', '/api/v1/me', { language });
      await reader.page.goto(`/posts/${post.id}`);
      const first = reader.page.getByRole('img', { name: 'Une vallée gelée' });
      await first.waitFor();
      assert.deepEqual(await first.evaluate((img) => [img.getAttribute('width'), img.getAttribute('height'), img.loading, img.srcset.includes('480w')]), ['900', '500', 'lazy', true]);
      const second = reader.page.getByRole('img', { name: 'Le lever du jour' });
      await second.scrollIntoViewIfNeeded();
      await second.evaluate((img) => img.decode());
      const box = await second.boundingBox();
      assert.ok(Math.abs(box.width / box.height - 400 / 600) < 0.02, 'not cut');
      await reader.page.getByText('Ailleurs').waitFor();
      await everywhere(reader, 'article-read', language);
      assert.deepEqual(outside, []);
      assert.deepEqual([...curator.faults.filter((fault) => !/422/.test(fault)), ...reader.faults], []);
      await curator.close();
      await reader.close();
    });
  });
}
