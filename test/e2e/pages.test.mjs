// pages.test.mjs: every page, for each kind of person, at both sizes, in both themes and languages; posts are in pages_posts.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { api, settled, words } from './browser.mjs';
import { button, demoSpace, look, password, people } from './look.mjs';

let space;
let chromium;
let empty;          // a server without a company
let base;
let joinLink;       // made by the admin: {id, url}
let campaign;       // with two posts

before(async () => {
  space = await demoSpace();
  ({ chromium, base, empty } = space);
  const admin = await chromium.person({ base, email: people.admin, password });
  joinLink = await api(admin.context, base, 'POST', '/api/v1/join/links', { label: 'Affiche de la cantine', groups: { free: ['Pilote'] } });
  campaign = await api(admin.context, base, 'POST', '/api/v1/campaigns', { name: 'Cent postes', objective: 'recruitment', starts_on: '2026-11-01', ends_on: '2027-01-31', target_posts: 5, note: 'Montrer les métiers.' });
  const waiting = await api(admin.context, base, 'GET', '/api/v1/posts?status=pending&view=studio&limit=2');
  for (const post of waiting.items) await api(admin.context, base, 'PUT', `/api/v1/posts/${post.id}/campaign`, { campaign: campaign.id });
  await admin.close();
});
after(() => space?.stop());

const signedIn = (who, language) => space.signedIn(who, language);
const places = (who, language, list) => space.places(who, language, list);
const joining = () => [['/people/links', 'join-links'], ['/people/groups', 'groups'], [`/people/links/${joinLink.id}/poster`, 'poster']];

describe('before sign-in', () => {
  for (const language of ['fr', 'en']) {
    const t = words(language);

    test(`sign-in, a link on its way, used links (${language})`, async () => {
      const person = await chromium.person({ base, language });
      const { page } = person;
      const said = [];
      await page.goto('/');
      await page.waitForURL('**/sign-in');
      said.push(...await look(person, 'sign-in', language));
      await page.getByLabel(t('field.email')).fill('somebody@rivelle.example');
      await button(page, t('session.consoleLink')).click();
      await page.getByRole('heading', { name: t('session.sent.title') }).waitFor();
      said.push(...await look(person, 'sign-in-sent', language));
      await page.goto('/invitation#0123456789abcdef');
      said.push(...await look(person, 'invitation', language));
      await page.goto('/invitation');
      said.push(...await look(person, 'invitation-used', language));
      await page.goto('/join');
      said.push(...await look(person, 'join-closed', language));
      await page.goto('/join#0123456789abcdef');
      await page.getByRole('heading', { name: t('join.ended.title') }).waitFor();
      said.push(...await look(person, 'join-ended', language));
      await page.goto(new URL(joinLink.url).pathname + new URL(joinLink.url).hash);   // in the same tab: only the fragment changes
      await page.getByRole('textbox', { name: t('join.email') }).waitFor();
      said.push(...await look(person, 'join-ask', language));
      await page.goto('/join/confirm#0123456789abcdef');
      said.push(...await look(person, 'join-confirm', language));
      await page.goto('/join/confirm');
      said.push(...await look(person, 'join-spent', language));
      await page.goto('/nowhere/at/all');
      said.push(...await look(person, 'not-found', language));
      await person.close();
      assert.deepEqual(said, []);
    });

    test(`first start on an empty server (${language})`, async () => {
      const token = (await empty.said(/\/setup#(\S+)/))[1];
      const there = `http://127.0.0.1:${empty.port}`;
      const person = await chromium.person({ base: there, language });
      const { page } = person;
      const said = [];
      await page.goto('/');
      await page.waitForURL('**/setup');
      said.push(...await look(person, 'setup-no-key', language));
      await page.goto(`/setup#${token}`);   // in the same tab: only the fragment changes
      await page.getByLabel(t('setup.company.name')).waitFor();
      said.push(...await look(person, 'setup-company', language));
      await page.getByLabel(t('setup.company.name')).fill('Rivelle');
      await button(page, t('setup.next')).click();
      await page.getByLabel(t('field.firstName')).waitFor();
      said.push(...await look(person, 'setup-admin', language));
      await person.close();
      assert.deepEqual(said, []);
    });
  }
});

describe('everybody\'s places', () => {
  const own = [['/', 'home'], ['/?tab=unread', 'home-unread'], ['/impact', 'impact'], ['/points', 'points'], ['/points?tab=ledger', 'points-ledger'], ['/points?tab=rules', 'points-rules'], ['/points?tab=board', 'points-board'], ['/me', 'me'], ['/me/accounts', 'accounts'], ['/trust', 'trust']];
  const channels = ['/channels', 'channels'];
  test('an ambassador, in French', () => places('camille', 'fr', [...own, channels]));
  test('an ambassador, in English', () => places('emma', 'en', [...own, channels]));
  test('somebody who does not take part', () => places('reader', 'fr', own.filter(([, name]) => !/-(?:ledger|rules)/.test(name)).map(([path, name]) => [path, `reader-${name}`])));
  test('a manager', () => places('manager', 'fr', own.filter(([, name]) => !/-|trust/.test(name)).map(([path, name]) => [path, `manager-${name}`])));
});

describe('backstage', () => {
  const studio = () => [['/studio', 'studio'], ['/studio?view=published', 'studio-published'], ['/studio?view=dropped', 'studio-dropped'], ['/studio?view=draft', 'studio-draft'], ['/studio?view=scheduled', 'studio-scheduled'], ['/studio?view=archived', 'studio-archived'], ['/studio/calendar', 'calendar'], ['/studio/campaigns', 'campaigns'], [`/studio/campaigns/${campaign.id}`, 'campaign'],
    ['/studio/sources', 'sources'], ['/studio/channels', 'studio-channels']];
  test('the curator\'s Studio, in French', () => places('curator', 'fr', [['/', 'curator-home'], ...studio()]));
  test('the curator\'s Studio, in English', () => places('curator', 'en', studio()));
  test('the admin\'s places, in French', () => places('admin', 'fr', [['/people', 'people'], ...joining(), ['/settings', 'settings'], ['/studio', 'admin-studio'], ['/me', 'admin-me']]));
  test('the admin\'s places, in English', () => places('admin', 'en', [['/people', 'people'], ...joining(), ['/settings', 'settings']]));

  test('C opens the caption, and nothing typed right after it is lost', async () => {
    const person = await signedIn('curator', 'fr');
    const { page, t } = person;
    await page.goto('/studio');
    await settled(page);
    const text = 'Une accroche tapée sans attendre.';
    await page.keyboard.press('c');
    await page.keyboard.type(text);
    assert.equal(await page.getByRole('textbox', { name: t('studio.caption.title') }).inputValue(), text);
    await person.close();
  });

  test('the address that Sources had leads to the Studio', async () => {
    const person = await signedIn('curator', 'en');
    const { page, t } = person;
    await page.goto('/sources');
    await page.waitForURL('**/studio/sources');
    const rail = page.getByRole('navigation', { name: t('nav.places') });
    await rail.getByRole('link', { name: t('nav.studio') }).waitFor();   // the address changes before the shell is drawn
    assert.equal(await rail.getByRole('link', { name: t('nav.studio') }).count(), 1);
    assert.equal(await rail.getByRole('link', { name: t('nav.sources') }).count(), 0);
    await person.close();
  });

  test('dialogs: a source, an invitation, a new post, the shortcuts, one item on a phone', async () => {
    const person = await signedIn('admin', 'fr');
    const { page, t } = person;
    const said = [];
    for (const [path, opener, name] of [
      ['/studio/sources', t('source.add.open'), 'source-add'], ['/people', t('people.invite.open'), 'invite'], ['/studio', t('studio.write.open'), 'write'],
    ]) {
      await page.goto(path);
      await page.getByRole('button', { name: opener }).first().click();
      await page.getByRole('dialog').waitFor();
      said.push(...await look(person, name, 'fr'));
    }
    await page.goto('/studio');
    await settled(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    said.push(...await look(person, 'studio-help', 'fr'));
    await page.goto('/studio');
    await page.setViewportSize({ width: 390, height: 844 });
    await settled(page);
    await page.getByRole('listitem').getByRole('button').first().click();
    await page.waitForURL(/post=/);
    said.push(...await look(person, 'studio-item', 'fr'));
    await person.close();
    assert.deepEqual(said, []);
  });
});
