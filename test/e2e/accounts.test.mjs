// accounts.test.mjs: an account at a Mastodon server is linked through its own page, shares go out through it in one click or at a moment, and it
// is taken away; on a phone and a desktop, in both languages and themes. The server is test/peers/mastodon.mjs.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { password, start } from '../api/helper.mjs';
import { own, publish } from '../api/share_steps.mjs';
import { startMastodon } from '../peers/mastodon.mjs';
import { accessible, browser, pattern, settled, shots, sideways } from './browser.mjs';

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
    await page.getByRole('button', { name: t('accounts.link.goHome', { network: 'Bluesky' }) }).waitFor();
    await look('bluesky-page');
    await page.getByRole('button', { name: t('accounts.link.ratherPassword') }).click();
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

const create = /^POST \/api\/v1\/statuses$/;
const wall = (days) => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T10:30`;

/** The composer on Mastodon, with words of one's own. */
async function compose({ page, t }, post) {
  await page.goto(`/?share=${post.id}&on=mastodon`);
  await page.getByRole('textbox', { name: t('share.yourText') }).fill(own);
}

for (const [language, width, theme] of [['fr', 390, 'light'], ['en', 1280, 'dark'], ['en', 390, 'dark'], ['fr', 1280, 'light']]) {
  test(`one click, a moment, another one, cancelled: ${language}, ${width} px, ${theme}`, async () => {
    const [post, second] = [await publish(admin), await publish(admin)];
    const paul = await person('paul', language, width, theme);
    const { page, t, look, name } = paul;
    const dialog = page.getByRole('dialog');
    const press = (key, values) => page.getByRole('button', { name: t(key, values), exact: true }).click();

    // Without an account: by hand, with a hint that is a line and no more.
    await page.goto(`/?share=${post.id}&on=mastodon`);
    await dialog.getByRole('link', { name: t('publish.hint.link', { network: TITLE }) }).waitFor();
    await look('hint');
    assert.equal(await page.getByRole('button', { name: t('share.copyAndOpen', { network: TITLE }) }).count(), 1);

    await link(paul);
    await compose(paul, post);
    await page.getByText(pattern(language, 'publish.send.from')).waitFor();
    await dialog.getByRole('button', { name: t('publish.send.byHand', { network: TITLE }) }).waitFor();
    await look('now');
    await press('publish.send.now', { network: TITLE });
    await page.getByRole('heading', { name: t('publish.stage.out.title') }).waitFor();
    assert.equal(mastodon.statuses(name).length, 1);
    assert.ok(mastodon.statuses(name)[0].text.includes(own));
    const see = page.getByRole('link', { name: t('publish.act.see', { network: TITLE }) });
    assert.match(await see.getAttribute('href'), new RegExp(`/${mastodon.statuses(name)[0].id}$`));
    await look('out');

    // Enough for today there: now is closed, another day is not.
    await compose(paul, second);
    await page.getByText(t('share.hold.title.network_cap', { network: TITLE })).waitFor();
    await page.getByRole('radio', { name: t('publish.when.now') }).waitFor({ state: 'attached' });
    assert.equal(await page.getByRole('radio', { name: t('publish.when.now') }).isDisabled(), true);
    assert.equal(await page.getByRole('radio', { name: t('publish.when.best') }).isChecked(), true);
    await look('held');
    await page.getByText(t('publish.when.pick'), { exact: true }).click();
    const field = page.getByLabel(t('publish.when.field'));
    await field.fill(wall(40));
    await page.getByText(t('publish.moment.far', { days: 31 })).waitFor();
    await field.fill(wall(3));
    await look('pick');
    await page.getByRole('button', { name: pattern(language, 'publish.send.later') }).click();
    await page.getByRole('heading', { name: t('publish.stage.waiting.title') }).waitFor();
    await look('waiting');
    await press('publish.act.change');
    await page.getByLabel(t('publish.when.field')).fill(wall(4));
    await press('publish.act.keep');
    await press('publish.act.change');
    assert.equal((await page.getByLabel(t('publish.when.field')).inputValue()).slice(0, 10), wall(4).slice(0, 10));

    // In the composer's tab it says so too, beside the other networks.
    await page.goto(`/?share=${second.id}&on=mastodon`);
    await page.getByRole('heading', { name: t('publish.stage.waiting.title') }).waitFor();
    assert.equal(await dialog.getByRole('tab', { name: 'LinkedIn' }).count(), 1);
    await look('standing');

    // In the queue of my shares: another moment, then cancelled.
    await page.goto('/impact');
    const queue = page.getByRole('region', { name: t('publish.queue.title') });
    await queue.getByText(pattern(language, 'publish.queue.due')).waitFor();
    await look('queue');
    await queue.getByRole('button', { name: t('publish.act.change') }).click();
    await queue.getByLabel(t('publish.when.field')).fill(wall(5));
    await queue.getByRole('button', { name: t('publish.act.keep') }).click();
    await queue.getByRole('button', { name: t('publish.act.cancel') }).click();
    await queue.getByText(t('publish.act.cancelSure')).waitFor();
    await queue.getByRole('button', { name: t('publish.act.cancelYes') }).click();
    await queue.waitFor({ state: 'detached' });
    await page.getByText(t('impact.evidence.cancelled')).filter({ visible: true }).first().waitFor();
    await look('shares');
    assert.equal(mastodon.statuses(name).length, 1);

    // Taken back here, it is taken down there.
    await page.getByRole('button', { name: pattern(language, 'impact.shares.menu') }).last().click();
    await page.getByRole('menuitem', { name: t('impact.shares.see', { network: TITLE }) }).waitFor();
    await page.getByRole('menuitem', { name: t('impact.retract.open') }).click();
    await page.getByText(t('impact.retract.textRemoves', { network: TITLE })).waitFor();
    await press('impact.retract.confirm');
    for (let i = 0; i < 100 && mastodon.statuses(name).length; i += 1) await page.waitForTimeout(100);
    assert.deepEqual(mastodon.statuses(name), []);
    assert.deepEqual(paul.faults, []);
    assert.deepEqual(mastodon.faults, []);
    await paul.close();
  });
}

for (const [language, width, theme] of [['fr', 390, 'dark'], ['en', 1280, 'light']]) {
  test(`refused, and no answer: ${language}, ${width} px, ${theme}`, { timeout: 180_000 }, async () => {
    const first = await publish(admin);
    const rita = await person('rita', language, width, theme);
    const { page, t, look, name } = rita;
    const press = (key, values) => page.getByRole('button', { name: t(key, values), exact: true }).click();
    await link(rita);

    // The server refuses the text: its words, and back to what was written.
    mastodon.fail({ match: create, status: 422, body: { error: 'Validation failed: Text is too plain' } });
    await compose(rita, first);
    await press('publish.send.now', { network: TITLE });
    await page.getByRole('heading', { name: t('publish.stage.failed.title') }).waitFor();
    await page.getByText(t('publish.fault.invalid', { network: TITLE })).waitFor();
    await page.getByText(/Text is too plain/).waitFor();
    await look('failed');
    await press('publish.act.again');
    const words = page.getByRole('textbox', { name: t('share.yourText') });
    await words.waitFor();
    assert.equal(await words.inputValue(), own);

    // No answer, and none when it is looked for: the member looks, and it is not there.
    mastodon.fail({ match: create, drop: true }, ...Array.from({ length: 60 }, () => ({ match: /^(GET|POST) \/api\/v1\/(?!statuses$)/, status: 503 })));
    await press('publish.send.now', { network: TITLE });
    await page.getByRole('heading', { name: t('publish.stage.unsure.title') }).waitFor();
    await page.getByRole('link', { name: t('publish.act.profile', { network: TITLE }) }).waitFor();
    await look('unsure');
    await page.goto('/impact');
    await page.getByRole('region', { name: t('publish.queue.title') }).getByRole('button', { name: t('publish.act.there') }).waitFor();
    await look('unsure-queue');
    await page.getByRole('button', { name: t('publish.act.notThere') }).click();
    await page.getByRole('region', { name: t('publish.queue.title') }).waitFor({ state: 'detached' });
    assert.deepEqual(mastodon.statuses(name), []);
    mastodon.forget();

    assert.deepEqual(rita.faults, []);
    await rita.close();
  });

  test(`a key that is no good any more: ${language}, ${width} px, ${theme}`, { timeout: 120_000 }, async () => {
    const [second, third] = [await publish(admin), await publish(admin)];
    const rosa = await person('rosa', language, width, theme);
    const { page, t, look, name } = rosa;
    const press = (key, values) => page.getByRole('button', { name: t(key, values), exact: true }).click();
    await link(rosa);

    // The key is withdrawn: the share waits for the account, and goes out once it is linked again.
    mastodon.revoke(name);
    await compose(rosa, second);
    await press('publish.send.now', { network: TITLE });
    await page.getByRole('heading', { name: t('publish.stage.reauth.title') }).waitFor();
    await look('reauth');
    await compose(rosa, third);
    await page.getByText(t('publish.hint.reauth', { network: TITLE })).waitFor();
    assert.equal(await page.getByRole('button', { name: t('share.copyAndOpen', { network: TITLE }) }).count(), 1);
    await look('reauth-composer');
    await page.getByRole('link', { name: t('publish.hint.again') }).click();
    await page.getByText(t('accounts.linked.reauth'), { exact: true }).waitFor();
    await look('reauth-account');
    await press('accounts.linked.again');
    mastodon.user = mastodon.accountOf(name);
    await press('accounts.link.go');
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.getByText(t('accounts.outcome.linked', { network: TITLE })).waitFor();
    await page.getByText(t('accounts.linked.active'), { exact: true }).waitFor();
    for (let i = 0; i < 200 && !mastodon.statuses(name).length; i += 1) await page.waitForTimeout(100);
    assert.equal(mastodon.statuses(name).length, 1);
    assert.deepEqual(rosa.faults, []);
    await rosa.close();
  });
}
