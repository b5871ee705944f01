// logo.test.mjs: an admin gives the company its logo; it leads the rail, the page for signing in and the tab, in light and dark.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { start } from '../api/helper.mjs';
import { png } from '../api/png.mjs';
import { accessible, browser, settled, shots, words } from './browser.mjs';

const password = 'correct horse staple';
let chromium, server, base, admin;

/** Three bars and a disc on clear ground. */
function logo(width, height, ink) {
  const disc = (x, y) => (x - height / 2) ** 2 + (y - height / 2) ** 2 < (height * 0.42) ** 2;
  const bar = (x, y) => x > height * 1.25 && x < width - 8 && Math.floor(y / (height / 6)) % 2 === 1;
  return png(width, height, { pixel: (x, y) => (disc(x, y) || bar(x, y) ? [...ink, 255] : [0, 0, 0, 0]) });
}

before(async () => {
  chromium = await browser();
  server = await start({ companies: [{ timeZone: 'Europe/Paris' }] });
  base = `http://127.0.0.1:${server.port}`;
  admin = await server.signIn();
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

describe('logo', () => {
  for (const [language, width, theme] of [['fr', 1280, 'light'], ['en', 390, 'dark']]) {
    test(`is chosen in the settings (${language}, ${width}, ${theme})`, async () => {
      const t = words(language);
      await admin.want(200, 'PATCH', '/api/v1/me', { language });
      for (const kind of ['light', 'dark', 'icon']) await admin.request('DELETE', `/api/v1/space/logo/${kind}`);
      const person = await chromium.person({ base, language, width, theme, email: server.companies[0].email, password });
      const { page } = person;
      await page.goto('/settings#logo');
      await settled(page);
      const choose = async (kind, file) => {
        const chooser = page.waitForEvent('filechooser');
        await page.getByRole('button', { name: t('settings.logo.chooseLabel', { logo: t(`settings.logo.${kind}`) }) }).click();
        await (await chooser).setFiles(file);
      };
      await choose('light', { name: 'x.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
      await page.getByText(t('settings.logo.problem.svg')).waitFor();
      await choose('icon', { name: 'x.png', mimeType: 'image/png', buffer: logo(300, 100, [23, 28, 46]) });
      await page.getByText(t('settings.logo.problem.smallIcon')).waitFor();
      await choose('light', { name: 'logo.png', mimeType: 'image/png', buffer: logo(640, 160, [23, 28, 46]) });
      await page.waitForFunction(() => document.querySelectorAll('#logo img').length === 1);
      await choose('dark', { name: 'logo.png', mimeType: 'image/png', buffer: logo(640, 160, [236, 235, 231]) });
      await page.waitForFunction(() => document.querySelectorAll('#logo img').length === 2);
      await choose('icon', { name: 'icon.png', mimeType: 'image/png', buffer: logo(256, 256, [204, 58, 18]) });
      await page.waitForFunction(() => document.querySelectorAll('#logo img').length === 3);
      await page.waitForFunction(() => [...document.querySelectorAll('#logo img')].every((img) => img.complete && img.naturalWidth > 0));
      assert.deepEqual(await accessible(person, `logo ${language} ${width}`), []);
      await page.locator('#logo').scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(shots, `logo-settings-${language}-${width}.png`) });
      await page.goto('/');
      await settled(page);
      const sign = page.getByRole('img', { name: server.companies[0].name ?? 'Rivelle' }).first();
      await sign.waitFor();
      assert.match(await sign.getAttribute('src'), theme === 'dark' ? /logo\/dark/ : /logo\/light/);
      await page.screenshot({ path: join(shots, `logo-home-${language}-${width}.png`) });
      assert.deepEqual(person.faults, []);
      await person.close();

      const stranger = await chromium.person({ base, language, width, theme });
      await stranger.page.goto('/sign-in');
      await settled(stranger.page);
      await stranger.page.getByRole('img', { name: server.companies[0].name ?? 'Rivelle' }).first().waitFor();
      assert.deepEqual(await accessible(stranger, 'sign-in with a logo'), []);
      await stranger.page.screenshot({ path: join(shots, `logo-sign-in-${language}-${width}.png`) });
      assert.deepEqual(stranger.faults, []);
      await stranger.close();
    });
  }
});
