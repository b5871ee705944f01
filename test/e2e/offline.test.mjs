// offline.test.mjs: the last feed is read without a network, of when it is stands over it, and nothing of it stays after signing out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../api/helper.mjs';
import { browser, pattern, settled, words } from './browser.mjs';

const t = words('fr');
let chromium;
let server;
let base;
before(async () => {
  chromium = await browser();
  server = await start();
  base = `http://127.0.0.1:${server.port}`;
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

const cached = (page, name) => page.evaluate(async (cache) => (await (await caches.open(cache)).keys()).map(({ url }) => new URL(url).pathname), name);
async function until(page, name, wanted) {
  for (let i = 0; i < 200; i += 1) {
    const paths = await cached(page, name);
    if (wanted(paths)) return paths;
    await new Promise((done) => { setTimeout(done, 50); });
  }
  assert.fail(`${name}: ${JSON.stringify(await cached(page, name))}`);
}

test('the last feed is there without a network, and goes with its reader', async () => {
  const admin = await server.signIn();
  const write = async (title) => {
    const post = await admin.want(201, 'POST', '/api/v1/posts', { title, url: `https://www.rivelle.example/${encodeURIComponent(title)}` });
    await admin.want(200, 'POST', `/api/v1/posts/${post.id}/publish`);
    return post;
  };
  const post = await write('Une turbine dans le train');
  const person = await chromium.person({ base, language: 'fr', width: 390, email: server.companies[0].email, password: 'correct horse staple', offline: true, quiet: /./ });
  const { page } = person;
  const card = (title) => page.getByRole('heading', { name: title });
  await page.goto('/');
  await card(post.title).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await until(page, 'pv-app-1', (paths) => paths.includes('/') && paths.filter((path) => path.startsWith('/assets/')).length > 5);
  await page.reload();
  await card(post.title).waitFor();
  await page.goto(`/posts/${post.id}`);
  await card(post.title).waitFor();
  const draft = await admin.want(201, 'POST', '/api/v1/posts', { title: 'Secret d’atelier', status: 'draft' });
  await page.evaluate((id) => fetch(`/api/v1/posts/${id}`).then((answer) => answer.text()), draft.id);
  const paths = await until(page, 'pv-read-1', (all) => all.includes(`/api/v1/posts/${post.id}`) && all.includes('/api/v1/posts') && all.includes('/api/v1/me'));
  assert.ok(!paths.includes(`/api/v1/posts/${draft.id}`), 'a draft is not kept');

  // The browser's own "offline" does not reach the worker: the server goes.
  await server.kill('SIGTERM');
  await page.goto('/');
  await card(post.title).waitFor();
  await page.getByText(pattern('fr', 'home.offlineSince')).waitFor();
  await settled(page);
  await page.goto(`/posts/${post.id}`);
  await card(post.title).waitFor();

  server.options.port = server.port;
  await server.serve();
  const second = await write('Une autre, du réseau revenu');
  await page.goto('/');
  await card(second.title).waitFor();
  assert.equal(await page.getByText(pattern('fr', 'home.offlineSince')).count(), 0);

  await page.goto('/me');
  await page.getByRole('button', { name: t('me.signOut'), exact: true }).click();
  await page.waitForURL('**/sign-in**');
  await until(page, 'pv-read-1', (all) => all.length === 0);
  await person.close();
});

test('a session that ended elsewhere takes along what this device kept', async () => {
  const person = await chromium.person({ base, language: 'fr', email: server.companies[0].email, password: 'correct horse staple', offline: true, quiet: /./ });
  const { page, context } = person;
  await page.goto('/');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await until(page, 'pv-read-1', (all) => all.includes('/api/v1/me'));
  await context.clearCookies();
  await page.reload();
  await page.waitForURL('**/sign-in**');
  await until(page, 'pv-read-1', (all) => !all.some((path) => /\/(me|posts)/.test(path)));
  await person.close();
});
