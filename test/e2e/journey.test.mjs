// journey.test.mjs: the main job, as its people do it, in the browser: from the first start and a real blog to a counted visit and
// its points. Then: out in one click, and in again by a mailed link.
//
// The blog is Pelican's (blog.mjs); its feed is read over loopback. Only the network itself is not there: its page is answered here,
// and what would have been pasted into it is read from the clipboard. Each test goes on where the one before ended.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client, start } from '../api/helper.mjs';
import { smtpServer } from '../api/smtp.mjs';
import { blog } from './blog.mjs';
import { browser, pattern, settled, shots, words } from './browser.mjs';

const t = words('fr');
const visitorAgent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0';
const password = 'une phrase facile à retenir';
const own = 'J’ai passé la nuit sur le chantier avec l’équipe : rien ne remplace ce silence au petit matin.';
const newTitle = 'La nuit où le barrage s’est tu';

let chromium;
let server;
let site;
let mail;
let base;
let admin;          // a person in their browser: {page, context, faults}
let member;
let invitation;
let share;          // {link, text}

before(async () => {
  chromium = await browser();
  mail = await smtpServer();
  site = await blog();
  const day = (back) => new Date(Date.now() - back * 86400000).toISOString().slice(0, 10);
  site.write({ slug: 'turbines', title: 'Deux turbines neuves', text: 'Elles tournent depuis lundi.', date: `${day(9)} 09:00` });
  site.write({ slug: 'riviere', title: 'La rivière & ses poissons', text: 'Une passe à poissons, **enfin**.', date: `${day(4)} 09:00` });
  server = await start({ companies: [], args: ['--allow-net', '127.0.0.0/8', '--smtp-url', mail.url, '--mail-from', 'portevoix@rivelle.example'] });
  base = `http://127.0.0.1:${server.port}`;
});
after(async () => {
  await chromium?.close();
  await server?.stop();
  await site?.close();
  await mail?.close();
});

let broken = false;
/** What cannot be reached after a failed step is not tried. */
const step = (name, fn) => test(name, async (context) => {
  if (broken) return context.skip('an earlier step failed');
  broken = true;
  await fn();
  broken = false;
});

const field = (scope, key, values) => scope.getByRole('textbox', { name: t(key, values), exact: true });
const button = (page, key, values) => page.getByRole('button', { name: t(key, values), exact: true });
const shot = (page, name) => page.screenshot({ path: join(shots, `journey-${name}.png`) });

/** Asks again until it is so: what is counted in the background takes a moment. */
async function until(what, fits) {
  let last;
  for (let i = 0; i < 100; i++) {
    last = await fits();
    if (last === true) return;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  assert.fail(`${what}: ${JSON.stringify(last)}`);
}

step('first start: the link on the console opens the page that makes the company and its admin', async () => {
  const [, link] = await server.said(/(http:\S+\/setup#\S+)/);
  admin = await chromium.person({ base });
  const { page } = admin;
  await page.goto(link);
  await field(page, 'setup.company.name').fill('Rivelle');
  await field(page, 'setup.colour.label').fill('#1B3A8C');
  await button(page, 'setup.next').click();
  await field(page, 'field.firstName').fill('Claire');
  await field(page, 'field.lastName').fill('Fontaine');
  await field(page, 'field.email').fill('claire@rivelle.example');
  await page.getByLabel(t('setup.you.password'), { exact: true }).fill(password);
  await button(page, 'setup.open').click();
  // What follows the first start is told in welcome.test.mjs.
  await page.waitForURL('**/welcome');
  await page.goto('/');
  await page.getByRole('heading', { name: t('home.empty.title') }).waitFor();
  await shot(page, '1-open');
  // The link has served.
  const late = await chromium.person({ base });
  await late.page.goto(link);
  await late.page.getByRole('heading', { name: t('setup.already.title') }).waitFor();
  await late.close();
});

step('the admin invites a colleague, who gets a link by mail', async () => {
  const { page } = admin;
  await page.getByRole('link', { name: t('nav.people') }).first().click();
  await button(page, 'people.invite.open').first().click();
  const form = page.getByRole('dialog');
  await field(form, 'field.email').fill('camille@rivelle.example');
  await field(form, 'field.firstName').fill('Camille');
  await field(form, 'field.lastName').fill('Roussel');
  await form.getByRole('button', { name: t('people.invite.do') }).click();
  const shown = field(page, 'people.link.label');
  await shown.waitFor();
  invitation = await shown.inputValue();
  assert.match(invitation, new RegExp(`^${base}/invitation#`));
  await shot(page, '2-invited');
  await button(page, 'common.close').last().click();
  const sent = await mail.next();
  assert.deepEqual(sent.to, ['camille@rivelle.example']);
  assert.match(sent.text, /\/invitation#/);
});

step('a source by the address of the blog: the page names its feed', async () => {
  const { page } = admin;
  await page.goto('/studio/sources');
  await page.getByRole('button', { name: t('source.add.open') }).first().click();
  await field(page, 'source.add.url').fill(`${site.url}/`);
  await page.getByRole('dialog').getByRole('button', { name: t('source.add.do'), exact: true }).click();
  await page.getByText(t('source.add.found_other', { n: 2 })).waitFor();
  assert.ok(site.requests.some((r) => r.path.startsWith('/feeds/all.') && r.status === 200));
  await page.getByRole('link', { name: t('source.add.sort'), exact: true }).click();
  const list = page.getByRole('region', { name: t('studio.tab.pending') });
  await list.getByText('La rivière & ses poissons').waitFor();
  await list.getByText('Deux turbines neuves').waitFor();
});

step('the blog gets a new entry; read now, it waits in the Studio; unchanged, the server says 304', async () => {
  site.write({ slug: 'nuit', title: newTitle, text: 'Récit d’une nuit sur la crête.', date: new Date(Date.now() - 3600000).toISOString().slice(0, 16).replace('T', ' ') });
  // A file's entity tag is trusted only once the file is older than its second.
  await new Promise((resolve) => { setTimeout(resolve, 2500); });
  const { page } = admin;
  await page.goto('/studio/sources');
  const row = page.getByRole('listitem', { name: /Le blog Rivelle/ });
  await row.getByRole('button', { name: pattern('fr', 'source.pollLabel') }).click();
  await row.getByText(t('source.came_one', { n: 1 })).waitFor();
  await row.getByRole('button', { name: pattern('fr', 'source.pollLabel') }).click();
  await row.getByText(t('source.nothingNew')).waitFor();
  assert.equal(site.requests.at(-1).status, 304);
  await shot(page, '3-sources');
});

step('the curator approves with the keyboard: next, a caption, approve; drop and undo', async () => {
  const { page } = admin;
  await page.goto('/studio');
  await settled(page);
  const detail = page.getByRole('region', { name: t('studio.item') });
  await detail.getByRole('heading', { name: newTitle }).waitFor();   // newest first
  await page.keyboard.press('c');
  await page.keyboard.type('Une équipe, une nuit, un barrage.');
  await page.keyboard.press('Control+Enter');
  await page.getByText(t('studio.saved.saved')).waitFor();
  await page.keyboard.press('a');
  await page.getByText(t('studio.did.publish', { title: newTitle })).waitFor();
  await shot(page, '4-studio');
  await detail.getByRole('heading', { name: 'La rivière & ses poissons' }).waitFor();
  await page.keyboard.press('d');
  await page.getByText(t('studio.did.drop', { title: 'La rivière & ses poissons' })).waitFor();
  await page.keyboard.press('z');
  const list = page.getByRole('region', { name: t('studio.tab.pending') });
  await list.getByText('La rivière & ses poissons').waitFor();
  assert.equal(await list.getByText(newTitle).count(), 0);
  assert.deepEqual(admin.faults, []);
});

step('the member comes in by the invitation, without a password, and accepts the charter', async () => {
  member = await chromium.person({ base, width: 390, quiet: /\/api\/v1\/me$/ });
  const { page } = member;
  await page.goto(invitation);
  await page.getByRole('heading', { name: t('session.invitation.title', { company: 'Rivelle' }) }).waitFor();
  await button(page, 'session.link.enter').click();
  await page.getByRole('heading', { name: newTitle }).waitFor();
  await shot(page, '5-home');
  await button(page, 'charter.call.read').click();
  await button(page, 'charter.accept').click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('heading', { name: t('charter.call.title') }).waitFor({ state: 'hidden' });
});

step('own words, one press: the text is on the clipboard with who speaks first, LinkedIn opens with the link', async () => {
  const { page, context } = member;
  const opened = [];
  await context.route(/linkedin\.com/, (route) => {
    opened.push(route.request().url());
    return route.fulfill({ contentType: 'text/html; charset=utf-8', body: '<!doctype html><title>LinkedIn</title>' });
  });
  await page.getByRole('button', { name: t('home.shareLabel', { title: newTitle }) }).click();
  const box = page.getByRole('textbox', { name: t('share.yourText') });
  await box.waitFor();
  assert.equal(await box.inputValue(), 'Une équipe, une nuit, un barrage.', 'the caption is offered');
  await box.fill(own);
  await shot(page, '6-composer');
  const popup = context.waitForEvent('page');
  await button(page, 'share.copyAndOpen', { network: 'LinkedIn' }).click();
  await (await popup).waitForLoadState();
  await page.getByRole('heading', { name: t('share.done.question') }).waitFor();
  await page.bringToFront();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  const link = text.match(/http:\/\/127\.0\.0\.1:\d+\/l\/\S+/)?.[0];
  assert.ok(link, text);
  assert.ok(text.indexOf(own) > 10, `who speaks stands first: ${text}`);
  assert.match(text.slice(0, text.indexOf(own)), /Rivelle/);
  assert.equal(opened[0], `https://www.linkedin.com/sharing/share-offsite/?url=${encodeURIComponent(link)}`);
  share = { link, text };
  await (await popup).close();
  await field(page, 'share.done.urlLabel', { network: 'LinkedIn' }).fill('https://www.linkedin.com/posts/camille-roussel_barrage-activity-7260000000000000000-abcd');
  await button(page, 'share.done.yes').click();
  await page.getByRole('heading', { name: t('share.done.thanks') }).waitFor();
  await shot(page, '7-declared');
});

step('strangers follow the link: one person counts; previews, robots, HEAD and a repeat are set aside', async () => {
  const path = new URL(share.link).pathname;
  const visit = async (agent, method = 'GET') => {
    const stranger = new Client(server);
    stranger.headers = { 'User-Agent': agent };
    const answer = await stranger.request(method, path);
    assert.equal(answer.status, 302, agent);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['set-cookie'], undefined);
    return new URL(answer.headers.location);
  };
  const at = await visit(visitorAgent);
  assert.equal(at.origin + at.pathname, site.page('nuit'));
  assert.equal(at.searchParams.get('utm_source'), 'linkedin');
  await visit('LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)');
  await visit('Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)');
  await visit(visitorAgent, 'HEAD');
  await visit(visitorAgent);
  const { page } = member;
  await until('counted', async () => {
    const answer = await page.request.get(`${base}/api/v1/me/shares`);
    const { clicks } = (await answer.json()).items[0];
    return (clicks.human === 1 && clicks.bot + clicks.preview + clicks.repeat + clicks.self === 4) || clicks;
  });
});

step('the member sees one visit, what was set aside and why, and the points', async () => {
  const { page } = member;
  await page.goto('/impact');
  await settled(page);
  const figure = (name) => page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) }).locator('dd');
  assert.equal(await figure(t('impact.figure.human_one')).innerText(), '1');
  assert.equal(await figure(t('impact.figure.verified_one')).innerText(), '1');
  assert.equal(await figure(t('impact.figure.discarded_other')).innerText(), '4');
  const aside = page.getByRole('region', { name: t('impact.discarded.title') });
  const amount = (key) => aside.getByRole('listitem').filter({ hasText: t(`impact.discarded.${key}`) }).locator('.pv-tabular').innerText();
  assert.equal(await amount('bot'), '1');
  assert.ok(Number(await amount('preview')) >= 1, 'LinkedIn’s own preview');
  const row = page.getByRole('row').filter({ hasText: newTitle });
  assert.match(await row.innerText(), new RegExp(t('impact.evidence.verified')));
  await shot(page, '8-impact');

  await page.goto('/points');
  await settled(page);
  // 10 for the first verified share of the day, 5 for own words, P(1) = round(20 ln 1.1) = 2 for the visit.
  assert.equal(await page.locator('.pv-figure').first().innerText(), '17');
  const ledger = page.getByRole('region', { name: t('points.ledger.title') });
  const amounts = await ledger.locator('tbody td:nth-child(3)').allInnerTexts();
  assert.deepEqual(amounts.map((text) => Number(text.replace('+', ''))).sort((a, b) => a - b), [2, 5, 10]);
  await shot(page, '9-points');
  assert.equal(server.command(['audit', 'verify']).code, 0);
});

step('out in one click: no more sharing, and nobody was asked why', async () => {
  const { page } = member;
  await page.goto('/me');
  const taking = page.getByRole('switch', { name: t('charter.participation.title') });
  assert.equal(await taking.isChecked(), true);
  await taking.click({ force: true });
  await page.getByText(t('charter.participation.off')).waitFor();
  assert.equal(await taking.isChecked(), false);
  const { ambassador } = await (await page.request.get(`${base}/api/v1/me`)).json();
  assert.equal(ambassador, false);
});

step('out, and in again by a mailed link, once', async () => {
  const { page } = member;
  await button(page, 'me.signOut').click();
  await page.waitForURL('**/sign-in');
  await field(page, 'field.email').fill('camille@rivelle.example');
  await button(page, 'session.mailLink').click();
  await page.getByRole('heading', { name: t('session.sent.title') }).waitFor();
  const sent = await mail.next();
  assert.deepEqual(sent.to, ['camille@rivelle.example']);
  const link = sent.text.match(/http:\S+#\S+/)[0];
  await page.goto(link);
  await button(page, 'session.link.enter').click();
  await page.getByRole('heading', { name: newTitle }).waitFor();
  const again = await chromium.person({ base, quiet: /redeem/ });
  await again.page.goto(link);
  await button(again.page, 'session.link.enter').click();
  await again.page.getByText(t('session.link.spent')).waitFor();
  assert.deepEqual([...member.faults, ...again.faults, ...admin.faults], []);
});
