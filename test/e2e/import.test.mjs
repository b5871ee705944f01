// import.test.mjs: People → Import in a browser: 20,000 lines over a phone's network, looked at, let in, taken back; what goes wrong on
// the way; and every state of its pages in both sizes, themes and languages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { start } from '../api/helper.mjs';
import { api, browser, pattern, settled, shots, words } from './browser.mjs';
import { look } from './look.mjs';

const password = 'paper ink and one signal';
const admin = 'claire.fontaine@rivelle.example';
const LINES = 20000;
const WRONG = 40;
/** A phone at the edge of its cell: 400 ms there and back, 750 kbit/s down, 250 kbit/s up. */
const PHONE = { offline: false, latency: 400, downloadThroughput: 750e3 / 8, uploadThroughput: 250e3 / 8 };

let chromium;
let server;
let base;

before(async () => {
  chromium = await browser();
  const { constructor: Server } = server = await start({ companies: [] });
  await server.stop();
  server = new Server({});
  const { code, stderr } = server.command(['demo', '--size', 'small', '--members', '30']);
  assert.equal(code, 0, stderr);
  await server.serve();
  base = `http://127.0.0.1:${server.port}`;
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

const departments = ['Réseaux de chaleur', 'Hydraulique', 'Service clients', 'Ressources humaines'];
/** A list as a personnel system exports it: more than is asked for, and some lines wrong. */
function staff(lines, wrong) {
  const rows = ['Matricule;Nom;Prénom;Courriel professionnel;Service;Pays;Salaire annuel'];
  for (let i = 0; i < lines; i++) {
    const mail = i < wrong ? 'pas une adresse' : `p${i}@staff.rivelle.example`;
    rows.push(`${100000 + i};Nom${i};Prénom${i};${mail};${departments[i % 4]};${i % 3 ? 'France' : 'Belgique'};${30000 + (i * 7919) % 40000}`);
  }
  return Buffer.from(`${rows.join('\r\n')}\r\n`);
}

const person = async (language, rest = {}) => {
  const made = await chromium.person({ base, language, email: admin, password, ...rest });
  await api(made.context, base, 'PATCH', '/api/v1/me', { language });
  return made;
};
const members = async ({ context }) => (await api(context, base, 'GET', '/api/v1/members?limit=1')).total;
const choose = (page, name, buffer, mimeType = 'text/csv') => page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });

/** The list as a record of the server, in the state it settles in. */
async function imported({ context }, name, bytes) {
  const answer = await context.request.fetch(`${base}/api/v1/imports?name=${encodeURIComponent(name)}`, {
    method: 'POST', data: bytes, headers: { 'Content-Type': 'text/csv', 'X-Requested-With': 'portevoix', Origin: base },
  });
  assert.equal(answer.status(), 201, await answer.text());
  return settledImport({ context }, (await answer.json()).id);
}
async function settledImport({ context }, id) {
  for (let i = 0; i < 200; i++) {
    const item = await api(context, base, 'GET', `/api/v1/imports/${id}`);
    if (!['parsing', 'applying', 'undoing'].includes(item.status)) return item;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return assert.fail(`${id} does not settle`);
}

test('20,000 lines over a phone’s network: sent, checked, let in, taken back', { timeout: 240000 }, async (context) => {
  const me = await person('fr', { width: 390 });
  const { page, t } = me;
  const before = await members(me);
  const list = staff(LINES, WRONG);
  await page.goto('/people');
  await settled(page);
  await page.getByRole('link', { name: t('people.import') }).click();
  await page.getByRole('heading', { name: t('import.drop.title') }).waitFor();
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', PHONE);

  const shown = new Set();
  await page.exposeFunction('sawProgress', (value) => shown.add(value));
  await page.evaluate(() => {
    new MutationObserver(() => {
      const bar = document.querySelector('[role="progressbar"]');
      if (bar) window.sawProgress(Math.round(Number(bar.getAttribute('aria-valuenow'))));
    }).observe(document.body, { subtree: true, attributes: true, childList: true });
  });
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes('/api/v1/imports'));
  const began = Date.now();
  await choose(page, 'Personnel.csv', list);
  const request = await sent;
  assert.equal(request.headers()['content-encoding'], 'gzip');
  await page.waitForURL(/\/people\/import\/\w{13}$/, { timeout: 60000 });
  const there = Date.now() - began;
  const packed = Number((await request.allHeaders())['content-length']);
  context.diagnostic(`${list.length} bytes sent as ${packed} in ${there} ms`);
  assert.ok(packed * 3 < list.length, `${packed} of ${list.length} bytes`);
  assert.ok([...shown].some((value) => value > 5 && value < 95), `progress on the way: ${[...shown]}`);

  // The wrong lines come first: which, where, why.
  const apply = page.getByRole('button', { name: pattern('fr', 'import.apply.doCount_other') });
  await apply.waitFor({ timeout: 60000 });
  context.diagnostic(`checked after ${Date.now() - began} ms`);
  const wrong = page.getByRole('tab', { name: pattern('fr', 'import.tab.error_other') });
  assert.equal(await wrong.getAttribute('aria-selected'), 'true');
  assert.match(await wrong.innerText(), new RegExp(`^${WRONG}`));
  await page.getByText(t('import.fault.email_malformed')).first().waitFor();
  assert.equal(await page.getByText(t('import.fault.email_malformed')).count(), WRONG);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: t('import.wrongLines.save') }).click();
  const saved = readFileSync(await (await download).path(), 'utf8').trimEnd().split('\r\n');
  assert.equal(saved.length, WRONG + 1);
  assert.match(saved[1], /^"2";"Courriel professionnel";/);

  // A page of the new ones, and the next.
  await page.getByRole('tab', { name: pattern('fr', 'import.tab.add_other') }).click();
  await page.getByText('Prénom40 Nom40', { exact: true }).waitFor();
  await page.getByRole('button', { name: t('import.rows.next') }).click();
  await page.getByText('Prénom90 Nom90', { exact: true }).waitFor();
  assert.equal(await page.getByText('Prénom40 Nom40', { exact: true }).count(), 0);

  // Those who are not in it: shown, and nobody is removed.
  await page.getByRole('tab', { name: pattern('fr', 'import.tab.missing_other') }).click();
  await page.getByText(pattern('fr', 'import.missing.text_other')).waitFor();

  // Gone and back: the server holds it.
  await page.reload();
  await apply.waitFor({ timeout: 60000 });
  await apply.click();
  await page.getByText(t('import.done.title')).waitFor({ timeout: 60000 });
  context.diagnostic(`in the directory after ${Date.now() - began} ms`);
  const figure = (key) => page.locator('dl > div').filter({ has: page.getByText(t(key), { exact: true }) }).locator('dd');
  const number = (text) => Number(text.replace(/\D/g, ''));
  assert.equal(number(await figure('import.result.added_other').innerText()), LINES - WRONG);
  assert.equal(number(await figure('import.result.skipped_other').innerText()), WRONG);
  assert.equal(await members(me), before + LINES - WRONG);
  await page.screenshot({ path: join(shots, 'import-20000-done.png') });

  // And the whole way back.
  await page.getByRole('button', { name: t('import.undo.open') }).click();
  const ask = page.getByRole('dialog');
  await ask.getByText(pattern('fr', 'import.undo.added_other')).waitFor();
  await ask.getByRole('button', { name: t('import.undo.do') }).click();
  await page.getByText(t('import.done.undone')).waitFor({ timeout: 60000 });
  assert.equal(number(await figure('import.result.removed_other').innerText()), LINES - WRONG);
  assert.equal(await members(me), before);
  assert.deepEqual(me.faults, []);
  await me.close();
});

test('no network, then sent again; stopped on the way; a workbook; an empty file; pasted text', { timeout: 120000 }, async () => {
  const me = await person('en', { quiet: /\/api\/v1\/imports/ });
  const { page, t, context } = me;
  await page.goto('/people/import');
  await settled(page);
  const alert = page.getByRole('alert');
  await choose(page, 'Staff.xlsx', Buffer.from([0x50, 0x4b, 3, 4, 20, 0]));
  await alert.getByText(t('import.wrong.workbook')).waitFor();
  await choose(page, 'Empty.csv', Buffer.alloc(0));
  await alert.getByText(t('import.wrong.empty')).waitFor();

  await context.setOffline(true);
  await choose(page, 'Staff.csv', staff(20, 0));
  await alert.getByText(t('import.wrong.offline')).waitFor();
  const again = alert.getByRole('button', { name: t('import.sending.again') });
  assert.equal(await again.isDisabled(), true);
  await context.setOffline(false);
  await again.click();
  await page.waitForURL(/\/people\/import\/\w{13}$/);
  await page.getByRole('heading', { name: 'Staff.csv' }).waitFor();

  // Stopped on the way: nothing arrives.
  await page.goto('/people/import');
  await settled(page);
  const lists = async () => (await api(context, base, 'GET', '/api/v1/imports?limit=50')).items.length;
  const known = await lists();
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', { ...PHONE, uploadThroughput: 4000 });
  await choose(page, 'Late.csv', staff(5000, 0));
  await page.getByRole('heading', { name: t('import.sending.title', { name: 'Late.csv' }) }).waitFor();
  await page.getByRole('button', { name: t('common.cancel') }).click();
  await page.getByText(t('import.sending.cancelled')).last().waitFor();
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  assert.equal(await lists(), known);

  // From the clipboard, by keyboard.
  await page.getByRole('button', { name: t('import.drop.paste') }).press('Enter');
  await page.keyboard.insertText('E-mail,First name,Last name\nnew.person@rivelle.example,New,Person\n');
  await page.getByRole('button', { name: t('import.paste.do') }).click();
  await page.waitForURL(/\/people\/import\/\w{13}$/);
  await page.getByText('New Person', { exact: true }).waitFor();
  await page.getByRole('button', { name: t('import.discard.open') }).click();
  await page.getByRole('dialog').getByRole('button', { name: t('import.discard.do') }).click();
  await page.waitForURL(/\/people\/import$/);
  assert.deepEqual(me.faults.filter((fault) => !/ERR_INTERNET_DISCONNECTED/.test(fault)), []);
  await me.close();
});

for (const language of ['fr', 'en']) {
  test(`the pages of an import (${language})`, { timeout: 240000 }, async () => {
    const t = words(language);
    const made = await person(language);
    const { page } = made;
    const said = [];
    const at = async (id, name) => {
      await page.goto(`/people/import/${id}`);
      await settled(page);
      said.push(...await look(made, name, language));
    };
    const { id } = await imported(made, 'Personnel.csv', staff(120, 3));
    await at(id, 'import-ready');
    await page.getByRole('tab', { name: pattern(language, 'import.tab.missing_other') }).click();
    said.push(...await look(made, 'import-missing', language));
    const unread = await imported(made, 'Nobody.csv', Buffer.from('Produkt;Preis\nHammer;12\nZange;8\n'));
    assert.equal(unread.status, 'failed');
    await at(unread.id, 'import-failed');
    await page.goto('/people/import');
    await page.getByText('Personnel.csv').first().waitFor();
    said.push(...await look(made, 'import', language));
    await api(made.context, base, 'POST', `/api/v1/imports/${id}/apply`, { skip_errors: true });
    assert.equal((await settledImport(made, id)).status, 'done');
    await at(id, 'import-done');
    await page.getByRole('button', { name: t('import.undo.open') }).click();
    await page.getByRole('dialog').waitFor();
    said.push(...await look(made, 'import-undo', language));
    await page.getByRole('dialog').getByRole('button', { name: t('import.undo.do') }).click();
    await page.getByText(t('import.done.undone')).waitFor();
    said.push(...await look(made, 'import-undone', language));
    await at('0000000000000', 'import-gone').catch((error) => said.push(String(error)));
    await made.close();
    assert.deepEqual(said.filter((line) => !/import-gone .*404/.test(line)), []);
  });
}
