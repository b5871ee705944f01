// networks.test.mjs: the composer with its eleven networks: a server of Mastodon, a message on WhatsApp, a text to copy; on a phone
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
    assert.deepEqual(await accessible(person, 'copy'), []);
    assert.deepEqual(person.faults.filter((fault) => !/422/.test(fault)), []);
    await person.close();
  });
}
