// networks.test.mjs: the composer with its eleven networks: a server of Mastodon, messages on WhatsApp and by mail, a text to copy; on a phone
// and a desktop, in both languages and themes. The networks themselves are not there: their pages are answered here.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { password, start } from '../api/helper.mjs';
import { own, publish } from '../api/share_steps.mjs';
import { accessible, browser, settled, shots, sideways } from './browser.mjs';

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

for (const [language, width, theme] of [['fr', 390, 'light'], ['en', 1280, 'dark'], ['en', 390, 'dark'], ['fr', 1280, 'light']]) {
  test(`Mastodon, WhatsApp and copy: ${language}, ${width} px, ${theme}`, async () => {
    const email = `marie.${language}.${width}@rivelle.example`;
    const marie = await server.member(admin, { ambassador: true, language, email });
    await marie.want(200, 'PATCH', '/api/v1/me', { password: { new: password } });
    const post = await publish(admin);
    const person = await chromium.person({ base, language, width, theme, email, password });
    const { page, context, t } = person;
    const opened = [];
    await context.route(/^https:/, (route) => {
      opened.push(route.request().url());
      return route.fulfill({ contentType: 'text/html', body: '<title>there</title>' });
    });
    const shot = (name) => page.screenshot({ path: join(shots, `networks-${name}-${language}-${width}-${theme}.png`) });
    const send = (key, values) => page.getByRole('button', { name: t(key, values), exact: true });
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());

    await page.goto(`/?share=${post.id}&on=mastodon`);
    await settled(page);
    const tabs = page.getByRole('dialog').getByRole('tablist', { name: t('share.networks') });
    await tabs.getByRole('tab').first().waitFor();
    assert.equal(await tabs.getByRole('tab').count(), 11);
    assert.equal(await tabs.getByRole('tab', { selected: true }).innerText(), 'Mastodon');
    // By keyboard: arrows go through all of them, Enter chooses.
    await tabs.getByRole('tab').first().focus();
    const walked = new Set();
    for (let i = 0; i < 11; i += 1) {
      walked.add(await page.evaluate(() => document.activeElement.textContent));
      if (i < 10) await page.keyboard.press('ArrowRight');
    }
    assert.equal(walked.size, 11);
    assert.equal(await tabs.getByRole('tab', { selected: true }).innerText(), 'Mastodon');
    await page.keyboard.press('Enter');
    await send('share.copyText').waitFor();
    for (let i = 0; i < 7; i += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    const words = page.getByRole('textbox', { name: t('share.yourText') });
    await words.fill(own);
    const go = send('share.copyAndOpen', { network: 'Mastodon' });
    assert.equal(await go.isDisabled(), true);
    const instance = page.getByRole('textbox', { name: t('share.instance.label') });
    await instance.fill('localhost');
    await go.click();
    await page.getByText(t('share.instance.wrong')).waitFor();
    await settled(page);
    await shot('wrong');
    assert.deepEqual(await accessible(person, 'mastodon'), []);
    assert.equal(await sideways(page), 0);
    await instance.fill('@marie@social.example');
    await go.click();
    await page.getByRole('heading', { name: t('share.done.question') }).waitFor();
    assert.match(opened[0], /^https:\/\/social\.example\/share\?text=/);
    await page.bringToFront();
    await settled(page);
    await shot('mastodon-done');

    await page.goto(`/?share=${post.id}&on=whatsapp`);
    await settled(page);
    await page.getByRole('textbox', { name: t('share.yourText') }).fill(own);
    await settled(page);
    // The chosen network is in sight, however many stand before it.
    const box = await tabs.getByRole('tab', { selected: true }).boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
    await shot('whatsapp');
    await send('share.copyAndOpen', { network: 'WhatsApp' }).click();
    await page.getByRole('heading', { name: t('share.done.questionSent') }).waitFor();
    assert.match(opened[1], /^https:\/\/wa\.me\/\?text=/);
    await page.bringToFront();
    assert.equal(await page.locator('input[type=url]').count(), 0);
    await send('share.done.yesSent').click();
    await page.getByRole('heading', { name: t('share.done.thanks') }).waitFor();

    await page.goto(`/?share=${post.id}&on=copy`);
    await settled(page);
    await page.getByRole('textbox', { name: t('share.yourText') }).fill(own);
    await send('share.copyText').click();
    await page.getByRole('heading', { name: t('share.done.questionSent') }).waitFor();
    const text = await clipboard();
    assert.ok(text.includes(own) && /\/l\/[0-9A-Za-z]{11}$/.test(text), text);
    assert.equal(opened.length, 2);
    await settled(page);
    await shot('copy-done');

    await page.goto(`/?share=${post.id}&on=email`);
    await settled(page);
    await page.getByRole('textbox', { name: t('share.yourText') }).fill(own);
    await shot('email');
    await send('share.copyAndOpen_email').click();
    await page.getByText(t('share.done.opened_email'), { exact: true }).waitFor();
    await page.getByText(t('share.done.pasteOrThere_sent'), { exact: true }).waitFor();
    assert.equal(opened.length, 2);
    await page.goto('/');
    await page.getByText(new RegExp(t('home.byEmail'))).first().waitFor();
    assert.deepEqual(await accessible(person, 'copy'), []);
    assert.deepEqual(person.faults.filter((fault) => !/422/.test(fault)), []);
    await person.close();
  });
}

test('the network of last time was switched off since: the first that is offered opens', async () => {
  const email = 'marie.off@rivelle.example';
  const marie = await server.member(admin, { ambassador: true, language: 'fr', email });
  await marie.want(200, 'PATCH', '/api/v1/me', { password: { new: password } });
  const post = await publish(admin);
  const person = await chromium.person({ base, language: 'fr', width: 390, theme: 'light', email, password });
  const { page } = person;
  const chosen = () => page.getByRole('dialog').getByRole('tab', { selected: true });
  await page.goto(`/?share=${post.id}`);
  await page.getByRole('dialog').getByRole('tab', { name: 'Mastodon' }).click();
  await settled(page);
  assert.equal(server.command(['company', 'setting', 'network.mastodon', 'false']).code, 0);
  try {
    await page.goto(`/?share=${post.id}`);
    await chosen().waitFor();
    assert.equal(await chosen().innerText(), 'LinkedIn');
    assert.equal(await page.getByRole('dialog').getByRole('tab', { name: 'Mastodon' }).count(), 0);
    await page.goto(`/?share=${post.id}&on=mastodon`);
    await chosen().waitFor();
    assert.equal(await chosen().innerText(), 'LinkedIn');
  } finally {
    assert.equal(server.command(['company', 'setting', 'network.mastodon', 'true']).code, 0);
  }
  await person.close();
});
