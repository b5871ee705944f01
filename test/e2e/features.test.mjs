// features.test.mjs: a place that is switched off is in no menu and at no address; switched on in the settings it is back without a reload.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { start } from '../api/helper.mjs';
import { browser, settled, shots, words } from './browser.mjs';

const password = 'correct horse staple';
const binary = process.env.PV_BINARY ?? '../build/portevoix';
const table = spawnSync(binary, ['features'], { encoding: 'utf8' }).stdout.trim().split('\n').map((line) => JSON.parse(line));
let chromium, server, base, admin;

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

const set = (name, value) => admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name, value: String(value) }] });

describe('features', () => {
  for (const [language, width] of [['fr', 1280], ['en', 390]]) {
    test(`that are off have no place (${language}, ${width})`, async () => {
      const t = words(language);
      await admin.want(200, 'PATCH', '/api/v1/me', { language });
      for (const feature of table) await set(feature.setting, false);
      const person = await chromium.person({ base, language, width, email: server.companies[0].email, password, quiet: /api\/v1/ });
      const { page } = person;
      await page.goto('/');
      await settled(page);
      const nav = page.getByRole('navigation', { name: t('nav.places') });
      await nav.waitFor();
      const places = table.flatMap((feature) => feature.places);
      assert.ok(places.length > 0);
      for (const place of places) assert.equal(await page.locator(`a[href="${place}"]`).count(), 0, place);
      for (const place of places) {
        await page.goto(place);
        await page.getByText(t('error.notFound.title')).first().waitFor();
      }
      await page.screenshot({ path: join(shots, `feature-off-${language}-${width}.png`) });
      await page.goto('/settings#features');
      await settled(page);
      await page.screenshot({ path: join(shots, `features-settings-${language}-${width}.png`) });
      await page.getByRole('switch', { name: t('settings.label.feature.points') }).press(' ');
      await page.locator('a[href="/points"]').first().waitFor();
      for (const feature of table) await set(feature.setting, true);
      assert.deepEqual(person.faults, []);
      await person.close();
    });
  }
});
