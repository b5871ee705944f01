// captions.test.mjs: from the curator's captions to the member's own words: blanks, a locked text, the echo, what a guard holds, hours.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start, password } from '../api/helper.mjs';
import { accessible, api, browser, settled, words } from './browser.mjs';

let server, base, chromium, admin, post;

before(async () => {
  server = await start({ companies: [{ name: 'Rivelle Énergie' }] });
  base = `http://127.0.0.1:${server.port}`;
  chromium = await browser();
  admin = await server.signIn();
  await admin.optIn();
  post = await admin.want(201, 'POST', '/api/v1/posts', { title: 'Le barrage retrouve sa pleine puissance', url: 'https://www.example.com/barrage', language: 'fr' });
  await admin.want(200, 'POST', `/api/v1/posts/${post.id}/publish`, {});
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

const person = (options) => chromium.person({ base, email: server.companies[0].email, password, ...options });

test('a curator adds captions, locks one, takes one away and puts it back', async () => {
  const who = await person({});
  const { page, context, faults, t, close } = who;
  await page.goto(`${base}/studio/posts/${post.id}/edit`);
  await settled(page);
  const add = async (text) => {
    await page.getByRole('button', { name: t('studio.captions.add') }).click();
    await page.getByPlaceholder(t('studio.captions.placeholder')).last().fill(text);
    await page.locator('#captions').locator('..').getByRole('button', { name: t('common.save') }).click();
    await page.getByRole('button', { name: t('studio.captions.add') }).waitFor();
  };
  await add('Quatorze mois de travaux dans le froid. Ce que je retiens : ____ et ____.');
  await add('Le communiqué est en ligne.');
  await page.getByRole('switch', { name: t('studio.captions.lock') }).nth(1).check({ force: true });
  await page.getByLabel(t('studio.captions.reason')).fill('Information réglementée');
  await page.getByText(t('studio.captions.saved')).first().waitFor();
  assert.deepEqual(await accessible(who, 'captions'), []);
  const list = async () => (await api(context, base, 'GET', `/api/v1/posts/${post.id}/captions`)).items;
  for (let i = 0; i < 50 && !(await list()).some((one) => one.locked); i++) await page.waitForTimeout(100);
  assert.deepEqual((await list()).map((one) => [one.blanks, one.locked]), [[2, false], [0, true]]);
  await page.getByRole('button', { name: t('studio.captions.remove', { n: 2 }) }).click();
  await page.getByRole('button', { name: t('studio.captions.undo') }).click();
  await page.getByRole('button', { name: t('studio.captions.remove', { n: 2 }) }).waitFor();
  assert.equal((await list()).filter((one) => one.locked).length, 1);
  assert.deepEqual(faults, []);
  await close();
});

test('the composer walks from blank to blank, tells the echo, and keeps a locked text', async () => {
  for (const width of [1280, 390]) {
    const who = await person({ width, theme: width === 390 ? 'dark' : 'light' });
    const { page, faults, t, close } = who;
    await page.goto(`${base}/?share=${post.id}&on=linkedin`);
    await settled(page);
    const locked = page.getByText(t('share.locked.title'));
    const box = page.locator('textarea#share-text');
    await locked.or(box).first().waitFor();
    if (await locked.isVisible()) await page.getByRole('button', { name: t('share.cards.next') }).click();
    await box.waitFor();
    assert.match(await box.inputValue(), /____ et ____/);
    const send = page.getByRole('button', { name: t('share.copyAndOpen', { network: 'LinkedIn' }) });
    assert.equal(await send.isDisabled(), true);
    await box.focus();
    await box.evaluate((field) => field.setSelectionRange(0, 0));
    await page.keyboard.press('Tab');
    await page.keyboard.type('le silence de la vallée');
    await page.keyboard.press('Tab');
    await page.keyboard.type('le bruit de la première vanne qui se lève au petit matin');
    assert.equal(await box.inputValue(), 'Quatorze mois de travaux dans le froid. Ce que je retiens : le silence de la vallée et le bruit de la première vanne qui se lève au petit matin.');
    assert.equal(await send.isDisabled(), false);
    await page.locator('[data-band="yours"], [data-band="near"], [data-band="echo"]').waitFor();
    assert.deepEqual(await accessible(who, 'captions'), []);
    // Without a blank before it, Tab leaves the field.
    await page.keyboard.press('Tab');
    assert.equal(await box.evaluate((field) => field === document.activeElement), false);
    await page.getByRole('button', { name: t('share.cards.next') }).click();
    await locked.waitFor();
    assert.equal(await page.locator('textarea#share-text').count(), 0);
    assert.deepEqual(await accessible(who, 'captions'), []);
    await page.getByRole('button', { name: t('share.locked.own') }).click();
    await box.waitFor();
    assert.deepEqual(faults, []);
    await close();
  }
});

test('a guard says what holds it and when it goes on; hours are one\'s own', async () => {
  for (let i = 0; i < 5; i++) {
    const one = await admin.want(201, 'POST', '/api/v1/posts', { title: `Nouvelle ${i}`, url: `https://www.example.com/${i}`, language: 'fr' });
    await admin.want(200, 'POST', `/api/v1/posts/${one.id}/publish`, {});
    await admin.want(201, 'POST', `/api/v1/posts/${one.id}/shares`, { network: 'linkedin', text: `Ma journée numéro ${i} au bord du lac.` });
  }
  const who = await person({ width: 390 });
  const { page, context, faults, t, close } = who;
  await page.goto(`${base}/?share=${post.id}&on=linkedin`);
  await settled(page);
  await page.getByText(t('share.hold.title.day_cap')).waitFor();
  assert.equal(await page.getByRole('button', { name: t('share.copyAndOpen', { network: 'LinkedIn' }) }).isDisabled(), true);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: t('share.hold.calendar') }).click()]);
  assert.equal(file.suggestedFilename(), 'portevoix.ics');
  assert.deepEqual(await accessible(who, 'captions'), []);
  await page.goto(`${base}/me`);
  await settled(page);
  await page.getByRole('checkbox', { name: t('me.work.day.sat') }).check();
  await page.getByRole('checkbox', { name: t('me.work.day.mon') }).uncheck();
  await page.locator('section[aria-labelledby="work"]').getByRole('button', { name: t('common.save') }).click();
  await page.locator('section[aria-labelledby="work"]').getByText(t('common.saved')).waitFor();
  const { week, own_week } = await api(context, base, 'GET', '/api/v1/me/work');
  assert.deepEqual(week.map((day) => day.day), ['tue', 'wed', 'thu', 'fri', 'sat']);
  assert.equal(own_week, true);
  assert.deepEqual(await accessible(who, 'captions'), []);
  assert.deepEqual(faults, []);
  await close();
  assert.ok(words('en')('me.work.title'));
});
