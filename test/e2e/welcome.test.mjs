// welcome.test.mjs: a company that has just been founded sets itself up: its site is read, sources are followed, groups made, a first
// person invited, and the space opens with something to read. The blog is Pelican's, beside it stands an account as Mastodon has it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { feedServer, rss } from '../api/feedserver.mjs';
import { start } from '../api/helper.mjs';
import { smtpServer } from '../api/smtp.mjs';
import { blog } from './blog.mjs';
import { accessible, browser, pattern, settled, shots, sideways } from './browser.mjs';

const password = 'une phrase facile à retenir';
let chromium, site, home, social, mail;

before(async () => {
  chromium = await browser();
  mail = await smtpServer();
  site = await blog({ name: 'Actualités Rivelle' });
  const day = (back) => new Date(Date.now() - back * 86400000).toISOString().slice(0, 10);
  ['Le barrage de Saint-Arcon retrouve toute sa puissance', '240 bornes de recharge de plus cet hiver', 'Nos apprentis ouvrent les portes de l’atelier'].forEach((title, i) =>
    site.write({ slug: `post-${i}`, title, text: 'Quelques mots sur le sujet.', date: `${day(i * 6 + 1)} 09:00` }));
  social = await feedServer();
  social.set('/@rivelle.rss', { body: rss(`${social.url}/@rivelle`, ['On recrute à Lyon', 'Merci à nos équipes de nuit'].map((title, i) => (
    { id: `s${i}`, url: `${social.url}/@rivelle/${i}`, title, text: `Plus sur ${site.url}`, date: Date.now() - (i + 1) * 3 * 86400000 })), { title: '@rivelle' }) });
  home = await feedServer();
  home.set('/', {
    type: 'text/html; charset=utf-8',
    body: `<!doctype html><html lang="fr"><head><title>Rivelle</title><meta property="og:site_name" content="Rivelle Énergie">
      <link rel="alternate" type="application/atom+xml" href="${site.feed}"><link rel="alternate" type="application/rss+xml" href="/old.xml">
      <link rel="me" href="${social.url}/@rivelle"><script type="application/ld+json">{"@type":"Organization","sameAs":["https://www.linkedin.com/company/rivelle-energie"]}</script></head>
      <body><footer><a href="https://www.facebook.com/rivellemobilite">Facebook</a></footer></body></html>`,
  });
  home.set('/old.xml', { body: rss(home.url, [{ url: `${home.url}/old`, title: 'Vieille nouvelle', date: Date.now() - 900 * 86400000 }], { title: 'Rivelle Mobilité' }) });
});
after(async () => {
  await chromium?.close();
  await Promise.all([site, home, social, mail].map((one) => one?.close()));
});

for (const [language, width, theme, mailed] of [['fr', 1280, 'light', true], ['en', 390, 'dark', false]]) {
  describe(`the first hour: ${language}, ${width} px, ${theme}, ${mailed ? 'with' : 'without'} a mail server`, () => {
    let server, base, person, page, t, broken = false;
    /** What cannot be reached after a failed step is not tried. */
    const step = (name, fn) => test(name, async (context) => {
      if (broken) return context.skip('an earlier step failed');
      broken = true;
      await fn();
      broken = false;
      return undefined;
    });
    const button = (key, values) => page.getByRole('button', { name: pattern(language, key, values) });
    const look = async (name) => {
      await settled(page);
      await page.screenshot({ path: join(shots, `welcome-${name}-${width}-${theme}-${language}.png`), fullPage: true });
      assert.equal(await sideways(page), 0, name);
      assert.deepEqual(await accessible(person, name), []);
      assert.deepEqual(person.faults, []);
    };
    before(async () => {
      const mailArgs = mailed ? ['--smtp-url', mail.url, '--mail-from', 'portevoix@rivelle.example'] : [];
      server = await start({ companies: [], args: ['--allow-net', '127.0.0.0/8', ...mailArgs] });
      base = `http://127.0.0.1:${server.port}`;
      person = await chromium.person({ base, language, width, theme, quiet: /discoveries/ });
      ({ page, t } = person);
    });
    after(async () => {
      await person?.close();
      await server?.stop();
    });

    step('after the company and its admin comes the website', async () => {
      const [, link] = await server.said(/(http:\S+\/setup#\S+)/);
      await page.goto(link);
      await page.getByLabel(t('setup.company.name')).fill('Rivelle');
      await button('setup.next').click();
      await page.getByLabel(t('field.firstName'), { exact: true }).fill('Claire');
      await page.getByLabel(t('field.lastName'), { exact: true }).fill('Fontaine');
      await page.getByLabel(t('field.email')).fill('claire@rivelle.example');
      await page.getByLabel(t('setup.you.password'), { exact: true }).fill(password);
      await button('setup.open').click();
      await page.waitForURL('**/welcome');
      await look('website');
    });

    step('its sources are found, the living ones suggested', async () => {
      const address = page.getByLabel(t('welcome.website.label'));
      await address.fill('http://127.0.0.1:9/');
      await address.press('Enter');
      await page.getByText(t('welcome.website.unreachable')).waitFor();
      await address.fill(home.url);
      await address.press('Enter');
      await page.getByRole('heading', { name: pattern(language, 'welcome.website.found_other', { n: 5 }) }).waitFor();
      const source = (name) => page.getByRole('checkbox', { name });
      for (const [name, checked] of [[/^Actualités Rivelle/, true], [/^@rivelle/, true], [/^Rivelle Mobilité/, false]]) assert.equal(await source(name).isChecked(), checked, `${name}`);
      await page.getByText(t('welcome.how.confirmed')).waitFor();
      await page.getByText('linkedin.com/company/rivelle-energie').waitFor();
      await look('found');
      await button('welcome.website.follow_other', { n: 2 }).click();
      await page.waitForURL('**/welcome?step=groups');
    });

    step('three groups are made, by keyboard', async () => {
      await page.getByRole('heading', { name: t('welcome.groups.title') }).waitFor();
      await look('groups');
      const names = ['Communication', 'Ventes', 'Technique'];
      await page.getByLabel(t('welcome.groups.name', { number: 1 })).focus();
      for (const name of names) {
        await page.keyboard.type(name);
        await page.keyboard.press('Tab');
      }
      await button('welcome.groups.make_other', { count: 3 }).press('Enter');
      await page.waitForURL('**/welcome?step=invite');
    });

    step('a first person is invited, and a link for all is at hand', async () => {
      await page.getByLabel(t('field.firstName')).fill('Camille');
      await page.getByLabel(t('welcome.invite.email')).fill('camille@rivelle.example');
      await page.getByLabel(t('welcome.invite.email')).press('Enter');
      await page.getByText(mailed ? pattern(language, 'welcome.invite.mailed', { email: 'camille@rivelle.example' }) : t('welcome.invite.handOver')).waitFor();
      if (!mailed) {
        await button('welcome.invite.copy').click();
        assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\/invitation#\S+$/);
      }
      await button('welcome.invite.link.make').click();
      await page.getByRole('img', { name: t('welcome.invite.link.qr') }).waitFor();
      await look('invite');
      if (mailed) assert.match((await mail.next()).text, /\/invitation#/);
      await button('setup.next').click();
    });

    step('the space opens with something to read', async () => {
      await page.getByRole('heading', { name: pattern(language, 'welcome.ready.title', { company: 'Rivelle' }) }).waitFor();
      await page.getByText('Le barrage de Saint-Arcon retrouve toute sa puissance').waitFor();
      await page.getByText(pattern(language, 'welcome.ready.sources_other', { n: 2 })).waitFor();
      await page.getByText(pattern(language, 'welcome.ready.posts_other', { n: 5 })).waitFor();
      await look('ready');
      await page.getByRole('link', { name: t('welcome.ready.go') }).click();
      await page.waitForURL(`${base}/`);
      await page.getByRole('heading', { name: 'On recrute à Lyon' }).first().waitFor();
      await page.getByRole('tab', { name: 'Mastodon' }).waitFor();
      await look('home');
    });
  });
}

test('a space without a site begins with samples, which go in one click and come back', async () => {
  const server = await start({ companies: [], args: [] });
  const person = await chromium.person({ base: `http://127.0.0.1:${server.port}`, language: 'fr', width: 390 });
  const { page, t } = person;
  try {
    const [, link] = await server.said(/(http:\S+\/setup#\S+)/);
    await page.goto(link);
    await page.getByLabel(t('setup.company.name')).fill('Rivelle');
    await page.getByRole('button', { name: t('setup.next') }).click();
    await page.getByLabel(t('field.firstName'), { exact: true }).fill('Claire');
    await page.getByLabel(t('field.lastName'), { exact: true }).fill('Fontaine');
    await page.getByLabel(t('field.email')).fill('claire@rivelle.example');
    await page.getByLabel(t('setup.you.password'), { exact: true }).fill(password);
    await page.getByRole('button', { name: t('setup.open') }).click();
    await page.getByRole('button', { name: t('welcome.website.samples') }).click();
    await page.waitForURL('**/welcome?step=groups');
    await page.goto('/');
    const post = page.getByRole('heading', { name: 'Bienvenue dans votre espace' });
    await post.waitFor();
    await settled(page);
    await page.screenshot({ path: join(shots, 'welcome-samples-390-light-fr.png') });
    assert.deepEqual(await accessible(person, 'samples'), []);
    await page.getByRole('button', { name: t('home.samples.take') }).click();
    await page.getByText(t('home.samples.gone')).waitFor();
    await post.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: t('home.samples.undo') }).click();
    await post.waitFor();
    assert.deepEqual(person.faults, []);
  } finally {
    await person.close();
    await server.stop();
  }
});

test('the welcome is for admins', async () => {
  const server = await start({});
  try {
    const admin = await server.signIn();
    await server.member(admin, { language: 'en', email: 'paul@rivelle.example' }).then((paul) => paul.want(200, 'PATCH', '/api/v1/me', { password: { new: password } }));
    const base = `http://127.0.0.1:${server.port}`;
    const person = await chromium.person({ base, language: 'en', email: 'paul@rivelle.example', password });
    await person.page.goto('/welcome');
    await person.page.waitForURL(`${base}/`);
    assert.deepEqual(person.faults, []);
    await person.close();
  } finally {
    await server.stop();
  }
});
