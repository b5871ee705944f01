// settings.test.mjs: an admin finds a setting, changes it, takes it back, and moves all of them as a text; an auditor only reads.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { password, start } from '../api/helper.mjs';
import { accessible, browser, pattern, settled, shots, sideways } from './browser.mjs';

let chromium, server, base, admin;

before(async () => {
  chromium = await browser();
  server = await start({ companies: [{ name: 'Rivelle' }] });
  base = `http://127.0.0.1:${server.port}`;
  admin = await server.signIn();
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

const value = async (name) => (await admin.want(200, 'GET', '/api/v1/settings')).items.find((s) => s.name === name).value;

for (const [language, width, theme] of [['fr', 390, 'dark'], ['en', 1280, 'light']]) {
  test(`an admin changes settings: ${language}, ${width} px, ${theme}`, async () => {
    const email = `chef.${language}@rivelle.example`;
    const chef = await server.member(admin, { language, email, roles: ['member', 'admin'] });
    await chef.want(200, 'PATCH', '/api/v1/me', { password: { new: password } });
    const person = await chromium.person({ base, language, width, theme, email, password, quiet: /settings/ });
    const { page, t } = person;
    const row = (name) => page.locator(`[id="${name}"]`);
    await page.goto('/settings');
    await settled(page);
    assert.deepEqual(await accessible(person, 'settings'), []);
    assert.equal(await sideways(page), 0);

    // Found without accents or capitals, by words of its explanation too.
    await page.getByLabel(t('settings.search')).fill(language === 'fr' ? 'RESEAU linkedin' : 'NETWORK linkedin');
    await page.getByText(pattern(language, 'settings.found_one', { count: 1 })).waitFor();
    const linkedin = page.getByRole('switch', { name: 'LinkedIn' });
    await linkedin.press('Space');
    await row('network.linkedin').getByText(t('common.saved')).waitFor();
    assert.equal(await value('network.linkedin'), 'false');
    await row('network.linkedin').getByRole('button', { name: t('settings.undo') }).click();
    await page.waitForFunction(() => document.querySelector('[id="set-network.linkedin"]').checked);
    assert.equal(await value('network.linkedin'), 'true');

    await page.getByLabel(t('settings.search')).fill('');
    const cap = page.getByLabel(t('settings.label.share.daily_cap'));
    await cap.fill('99');
    await cap.press('Enter');
    await row('share.daily_cap').getByText(pattern(language, 'settings.wrong.number', { min: 1, max: 50 })).waitFor();
    assert.equal(await value('share.daily_cap'), '5');
    await cap.fill('7');
    await cap.press('Enter');
    await row('share.daily_cap').getByText(t('common.saved')).waitFor();
    assert.equal(await value('share.daily_cap'), '7');
    const host = page.getByLabel(t('settings.label.company.host'));
    await host.fill('else.example');
    await host.press('Enter');
    await row('company.host').getByText(t('settings.wrong.lockedOut')).waitFor();
    await host.press('Escape');
    await page.screenshot({ path: join(shots, `settings-changed-${width}-${theme}-${language}.png`), fullPage: true });

    // As a text: what it would change, a wrong line, then applied.
    await page.getByRole('button', { name: t('settings.file.edit') }).click();
    const text = page.getByLabel(t('settings.file.label'));
    await text.waitFor();
    const all = await text.inputValue();
    assert.match(all, /^daily_cap = 7$/m);
    await text.fill(all.replace(/^daily_cap = 7$/m, 'daily_cap = none'));
    await page.getByRole('button', { name: t('settings.file.compare') }).click();
    await page.getByText(t('settings.file.wrong_one')).waitFor();
    await text.fill(all.replace(/^daily_cap = 7$/m, 'daily_cap = 5').replace(/^xing = true$/m, 'xing = false'));
    await page.getByRole('button', { name: t('settings.file.compare') }).click();
    await page.getByText(pattern(language, 'settings.file.would_other', { count: 2 })).waitFor();
    assert.deepEqual(await accessible(person, 'settings file'), []);
    assert.equal(await sideways(page), 0);
    await page.screenshot({ path: join(shots, `settings-file-${width}-${theme}-${language}.png`), fullPage: true });
    await page.getByRole('button', { name: pattern(language, 'settings.file.apply_other', { count: 2 }) }).click();
    await page.getByText(pattern(language, 'settings.file.applied_other', { count: 2 })).waitFor();
    assert.deepEqual([await value('share.daily_cap'), await value('network.xing')], ['5', 'false']);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: t('settings.file.download') }).click()]);
    assert.equal(download.suggestedFilename(), 'settings.toml');
    await admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'network.xing', value: 'true' }] });
    assert.deepEqual(person.faults, []);
    await person.close();
  });
}

test('an auditor reads them all and changes none', async () => {
  const email = 'audit@rivelle.example';
  const audit = await server.member(admin, { language: 'en', email, roles: ['member', 'auditor'] });
  await audit.want(200, 'PATCH', '/api/v1/me', { password: { new: password } });
  const person = await chromium.person({ base, language: 'en', email, password });
  const { page, t } = person;
  await page.goto('/settings');
  await settled(page);
  await page.getByText(t('settings.readOnly')).waitFor();
  assert.equal(await page.getByRole('switch').count() + await page.getByRole('textbox').count(), 0);
  assert.equal(await page.getByRole('button', { name: t('settings.file.open') }).count(), 0);
  assert.deepEqual(await accessible(person, 'settings, auditor'), []);
  assert.deepEqual(person.faults, []);
  await person.close();
});
