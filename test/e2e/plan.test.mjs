// plan.test.mjs: a curator plans: a campaign with its posts, a post moved over the calendar by hand, by menu and back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from '../api/helper.mjs';
import { browser, settled, words } from './browser.mjs';

const t = words('fr');
const DAY = 86_400_000;
/** A weekday at least two days ahead, at 10:00 UTC, so that a day earlier and a day later are to come too. */
function ahead() {
  for (let days = 3; ; days += 1) {
    const at = new Date(Date.now() + days * DAY);
    at.setUTCHours(10, 0, 0, 0);
    if (at.getUTCDay() >= 2 && at.getUTCDay() <= 4) return at;
  }
}

let chromium;
let server;
let admin;
before(async () => {
  chromium = await browser();
  server = await start({ companies: [{ timeZone: 'Europe/Paris' }] });
  admin = await server.signIn();
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

const person = (options = {}) => chromium.person({ base: `http://127.0.0.1:${server.port}`, language: 'fr', email: server.companies[0].email, password: 'correct horse staple', ...options });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const dayText = (at) => at.toISOString().slice(0, 10);

async function scheduled(title, at) {
  const post = await admin.want(201, 'POST', '/api/v1/posts', { title, url: `https://www.rivelle.example/${encodeURIComponent(title)}` });
  await admin.want(200, 'POST', `/api/v1/posts/${post.id}/schedule`, { at: at.toISOString() });
  return post;
}
async function until(post, at) {
  for (let i = 0; i < 100; i += 1) {
    const now = await admin.want(200, 'GET', `/api/v1/posts/${post.id}`);
    if (Date.parse(now.scheduled_at) === at.getTime()) return;
    await new Promise((done) => { setTimeout(done, 50); });
  }
  assert.fail(`${post.title} is not at ${at.toISOString()}`);
}
const plus = (at, days) => new Date(at.getTime() + days * DAY);

describe('planning', () => {
  test('a post is dragged to another day, moved by its menu, and put back', async () => {
    const at = ahead();
    const post = await scheduled('Une éolienne de nuit', at);
    const curator = await person();
    const { page } = curator;
    await page.goto(`/studio/calendar?from=${dayText(at)}`);
    await settled(page);
    const cell = (day) => page.getByRole('cell').filter({ has: page.locator(`time[datetime="${day}"]`) });
    const item = page.locator('[draggable="true"]').filter({ hasText: post.title });
    await item.dragTo(cell(dayText(plus(at, 1))));
    await until(post, plus(at, 1));
    await cell(dayText(plus(at, 1))).getByRole('link', { name: post.title }).waitFor();

    await page.keyboard.press('z');
    await until(post, at);
    await button(page, t('studio.calendar.menu', { title: post.title })).press('Enter');
    await page.getByRole('menuitem', { name: t('studio.calendar.step.week') }).press('Enter');
    await until(post, plus(at, 7));
    await page.getByRole('button', { name: t('studio.undo') }).click();   // its key is part of its name
    await until(post, at);
    assert.deepEqual(curator.faults, []);
    await curator.close();
  });

  test('a free day leads to a post with its morning filled in', async () => {
    const curator = await person();
    const { page } = curator;
    const day = dayText(plus(ahead(), 14));
    await page.goto(`/studio/calendar?from=${day}`);
    await settled(page);
    const cell = page.getByRole('cell').filter({ has: page.locator(`time[datetime="${day}"]`) });
    await cell.getByRole('button').click();
    await page.getByRole('textbox', { name: t('studio.field.title') }).fill('Pour un jour libre');
    await page.getByRole('textbox', { name: t('studio.field.url') }).fill('https://www.rivelle.example/jour-libre');
    await button(page, t('studio.write.send')).click();
    await button(page, t('studio.act.schedule')).click();
    assert.equal(await page.getByLabel(t('studio.time.when')).inputValue(), `${day}T08:30`);
    assert.deepEqual(curator.faults, []);
    await curator.close();
  });

  test('on a phone: a campaign begins, takes a post in, and lets it go again', async () => {
    const post = await scheduled('Dix places en alternance', ahead());
    const curator = await person({ width: 390 });
    const { page } = curator;
    await page.goto('/studio/campaigns');
    await settled(page);
    await button(page, t('studio.campaign.begin')).click();
    await page.getByRole('textbox', { name: t('studio.campaign.nameField') }).fill('Alternance 2027');
    await page.getByLabel(t('studio.campaign.target')).fill('4');
    await button(page, t('studio.campaign.beginDo')).click();
    await page.getByRole('heading', { name: 'Alternance 2027' }).waitFor();
    await button(page, t('studio.campaign.add')).first().click();
    await page.getByRole('dialog').getByRole('button', { name: t('studio.campaign.put', { title: post.title }) }).click();
    await page.getByRole('dialog').getByRole('button', { name: t('studio.campaign.take', { title: post.title }) }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText(t('studio.campaign.coming_one', { n: 1 }), { exact: false }).first().waitFor();
    await button(page, t('studio.campaign.take', { title: post.title })).click();
    await page.getByText(t('studio.campaign.noPosts'), { exact: true }).waitFor();
    await button(page, t('studio.undo')).click();
    await page.getByRole('link', { name: post.title }).waitFor();
    await button(page, t('studio.campaign.menu')).click();
    await page.getByRole('menuitem', { name: t('studio.campaign.close') }).click();
    await page.getByText(t('studio.campaign.isClosed')).waitFor();
    assert.deepEqual(curator.faults, []);
    await curator.close();
  });
});
