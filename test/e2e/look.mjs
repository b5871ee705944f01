// look.mjs: the demo's space as its people see it, each page looked at in every size and theme.
//
//   const space = await demoSpace();
//   const person = await space.signedIn('camille', 'fr');
//   const said = await look(person, 'home', 'fr');   // what is wrong, a line each; screenshots in build/screenshots
//   await space.stop();
//
// For each look: axe finds nothing, the console stays empty, nothing is refused by the CSP, nothing scrolls sideways at 320 px. The
// screenshots are for a person to look at: <page>-<width>-<theme>-<language>.png.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { start } from '../api/helper.mjs';
import { accessible, api, browser, settled, shots, sideways } from './browser.mjs';

const SIZES = [[1280, 900], [390, 844]];
const THEMES = ['light', 'dark'];
export const password = 'paper ink and one signal';
export const people = {
  admin: 'claire.fontaine@rivelle.example',
  curator: 'malik.benali@rivelle.example',
  manager: 'thomas.girard@rivelle.example',
  camille: 'camille.roussel@rivelle.example',
  emma: 'emma.davies@rivelle.example',
  reader: 'julien.perrin@rivelle.example',
};

export const button = (page, name) => page.getByRole('button', { name, exact: true });

/** One state of the app, looked at in every size and theme. `again` brings back what a change of size may have closed. */
export async function look(person, name, language) {
  const { page } = person;
  const said = [];
  await settled(page);
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await settled(page);
      // Each width and each theme whole once; the two left differ in nothing that axe sees but colours, so one of them is asked those.
      const whole = (width > 600) === (colorScheme === 'light');
      if (whole || width > 600) said.push(...await accessible(person, `${name} ${width} ${colorScheme} ${language}`, whole ? undefined : ['color-contrast']));
      await page.screenshot({ path: join(shots, `${name}-${width}-${colorScheme}-${language}.png`) });
    }
  }
  await page.setViewportSize({ width: 320, height: 700 });
  await settled(page);
  const over = await sideways(page);
  if (over > 0) said.push(`${name} ${language}: ${over} px too wide at 320 px`);
  await page.setViewportSize({ width: 1280, height: 900 });
  said.push(...person.faults.splice(0).map((fault) => `${name} ${language}: ${fault}`));
  return said;
}

/** Chromium, a server with the demo and one without a company. */
export async function demoSpace() {
  const chromium = await browser();
  const empty = await start({ companies: [] });
  const demo = new empty.constructor({});
  const { code, stderr } = demo.command(['demo', '--size', 'small', '--members', '60']);
  assert.equal(code, 0, stderr);
  await demo.serve();
  const base = `http://127.0.0.1:${demo.port}`;

  async function signedIn(who, language) {
    const person = await chromium.person({ base, language, email: people[who], password });
    await api(person.context, base, 'PATCH', '/api/v1/me', { language });
    return person;
  }

  /** Opens each place and looks; all that was found is told together. */
  async function places(who, language, list) {
    const person = await signedIn(who, language);
    const said = [];
    try {
      for (const [path, name] of list) {
        await person.page.goto(path);
        said.push(...await look(person, name, language));
      }
    } finally {
      await person.close();
    }
    assert.deepEqual(said, []);
  }

  async function stop() {
    await chromium.close();
    await demo.stop();
    await empty.stop();
  }
  return { chromium, base, empty, signedIn, places, stop };
}
