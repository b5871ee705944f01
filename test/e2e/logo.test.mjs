// logo.test.mjs: an admin gives the company its logo; it leads the rail, the page for signing in and the tab, in light and dark.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { start } from '../api/helper.mjs';
import { accessible, browser, settled, shots, words } from './browser.mjs';

const password = 'correct horse staple';
let chromium, server, base, admin;

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body) >>> 0, 8 + data.length);
  return out;
}
/** Three bars and a disc on clear ground. */
function logo(width, height, ink) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 4);
    for (let x = 0; x < width; x += 1) {
      const disc = (x - height / 2) ** 2 + (y - height / 2) ** 2 < (height * 0.42) ** 2;
      const bar = x > height * 1.25 && x < width - 8 && Math.floor(y / (height / 6)) % 2 === 1;
      if (disc || bar) row.set([...ink, 255], 1 + x * 4);
    }
    return row;
  });
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))]);
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
      const shown = page.locator('#logo img');
      await page.waitForFunction(() => document.querySelectorAll('#logo img').length === 1);
      await choose('dark', { name: 'logo.png', mimeType: 'image/png', buffer: logo(640, 160, [236, 235, 231]) });
      await page.waitForFunction(() => document.querySelectorAll('#logo img').length === 2);
      await choose('icon', { name: 'icon.png', mimeType: 'image/png', buffer: logo(256, 256, [204, 58, 18]) });
      await page.waitForFunction(() => document.querySelectorAll('#logo img').length === 3);
      assert.ok(await shown.evaluateAll((all) => all.every((img) => img.complete && img.naturalWidth > 0)));
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
