// board.test.mjs: on a phone: going on the board under a pseudonym, being seen there, leaving in one click.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../api/helper.mjs';
import { click, publish, share, until } from '../api/share_steps.mjs';
import { browser, settled, shots, words } from './browser.mjs';

let server, chromium, marie;
const t = words('fr');

before(async () => {
  server = await start();
  const admin = await server.signIn();
  await admin.want(200, 'PATCH', '/api/v1/settings', { changes: [{ name: 'board.open', value: 'true' }] });
  marie = await server.member(admin, { first_name: 'Marie', last_name: 'Curie', ambassador: true });
  const made = await share(marie, await publish(admin));
  await click(server, made);
  await until(marie, made.id, (s) => s.points === 17);
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await server?.stop();
});

test('on the board under a name of one\u2019s own choosing, and off it', async () => {
  const base = `http://127.0.0.1:${server.port}`;
  const person = await chromium.person({ base, language: 'fr', width: 390 });
  const { page, context } = person;
  const [name, value] = marie.cookie.split('=');
  await context.addCookies([{ name, value, url: base }]);
  await page.goto('/points');
  await settled(page);
  await page.getByRole('tab', { name: t('points.tab.board') }).click();
  await page.getByText(t('points.board.nobodyYet')).waitFor();
  await page.getByRole('radio', { name: t('points.board.pseudonym') }).check();
  const field = page.getByRole('textbox', { name: new RegExp(t('points.board.pseudonymLabel')) });
  await field.fill('Marie\u200b');
  await page.getByRole('button', { name: t('points.board.join') }).click();
  await page.getByText(t('points.board.nameForm')).waitFor();
  await field.fill('Radium');
  await page.getByRole('button', { name: t('points.board.join') }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'Radium' });
  await row.waitFor();
  assert.match(await row.innerText(), new RegExp(`1[\\s\\S]*Radium[\\s\\S]*${t('points.board.you')}[\\s\\S]*17`));
  await page.screenshot({ path: `${shots}/board-joined-390.png`, fullPage: true });
  await page.getByRole('button', { name: t('points.board.leave') }).click();
  await page.getByText(t('points.board.nobodyYet')).waitFor();
  // The refused name is the one answer that the console may tell of.
  assert.deepEqual(person.faults.filter((fault) => !/me\/board/.test(fault)), []);
  await person.close();
});
