// join.test.mjs: coming in by oneself, in French: the admin makes a link on a desktop; a colleague opens it on a phone, proves the
// mailbox by the mailed link, chooses a team and is in the feed. Then once more where an admin has to agree.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start } from '../api/helper.mjs';
import { smtpServer } from '../api/smtp.mjs';
import { accessible, api, browser, settled, shots, sideways, words } from './browser.mjs';

const t = words('fr');
const password = 'correct horse staple';

let chromium;
let server;
let mail;
let base;
let admin;
let url;            // of the join link

before(async () => {
  chromium = await browser();
  mail = await smtpServer();
  server = await start({ args: ['--smtp-url', mail.url, '--mail-from', 'portevoix@rivelle.example'] });
  base = `http://127.0.0.1:${server.port}`;
  admin = await chromium.person({ base, email: server.companies[0].email, password });
  const set = (name, value) => api(admin.context, base, 'PATCH', '/api/v1/settings', { changes: [{ name, value }] });
  await set('join.approval', 'never');
  for (const name of ['Nord', 'Sud', 'Énergies']) await api(admin.context, base, 'POST', '/api/v1/groups', { axis: 'team', name });
});
after(async () => {
  await chromium?.close();
  await server?.stop();
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

const field = (scope, key) => scope.getByRole('textbox', { name: t(key), exact: true });
const button = (scope, key) => scope.getByRole('button', { name: t(key), exact: true });

/** The page as it is: nothing for axe, nothing sideways, nothing on the console; and a picture. */
async function fine(person, name) {
  await settled(person.page);
  assert.deepEqual(await accessible(person, name), []);
  assert.equal(await sideways(person.page), 0, name);
  assert.deepEqual(person.faults, [], name);
  await person.page.screenshot({ path: join(shots, `join-${name}.png`), fullPage: true });
}

async function ask(phone, email) {
  const { page } = phone;
  await page.goto(url);
  await field(page, 'field.firstName').fill('Léa');
  await field(page, 'field.lastName').fill('Rolland');
  await field(page, 'join.email').fill(email);
  await button(page, 'join.do').click();
  await page.getByRole('heading', { name: t('join.sent.title') }).waitFor();
}

const linkFor = async (place) => {
  const letter = await mail.next();
  return letter.text.match(new RegExp(`http\\S+/${place}#\\S+`))[0].replace(/^http:\/\/[^/]+/, base);
};

step('the admin makes a link, sees its code and its poster', async () => {
  const { page } = admin;
  await page.goto('/people');
  await page.getByRole('link', { name: t('people.joinLinks.open') }).click();
  await page.getByRole('heading', { name: t('people.joinLinks.empty') }).waitFor();
  await button(page, 'people.joinLinks.add').click();
  const form = page.getByRole('dialog');
  await field(form, 'people.joinLinks.label').fill('Cantine');
  await fine(admin, 'link-new');
  await button(form, 'people.joinLinks.do').click();
  const shown = field(page, 'people.joinLinks.address');
  await shown.waitFor();
  url = await shown.inputValue();
  assert.match(url, /\/join#[\w-]+$/);
  await page.getByRole('img', { name: t('people.joinLinks.code') }).waitFor();
  await fine(admin, 'link-made');
  await page.getByRole('dialog').getByRole('link', { name: t('people.joinLinks.poster') }).click();
  await page.getByRole('heading', { name: t('join.poster.title', { company: 'Rivelle' }) }).waitFor();
  await fine(admin, 'poster');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('button', { name: t('join.poster.print') }).isVisible(), false);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, 'one sheet');
  await page.emulateMedia({ media: 'screen' });
});

step('a colleague opens it on a phone, proves the mailbox, chooses a team and reads', async () => {
  const phone = await chromium.person({ base, width: 390 });
  const { page } = phone;
  await page.goto(url);
  await field(page, 'join.email').waitFor();
  await fine(phone, 'ask');
  await ask(phone, 'lea@rivelle.example');
  await fine(phone, 'sent');
  await page.goto(await linkFor('join/confirm'));
  await button(page, 'join.confirm.do').waitFor();
  await fine(phone, 'confirm');
  await button(page, 'join.confirm.do').click();
  await page.getByRole('heading', { name: t('join.groups.title') }).waitFor();
  await fine(phone, 'groups');
  await page.getByRole('combobox', { name: t('join.groups.team') }).click();
  await page.getByRole('option', { name: 'Énergies' }).click();
  await button(page, 'join.groups.do').click();
  await page.waitForURL(`${base}/`);
  await settled(page);
  const { axes } = await api(phone.context, base, 'GET', '/api/v1/me/groups');
  assert.deepEqual(axes.find((axis) => axis.axis === 'team').mine, ['Énergies']);
  await page.goto('/me');
  await page.getByRole('heading', { name: t('me.groups.title') }).waitFor();
  await fine(phone, 'me');
  await phone.close();
});

step('where an admin has to agree, the colleague is told so, and hears of it', async () => {
  await api(admin.context, base, 'PATCH', '/api/v1/settings', { changes: [{ name: 'join.approval', value: 'links' }] });
  const phone = await chromium.person({ base, width: 390, theme: 'dark' });
  await ask(phone, 'paul@rivelle.example');
  await phone.page.goto(await linkFor('join/confirm'));
  await button(phone.page, 'join.confirm.do').click();
  await phone.page.getByRole('heading', { name: t('join.waits.title') }).waitFor();
  await fine(phone, 'waits');

  const { page } = admin;
  await page.goto('/people');
  await page.getByText(`${t('people.filter.waiting')} 1`, { exact: true }).click();
  const row = page.getByRole('listitem', { name: 'Léa Rolland' });
  await row.waitFor();
  await fine(admin, 'queue');
  await button(row, 'people.waits.approve').click();
  await row.getByText(t('people.waits.approved')).waitFor();
  await button(row, 'people.undo').click();
  await button(row, 'people.waits.approve').click();
  await row.getByText(t('people.waits.approved')).waitFor();
  await fine(admin, 'queue-decided');

  await phone.page.goto(await linkFor('invitation'));
  await button(phone.page, 'session.link.enter').click();
  await phone.page.waitForURL(`${base}/`);
  await settled(phone.page);
  await phone.close();
});

step('groups are kept, and somebody who left is removed by naming them', async () => {
  const { page } = admin;
  await page.goto('/people/groups');
  const nord = page.getByRole('listitem', { name: 'Nord' });
  await nord.waitFor();
  await fine(admin, 'groups-page');
  await nord.getByRole('button').click();
  await page.getByRole('menuitem', { name: t('people.groups.merge') }).click();
  await page.getByRole('combobox', { name: t('people.groups.into') }).click();
  await page.getByRole('option', { name: 'Sud' }).click();
  await button(page.getByRole('dialog'), 'people.groups.mergeDo').click();
  await nord.waitFor({ state: 'detached' });
  await page.goto('/people');
  const row = page.getByRole('listitem', { name: 'Léa Rolland' }).first();
  await row.getByRole('button').first().click();
  await page.getByRole('menuitem', { name: t('people.leave.open') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await fine(admin, 'leave');
  await button(dialog, 'people.leave.do').click();
  await dialog.getByText(t('people.leave.wrong')).waitFor();
  const email = (await dialog.getByText('@rivelle.example').first().textContent()).match(/\S+@rivelle\.example/)[0];
  await dialog.getByRole('textbox').fill(email);
  await button(dialog, 'people.leave.do').click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await api(admin.context, base, 'GET', '/api/v1/members')).items.some((m) => m.email === email), false);
});

step('on a phone the admin sees the numbers, the queue and the links whole', async () => {
  const phone = await chromium.person({ base, width: 390, email: server.companies[0].email, password });
  for (const [path, name] of [['/people', 'phone-people'], ['/people/links', 'phone-links'], ['/people/groups', 'phone-groups']]) {
    await phone.page.goto(path);
    await fine(phone, name);
  }
  const { items } = await api(phone.context, base, 'GET', '/api/v1/join/links');
  await phone.page.goto(`/people/links/${items[0].id}/poster`);
  await fine(phone, 'phone-poster');
  await phone.close();
});
