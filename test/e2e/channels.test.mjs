// channels.test.mjs: a channel is made, followed and left; a post is for a group, and says so; the ceiling of promotional posts asks.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from '../api/helper.mjs';
import { browser, pattern, settled, words } from './browser.mjs';

const password = 'correct horse staple';
const t = words('fr');
const button = (page, name) => page.getByRole('button', { name, exact: true });
let chromium;
let server;
let base;
let client;
let member;

before(async () => {
  chromium = await browser();
  server = await start();
  base = `http://127.0.0.1:${server.port}`;
  client = await server.signIn();
  member = await server.member(client);
  await client.want(201, 'POST', '/api/v1/groups', { axis: 'team', name: 'Nord' });
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

describe('channels', () => {
  test('a curator makes one and aims a post; who follows sees it, and why', async () => {
    const curator = await chromium.person({ base, language: 'fr', email: server.companies[0].email, password, quiet: /publish/ });
    const { page } = curator;
    await page.goto('/studio/channels');
    await settled(page);
    await button(page, t('channels.add')).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: t('channels.name') }).fill('Métier');
    await dialog.getByRole('textbox', { name: t('channels.description') }).fill('Ce que nous faisons.');
    await dialog.getByRole('radio', { name: t('channels.kind.open') }).check();
    await button(dialog, t('channels.addDo')).click();
    await page.getByRole('listitem', { name: 'Métier' }).waitFor();

    const post = await client.want(201, 'POST', '/api/v1/posts', { title: 'Dans l’atelier', url: 'https://www.rivelle.example/atelier' });
    await page.goto(`/studio/posts/${post.id}/edit`);
    await settled(page);
    const audience = page.getByRole('region', { name: t('studio.for.title') });
    await audience.getByText(t('studio.for.everyone')).waitFor();
    await audience.getByRole('combobox', { name: t('studio.for.channels') }).click();
    await page.getByRole('option', { name: 'Métier' }).click();
    await audience.getByText(/suivent Métier/).waitFor();
    await page.keyboard.press('Escape');
    // A group nobody is in: nobody could see it, and it is not published.
    await audience.getByRole('combobox', { name: t('studio.for.groups') }).click();
    await page.getByRole('option', { name: 'Nord' }).click();
    await page.keyboard.press('Escape');
    await audience.getByRole('status').getByText(t('studio.for.nobody')).waitFor();
    await button(page, t('studio.act.publish')).click();
    await page.getByRole('alert').getByText(t('studio.for.nobody')).first().waitFor();
    await audience.getByRole('combobox', { name: t('studio.for.groups') }).focus();
    await page.keyboard.press('Backspace');
    await audience.getByText(t('studio.for.few')).waitFor();
    await button(page, t('studio.act.publish')).click();
    await page.waitForURL(/view=published/);
    assert.deepEqual(curator.faults, []);
    await curator.close();

    assert.equal((await member.get(`/api/v1/posts/${post.id}`)).status, 404);
    const mine = (await member.want(200, 'GET', '/api/v1/me/channels')).items[0];
    await member.want(200, 'PUT', `/api/v1/me/channels/${mine.id}`, { following: true });
    assert.equal((await member.get(`/api/v1/posts/${post.id}`)).status, 200);
  });

  test('is followed and left in the browser, with the way back, and has a tab', async () => {
    const person = await chromium.person({ base, language: 'fr', email: server.companies[0].email, password });
    const { page } = person;
    await page.goto('/channels');
    await settled(page);
    const follow = page.getByRole('switch', { name: t('channels.follow', { name: 'Métier' }) });
    await follow.press('Space');
    await page.waitForFunction(() => document.querySelector('input[role=switch]')?.checked);
    await page.goto('/');
    await page.getByRole('tab', { name: 'Métier' }).click();
    await page.getByRole('heading', { name: 'Dans l’atelier' }).waitFor();
    await button(page, t('home.why.link')).click();
    await page.getByText(t('home.why.channel_one', { names: 'Métier' })).waitFor();
    await page.getByRole('link', { name: t('home.why.channels') }).click();
    await page.waitForURL('**/channels');
    await follow.press('Space');
    await page.getByText(t('channels.left')).waitFor();
    await button(page, t('channels.undo')).click();
    await page.waitForFunction(() => document.querySelector('input[role=switch]')?.checked);
    assert.deepEqual(person.faults, []);
    await person.close();
  });

  test('the ceiling of promotional posts is told with its figures, and can be passed', async () => {
    for (const name of ['un', 'deux']) {
      const post = await client.want(201, 'POST', '/api/v1/posts', { title: `Offre ${name}`, url: `https://www.rivelle.example/offre-${name}`, promotional: true });
      if (name === 'un') await client.want(200, 'POST', `/api/v1/posts/${post.id}/publish`, {});
    }
    const person = await chromium.person({ base, language: 'fr', email: server.companies[0].email, password, quiet: /publish/ });
    const { page } = person;
    await page.goto('/studio');
    await settled(page);
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: t('studio.mix.askTitle') });
    await dialog.getByText(pattern('fr', 'studio.mix.ask_other')).waitFor();
    await button(dialog, t('studio.mix.askPublish')).click();
    await page.getByText(t('studio.did.publish', { title: 'Offre deux' })).waitFor();
    assert.deepEqual(person.faults, []);
    await person.close();
  });
});
