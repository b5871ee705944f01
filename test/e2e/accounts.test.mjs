// accounts.test.mjs: an account at a Mastodon server is linked through its own page, and taken away; on a phone and a desktop, in both languages and themes. The server is test/peers/mastodon.mjs.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { password, start } from '../api/helper.mjs';
import { startMastodon } from '../peers/mastodon.mjs';
import { accessible, browser, settled, shots, sideways } from './browser.mjs';

let chromium, server, base, admin, mastodon;
const TITLE = 'Mastodon';

before(async () => {
  chromium = await browser();
  server = await start({ companies: [{ name: 'Rivelle' }], args: ['--allow-net', '127.0.0.0/8'] });
  base = `http://127.0.0.1:${server.port}`;
  admin = await server.signIn();
  mastodon = await startMastodon({ hostname: 'localhost' });
});
after(async () => {
  await chromium?.close();
  await mastodon?.stop();
  await server?.stop();
});

/** An ambassador with a browser, and what is found wrong on the way. */
async function person(name, language, width, theme) {
  const email = `${name}.${language}.${width}@rivelle.example`;
  const member = await server.member(admin, { ambassador: true, language, email });
  await member.want(200, 'PATCH', '/api/v1/me', { password: { new: password } });
  const who = await chromium.person({ base, language, width, theme, email, password, quiet: /\/api\/v1\/(me\/connections|posts|shares)|favicon/ });
  const { page } = who;
  const look = async (where) => {
    await settled(page);
    await page.screenshot({ path: join(shots, `accounts-${where}-${language}-${width}-${theme}.png`) });
    assert.deepEqual(await accessible(who, where), []);
    assert.equal(await sideways(page), 0, where);
  };
  return { ...who, member, look, name: `${name}${language}${width}` };
}

/** Links it in the browser, from the page on: the server's name, its own page, and back. */
async function link({ page, t, name }) {
  mastodon.user = mastodon.addAccount(name);
  await page.goto('/me/accounts');
  await page.getByRole('button', { name: t('accounts.link.openLabel', { network: TITLE }) }).click();
  await page.getByRole('textbox', { name: t('accounts.link.server') }).fill(mastodon.url);
  await page.getByRole('button', { name: t('accounts.link.go') }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.waitForURL('**/me/accounts');
}

for (const [language, width, theme] of [['fr', 390, 'light'], ['en', 1280, 'dark'], ['en', 390, 'dark'], ['fr', 1280, 'light']]) {
  test(`linked at the server's page, and taken away: ${language}, ${width} px, ${theme}`, async () => {
    const anne = await person('anne', language, width, theme);
    const { page, t, look, name } = anne;
    await page.goto('/me');
    await page.getByRole('link', { name: t('accounts.title') }).click();
    await page.getByRole('heading', { level: 1, name: t('accounts.title') }).waitFor();
    await look('none');
    await page.getByRole('button', { name: t('accounts.link.openLabel', { network: 'Bluesky' }) }).click();
    await page.getByRole('button', { name: t('accounts.link.send') }).click();
    await page.getByText(t('error.field.required')).waitFor();
    await look('bluesky');
    await page.getByRole('button', { name: t('common.cancel') }).click();
    await page.getByRole('button', { name: t('accounts.link.openLabel', { network: TITLE }) }).click();
    const field = page.getByRole('textbox', { name: t('accounts.link.server') });
    await field.fill('https://mastodon.social/@anne');
    await page.getByRole('button', { name: t('accounts.link.go') }).click();
    await page.getByText(t('accounts.fault.address')).waitFor();
    await look('wrong');

    // The member says no at the network's page.
    mastodon.user = mastodon.addAccount(name);
    await field.fill(mastodon.url);
    await page.getByRole('button', { name: t('accounts.link.go') }).click();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.waitForURL('**/me/accounts');
    const denied = page.getByRole('alert').filter({ hasText: t('accounts.outcome.denied', { network: TITLE }) });
    await denied.waitFor();
    assert.equal(await denied.evaluate((node) => node === document.activeElement), true);
    await look('denied');

    await link(anne);
    const linked = page.getByRole('status').filter({ hasText: t('accounts.outcome.linked', { network: TITLE }) });
    await linked.waitFor();
    assert.equal(await linked.evaluate((node) => node === document.activeElement), true);
    assert.equal(new URL(page.url()).search, '');
    await page.getByRole('button', { name: t('accounts.linked.granted') }).click();
    await page.getByText(t('accounts.scope.writeStatuses')).waitFor();
    await look('linked');
    await page.reload();
    await page.getByText(`@${name}@`).first().waitFor();
    assert.equal(await page.getByText(t('accounts.outcome.linked', { network: TITLE })).count(), 0);

    await page.getByRole('button', { name: `${t('accounts.linked.remove')}: ${TITLE}` }).click();
    await page.getByText(t('accounts.remove.keys', { network: TITLE })).waitFor();
    await look('remove');
    await page.getByRole('button', { name: t('accounts.remove.confirm') }).click();
    await page.getByText(t('accounts.outcome.removed', { network: TITLE })).waitFor();
    await page.getByRole('button', { name: t('accounts.link.openLabel', { network: TITLE }) }).waitFor();
    for (let i = 0; i < 100 && mastodon.tokens().some((token) => token.account === name); i += 1) await page.waitForTimeout(100);
    assert.ok(!mastodon.tokens().some((token) => token.account === name));
    await page.goto('/me/accounts?stale=mastodon');
    await page.getByText(t('accounts.outcome.stale', { network: TITLE })).waitFor();
    assert.deepEqual(anne.faults, []);
    assert.deepEqual(mastodon.faults, []);
    await anne.close();
  });
}
