// reactions.test.mjs: one reaction a post, by thumb and by keys, put back when the server says no; and what is unread: the dot, the list
// that stays as it is under one's eyes, everything at once and back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from '../api/helper.mjs';
import { accessible, browser, pattern, settled, words } from './browser.mjs';

const password = 'correct horse staple';
let chromium;
let server;
let base;
let admin;
const posts = [];

async function publish(title, fields = {}) {
  const post = await admin.want(201, 'POST', '/api/v1/posts', { title, url: `https://www.rivelle.example/${encodeURIComponent(title)}`, body: 'Quelques mots. '.repeat(12), ...fields });
  posts.push(await admin.want(200, 'POST', `/api/v1/posts/${post.id}/publish`));
  return posts.at(-1);
}

before(async () => {
  chromium = await browser();
  server = await start();
  base = `http://127.0.0.1:${server.port}`;
  admin = await server.signIn();
  for (let i = 0; i < 10; i += 1) await admin.want(201, 'POST', '/api/v1/members', { email: `x${i}@rivelle.example`, first_name: 'X', last_name: `${i}` }).then(({ id }) => admin.want(201, 'POST', `/api/v1/members/${id}/invitation`, {})).then(({ url }) => server.client().want(200, 'POST', '/api/v1/session/link/redeem', { token: url.split('#')[1] }));
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

/** A member with a password, so that they can sign in to a browser of their own. */
async function somebody(language, width, quiet) {
  const client = await server.member(admin);
  await client.want(200, 'PATCH', '/api/v1/me', { language, password: { new: password } });
  const person = await chromium.person({ base, language, width, email: client.email, password, quiet });
  return { ...person, client };
}

const card = (page, title) => page.getByRole('article', { name: title });
const dot = (page, t, title) => card(page, title).getByRole('img', { name: t('home.unread.mark') });
const until = async (check) => {
  for (let i = 0; i < 80; i += 1) {
    if (await check()) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  assert.fail(String(check));
};

for (const [language, width] of [['fr', 390], ['en', 1280]]) {
  describe(`reactions ${language} ${width}`, () => {
    test('a press likes, the others are one further, and all of it by keys', async () => {
      const title = `Un barrage ${language}`;
      const post = await publish(title);
      const person = await somebody(language, width, /reaction/);
      const { page, t, client } = person;
      const mine = async () => (await client.want(200, 'GET', `/api/v1/posts/${post.id}`)).me.reaction;
      await page.goto('/');
      await settled(page);
      const bar = card(page, title).getByRole('group', { name: t('home.react.label', { title }) });
      const like = bar.getByRole('button', { name: t('home.react.kind.like'), exact: true });
      assert.equal(await like.getAttribute('aria-pressed'), 'false');
      await like.click();
      await bar.getByText(pattern(language, 'home.react.count.like_one', { n: 1 })).waitFor({ state: 'attached' });
      assert.equal(await like.getAttribute('aria-pressed'), 'true');
      await until(async () => (await mine()) === 'like');

      const arrow = bar.getByRole('button', { name: t('home.react.others') });
      await arrow.focus();
      await page.keyboard.press('Enter');
      const kinds = bar.getByRole('group', { name: t('home.react.choose') });
      assert.equal(await kinds.getByRole('button', { pressed: true }).textContent(), t('home.react.kind.like'));
      assert.deepEqual(await accessible(person, 'kinds'), []);
      await page.keyboard.press('Escape');
      await kinds.waitFor({ state: 'detached' });
      assert.equal(await arrow.evaluate((node) => node === document.activeElement), true);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await bar.getByText(pattern(language, 'home.react.count.bravo_one', { n: 1 })).waitFor({ state: 'attached' });
      await until(async () => (await mine()) === 'bravo');
      await bar.getByRole('button', { name: t('home.react.kind.bravo'), exact: true }).click();
      await like.waitFor();
      assert.equal(await like.getAttribute('aria-pressed'), 'false');
      await until(async () => (await mine()) === undefined);

      // The server says no: it is as it was, and says so.
      await page.route('**/reaction', (route) => route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{"type":"not-found","status":404,"title":"x"}' }));
      await like.click();
      await bar.getByRole('alert').getByText(t('home.react.refused')).waitFor();
      assert.equal(await like.getAttribute('aria-pressed'), 'false');
      await page.unroute('**/reaction');
      await like.click();
      await until(async () => (await mine()) === 'like');

      // What it shows is the same on the post's own page, and after coming back.
      await page.goto(`/posts/${post.id}`);
      await settled(page);
      const there = page.getByRole('group', { name: t('home.react.label', { title }) });
      assert.equal(await there.getByRole('button', { name: t('home.react.kind.like'), exact: true }).getAttribute('aria-pressed'), 'true');
      await there.getByRole('button', { name: t('home.react.kind.like'), exact: true }).click();
      await until(async () => (await mine()) === undefined);
      assert.deepEqual(person.faults, []);
      await person.close();
    });

    test('what was on the screen loses its dot, and stays in the list until it is opened anew', async () => {
      for (const name of ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I']) await publish(`Lecture ${name} ${language}`);
      const person = await somebody(language, width);
      const { page, t, client } = person;
      const unread = async () => (await client.want(200, 'GET', '/api/v1/posts?limit=100&unread=true')).items.map((post) => post.title);
      const top = `Lecture I ${language}`;
      const deep = `Lecture A ${language}`;
      const total = posts.length;
      await page.goto('/');
      await settled(page);
      await dot(page, t, top).waitFor();
      const tab = page.getByRole('tab', { name: new RegExp(`^${t('home.unread.tab')}`) });
      assert.match(await tab.textContent(), new RegExp(`${total}$`));
      await tab.click();
      await card(page, top).waitFor();
      await dot(page, t, top).waitFor({ state: 'detached' });
      assert.ok(!(await unread()).includes(top));
      assert.ok((await unread()).includes(deep), 'what was never on the screen is unread');
      assert.equal(await card(page, top).isVisible(), true, 'it stays');
      await until(async () => Number((await tab.textContent()).match(/\d+$/)?.[0]) < total);

      // Opened from elsewhere it is read at once; leaving tells what is still to be told.
      const other = posts.find((post) => post.title === deep);
      await page.goto(`/posts/${other.id}`);
      await page.getByRole('heading', { name: deep }).waitFor();
      await page.goto('about:blank');
      await until(async () => !(await unread()).includes(deep));

      await page.goto('/?tab=unread');
      await settled(page);
      assert.equal(await card(page, top).count(), 0, 'after a reload it is gone');
      assert.deepEqual(await accessible(person, 'unread'), []);
      await page.getByRole('button', { name: t('home.unread.all') }).click();
      await page.getByRole('heading', { name: t('home.unread.empty') }).waitFor();
      assert.deepEqual(await unread(), []);
      await page.getByRole('status').getByRole('button', { name: t('home.unread.undo') }).click();
      await page.getByRole('article').first().waitFor();
      assert.ok((await unread()).length > 0);
      assert.deepEqual(person.faults, []);
      await person.close();
    });
  });
}

test('switched off there is nothing to press', async () => {
  await admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'feature.reactions', value: 'false' }] });
  const person = await somebody('fr', 390);
  const title = posts.at(-1).title;
  await person.page.goto('/');
  await settled(person.page);
  await card(person.page, title).waitFor();
  assert.equal(await person.page.getByRole('button', { name: words('fr')('home.react.others') }).count(), 0);
  await admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'feature.reactions', value: 'true' }] });
  assert.deepEqual(person.faults, []);
  await person.close();
});
