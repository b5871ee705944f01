// content.test.mjs: a curator writes an article with a picture and schedules it; it appears; a member reads it, and confirms what must be read.
// What is typed is never lost: without a network, over a reload, and when somebody else was quicker.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from '../api/helper.mjs';
import { png } from '../api/png.mjs';
import { accessible, api, browser, settled, words } from './browser.mjs';

const password = 'correct horse staple';
const t = words('fr');
let chromium;
let server;
let base;
let admin;


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

const asAdmin = (options = {}) => chromium.person({ base, language: 'fr', email: server.companies[0].email, password, ...options });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const saved = (page) => page.getByText(t('studio.save.saved'), { exact: true }).waitFor();
const article = (page) => page.getByRole('textbox', { name: t('studio.part.article') });

describe('content', () => {
  test('an article with a picture is written, scheduled, appears; a must-read is confirmed', async () => {
    const curator = await asAdmin();
    const { page } = curator;
    await page.goto('/studio');
    await settled(page);
    await button(page, t('studio.write.open')).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: t('studio.editor.kind') }).click();
    await page.getByRole('option', { name: t('studio.kind.article') }).click();
    await dialog.getByRole('textbox', { name: t('studio.field.title') }).fill('La nuit de gel');
    await dialog.getByRole('button', { name: t('studio.write.send') }).click();
    await page.waitForURL(/\/studio\/posts\/.+\/edit/);
    const id = /posts\/(.+)\/edit/.exec(page.url())[1];

    // By keyboard: bold, then a heading from the toolbar.
    await article(page).click();
    await page.keyboard.press('Control+b');
    await page.keyboard.type('Minuit');
    assert.equal(await article(page).inputValue(), '**Minuit**');
    await article(page).fill('## Minuit\n\nLe capteur affiche **moins onze**.');
    await page.locator('[aria-labelledby="picture-label"] input[type=file][accept^="image"]').setInputFiles({ name: 'gel.png', mimeType: 'image/png', buffer: png(900, 500) });
    await button(page, t('studio.upload.replace')).waitFor();
    await saved(page);

    // Without words for the picture it does not go out.
    await button(page, t('studio.act.publish')).click();
    await page.getByRole('alert').getByText(t('studio.part.image_alt')).waitFor();
    await page.getByRole('textbox', { name: t('studio.field.alt') }).fill('Une vallée gelée');
    await page.getByRole('textbox', { name: t('studio.field.credit') }).fill('Inès Marchetti');
    await page.getByText(t('studio.editor.look'), { exact: true }).click();
    await page.getByRole('heading', { name: 'Minuit' }).waitFor();
    await saved(page);
    assert.deepEqual(await accessible(curator, 'editor'), []);

    // The dialog of the hour, then an hour that comes soon.
    await button(page, t('studio.act.schedule')).click();
    await button(page, t('studio.time.tomorrow')).click();
    await page.getByRole('dialog').getByRole('button', { name: t('studio.act.schedule'), exact: true }).click();
    await page.waitForURL(/view=scheduled/);
    assert.equal((await admin.want(200, 'GET', `/api/v1/posts/${id}`)).status, 'scheduled');
    await admin.want(200, 'POST', `/api/v1/posts/${id}/schedule`, { at: new Date(Date.now() + 1500).toISOString() });

    const must = await admin.want(201, 'POST', '/api/v1/posts', { title: 'Une règle change lundi', kind: 'announcement', body: 'Personne ne descend seul.' });
    await admin.want(200, 'PUT', `/api/v1/posts/${must.id}/marks`, { must_read: true });
    await admin.want(200, 'POST', `/api/v1/posts/${must.id}/publish`);
    for (let i = 0; i < 200; i += 1) {
      if ((await admin.want(200, 'GET', `/api/v1/posts/${id}`)).status === 'published') break;
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }

    const { url } = await admin.want(201, 'POST', `/api/v1/members/${(await admin.want(201, 'POST', '/api/v1/members', { email: 'lina@rivelle.example', first_name: 'Lina', last_name: 'Faure' })).id}/invitation`, {});
    const reader = await chromium.person({ base, language: 'fr', width: 390 });
    await api(reader.context, base, 'POST', '/api/v1/session/link/redeem', { token: url.split('#')[1] });
    await reader.page.goto('/');
    const first = reader.page.getByRole('article').first();
    await first.getByRole('heading', { name: 'Une règle change lundi' }).waitFor();
    await first.getByRole('button', { name: t('home.mustRead.label', { title: 'Une règle change lundi' }) }).click();
    await reader.page.getByText(t('home.mustRead.confirmed')).waitFor();
    await reader.page.getByText(t('home.mustRead.undo')).first().click();
    await first.getByRole('button', { name: t('home.mustRead.label', { title: 'Une règle change lundi' }) }).click();
    await reader.page.getByText(t('home.mustRead.done')).waitFor();
    await reader.page.getByRole('article').getByRole('link', { name: 'La nuit de gel', exact: true }).click();
    await reader.page.waitForURL(/\/posts\//);
    await reader.page.getByRole('heading', { name: 'Minuit' }).waitFor();
    await reader.page.getByRole('img', { name: 'Une vallée gelée' }).waitFor();
    assert.equal(await button(reader.page, t('home.share')).count(), 0, 'without an address it is not shared');
    assert.deepEqual(await accessible(reader, 'reading'), []);
    assert.deepEqual([...curator.faults.filter((fault) => !/422/.test(fault)), ...reader.faults], []);
    await curator.close();
    await reader.close();
  });

  test('the composer of a post that was archived says so', async () => {
    const post = await admin.want(201, 'POST', '/api/v1/posts', { title: 'Passée', url: 'https://www.rivelle.example/passee' });
    await admin.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
    await admin.want(200, 'POST', `/api/v1/posts/${post.id}/archive`);
    await admin.optIn();
    const person = await asAdmin({ quiet: /composer/ });
    await person.page.goto(`/?share=${post.id}`);
    await person.page.getByText(t('share.closed.title')).waitFor();
    assert.deepEqual(await accessible(person, 'closed'), []);
    await person.close();
  });

  test('nothing typed is lost: offline, over a reload, against somebody else', async () => {
    const post = await admin.want(201, 'POST', '/api/v1/posts', { title: 'Fragile', kind: 'article', status: 'draft', article: 'Un.' });
    const curator = await asAdmin({ quiet: /api/ });
    const { page, context } = curator;
    await page.goto(`/studio/posts/${post.id}/edit`);
    await article(page).waitFor();
    await context.setOffline(true);
    await article(page).fill('Un. Deux, hors ligne.');
    await page.getByText(t('studio.editor.offline')).waitFor();
    await page.getByText(t('studio.save.offline'), { exact: true }).waitFor();
    await context.setOffline(false);
    await saved(page);
    assert.equal((await admin.want(200, 'GET', `/api/v1/posts/${post.id}/article`)).text, 'Un. Deux, hors ligne.');

    // Typed, and the page goes away before the pause is over.
    await article(page).fill('Un. Deux. Trois, pas encore enregistré.');
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await article(page).waitFor();
    assert.equal(await article(page).inputValue(), 'Un. Deux. Trois, pas encore enregistré.');
    await saved(page);

    // Somebody else was quicker: both versions are shown, and mine stays.
    await admin.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { article: 'Celle de l’autre.' });
    await article(page).fill('La mienne.');
    await page.getByRole('heading', { name: t('studio.conflictTitle') }).waitFor();
    await page.getByText('Celle de l’autre.').waitFor();
    assert.deepEqual(await accessible(curator, 'conflict'), []);
    await button(page, t('studio.conflictKeepMine')).click();
    await saved(page);
    assert.equal((await admin.want(200, 'GET', `/api/v1/posts/${post.id}/article`)).text, 'La mienne.');
    await curator.close();
  });
});
