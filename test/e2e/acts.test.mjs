// acts.test.mjs: the company's own post at its network, liked and reposted through an account on another server: on the feed's card, where
// nothing is asked for before the row is opened, and on the post's page; taken back, put back when refused, without an account and with one
// that is lost. On a phone and a desktop, in both languages and themes.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { password, start } from '../api/helper.mjs';
import { startMastodon } from '../peers/mastodon.mjs';
import { accessible, browser, settled, shots, sideways } from './browser.mjs';

let chromium, server, base, admin, company, home, status, post;
const TITLE = 'Mastodon';
const SAYS = 'Deux turbines neuves tournent depuis ce matin à Belleville.';

before(async () => {
  [chromium, server, company, home] = await Promise.all([browser(), start({ companies: [{ name: 'Rivelle' }], args: ['--allow-net', '127.0.0.0/8'] }), startMastodon(), startMastodon()]);
  base = `http://127.0.0.1:${server.port}`;
  admin = await server.signIn();
  const rivelle = company.addAccount('rivelle');
  status = company.addStatus(rivelle, { text: SAYS, language: 'fr' });
  await admin.want(201, 'POST', '/api/v1/sources', { url: rivelle.url, mode: 'direct' });
  for (let i = 0; i < 200 && !post; i += 1) {
    post = (await admin.want(200, 'GET', '/api/v1/posts')).items.find((p) => p.network === 'mastodon');
    await new Promise((done) => { setTimeout(done, 50); });
  }
  await admin.want(201, 'POST', '/api/v1/posts', { title: 'Une page du site', url: 'https://www.rivelle.example/page', body: 'Quelques mots.' })
    .then(({ id }) => admin.want(200, 'POST', `/api/v1/posts/${id}/publish`));
});
after(async () => {
  await chromium?.close();
  await company?.stop();
  await home?.stop();
  await server?.stop();
});

async function person(name, language, width, theme, ambassador = true) {
  const email = `${name}.${language}.${width}@rivelle.example`;
  const member = await server.member(admin, { ambassador, language, email });
  await member.want(200, 'PATCH', '/api/v1/me', { password: { new: password } });
  const who = await chromium.person({ base, language, width, theme, email, password, quiet: /\/acts/ });
  const { page } = who;
  const look = async (where) => {
    await settled(page);
    await page.getByRole('group', { name: TITLE }).first().scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(shots, `acts-${where}-${language}-${width}-${theme}.png`) });
    assert.deepEqual(await accessible(who, where), []);
    assert.equal(await sideways(page), 0, where);
  };
  return { ...who, member, look, name: `${name}${language}${width}` };
}

async function link({ member, name }) {
  home.user = home.addAccount(name);
  const { authorize_url: url } = await member.want(201, 'POST', '/api/v1/me/connections', { network: 'mastodon', server: home.url });
  const back = new URL(await home.approve(url));
  assert.match((await member.get(back.pathname + back.search)).headers.location, /linked=/);
}

const until = async (check, what) => {
  for (let i = 0; i < 100; i += 1) {
    if (await check()) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  assert.fail(what);
};
const done = async (member) => (await member.want(200, 'GET', `/api/v1/posts/${post.id}/acts`)).items[0].done;
/** "POST favourite", of those who have that account. */
const asked = (name, act) => home.calls.filter((c) => c.method === 'POST' && c.path.endsWith(`/${act}`)).length;

for (const [language, width, theme] of [['fr', 390, 'light'], ['en', 1280, 'dark'], ['en', 390, 'dark'], ['fr', 1280, 'light']]) {
  const there = (t) => t('home.there', { networks: TITLE });
  const row = ({ page, t }) => page.getByRole('group', { name: t('acts.label', { network: TITLE, title: post.title }) });
  const press = (who, name) => row(who).getByRole('button', { name: who.t(name), exact: true });

  test(`through an account: ${language}, ${width} px, ${theme}`, { timeout: 120_000 }, async () => {
    const anne = await person('anne', language, width, theme);
    const { page, t, member, look } = anne;
    await link(anne);
    const before_ = asked(anne, 'favourite');
    const calls = [];
    page.on('request', (request) => request.url().includes('/acts') && calls.push(`${request.method()} ${new URL(request.url()).pathname.split('/').slice(5).join('/')}`));
    await page.goto('/');
    const card = page.getByRole('article', { name: post.title });
    await card.waitFor();
    await settled(page);
    assert.deepEqual(calls, [], 'nothing is asked for before the row is opened');
    assert.equal(await page.getByRole('article', { name: 'Une page du site' }).getByRole('button', { name: there(t) }).count(), 0);

    const opens = card.getByRole('button', { name: there(t), exact: true });
    assert.equal(await opens.getAttribute('aria-expanded'), 'false');
    await opens.focus();
    await page.keyboard.press('Enter');
    await press(anne, 'acts.do.like').waitFor();
    assert.equal(await opens.getAttribute('aria-expanded'), 'true');
    assert.equal(await row(anne).getByRole('link', { name: t('acts.there', { network: TITLE }) }).getAttribute('href'), status.url);
    assert.deepEqual(calls, ['GET acts']);
    await look('card');

    // By keys: a like, that alone, and the focus stays.
    await press(anne, 'acts.do.like').focus();
    await page.keyboard.press('Space');
    const liked = press(anne, 'acts.done.like');
    await liked.waitFor();
    assert.equal(await liked.getAttribute('aria-pressed'), 'true');
    assert.equal(await liked.evaluate((node) => node === document.activeElement), true);
    await until(async () => (await done(member)).join() === 'like', 'liked');
    assert.equal(asked(anne, 'favourite'), before_ + 1);
    assert.equal(await press(anne, 'acts.do.repost').getAttribute('aria-pressed'), 'false');
    assert.deepEqual(calls, ['GET acts', 'PUT acts/mastodon/like']);
    await row(anne).locator('[aria-busy="true"]').waitFor({ state: 'detached' });
    await press(anne, 'acts.do.repost').click();
    await press(anne, 'acts.done.repost').waitFor();
    await until(async () => (await done(member)).join() === 'like,repost', 'reposted');
    await look('card-done');

    // The same on the page, where it is taken back.
    await page.goto(`/posts/${post.id}`);
    await liked.waitFor();
    await look('page');
    await liked.click();
    const like = press(anne, 'acts.do.like');
    await like.waitFor();
    assert.equal(await like.getAttribute('aria-pressed'), 'false');
    await until(async () => (await done(member)).join() === 'repost', 'taken back');
    assert.equal(asked(anne, 'unfavourite') > 0, true);

    // Refused: as it was, and why. The first time with the network's silence, then with its words.
    await row(anne).locator('[aria-busy="true"]').waitFor({ state: 'detached' });
    home.fail({ match: /favourite$/, status: 503 });
    await like.click();
    await row(anne).getByRole('alert').getByText(t('acts.fault.busy', { network: TITLE })).waitFor();
    assert.equal(await like.getAttribute('aria-pressed'), 'false');
    await look('busy');
    anne.faults.splice(0);   // the browser tells of the 503, which is the point
    home.fail({ match: /favourite$/, status: 422, body: { error: 'Validation failed: not today' } });
    await like.click();
    await row(anne).getByRole('alert').getByText(t('acts.fault.said', { network: TITLE, text: 'Validation failed: not today' })).waitFor();
    assert.equal(await like.getAttribute('aria-pressed'), 'false');
    anne.faults.splice(0);

    // The key is no good any more: what to do about it, instead of buttons.
    home.revoke(anne.name);
    await like.click();
    await row(anne).getByRole('alert').getByText(t('acts.lost', { network: TITLE })).waitFor();
    assert.equal(await row(anne).getByRole('button').count(), 0);
    await look('lost');
    await row(anne).getByRole('link', { name: t('acts.again') }).click();
    await page.getByText(t('accounts.linked.reauth'), { exact: true }).waitFor();
    assert.deepEqual(anne.faults, []);
    assert.deepEqual([...home.faults, ...company.faults], []);
    await anne.close();
  });

  test(`without an account, and outside the programme: ${language}, ${width} px, ${theme}`, async () => {
    const shy = await person('shy', language, width, theme);
    await shy.page.goto('/');
    await shy.page.getByRole('article', { name: post.title }).getByRole('button', { name: there(shy.t), exact: true }).click();
    const linking = row(shy).getByRole('link', { name: shy.t('acts.link', { network: TITLE }) });
    await linking.waitFor();
    assert.equal(await row(shy).getByRole('button').count(), 0);
    await shy.look('unlinked');
    await linking.click();
    await shy.page.getByRole('heading', { level: 1, name: shy.t('accounts.title') }).waitFor();
    assert.deepEqual(shy.faults, []);
    await shy.close();

    const out = await person('out', language, width, theme, false);
    await out.page.goto(`/posts/${post.id}`);
    await row(out).getByRole('link', { name: out.t('acts.there', { network: TITLE }) }).waitFor();
    assert.equal(await row(out).getByRole('button').count() + await row(out).getByRole('link').count(), 1);
    assert.deepEqual(out.faults, []);
    await out.close();
  });
}
