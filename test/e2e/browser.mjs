// browser.mjs: Chromium as a person would have it: a fresh profile, a screen, a language, a theme; and what no page may do.
//
//   const chromium = await browser();
//   const { page, context, faults } = await chromium.person({ base, language: 'fr', width: 390, theme: 'dark' });
//   const t = words('fr');                     // the app's own catalogue: t('share.copyAndOpen', { network: 'LinkedIn' })
//   await page.getByRole('button', { name: t('session.signIn') }).click();
//   assert.deepEqual(faults, []);              // console errors, refused by the CSP, failed answers
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const shots = join(root, 'build/screenshots');
mkdirSync(shots, { recursive: true });

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const catalogues = {};

/** A text of the app by its key; plural forms by their full key ("home.newSince_one"). */
export function words(language) {
  catalogues[language] ??= JSON.parse(readFileSync(join(root, `web/src/i18n/${language}.json`), 'utf8'));
  return (key, values = {}) => {
    const text = key.split('.').reduce((at, part) => at?.[part], catalogues[language]);
    assert.equal(typeof text, 'string', `${language}.json has no ${key}`);
    return text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? '').replace(/<\/?b>/g, '');
  };
}

/** The same as a pattern, with anything where no value is given and any kind of space for a space. */
export function pattern(language, key, values = {}) {
  const escaped = words(language)(key, new Proxy(values, { get: (given, name) => (name in given ? String(given[name]) : '\u0000') }))
    .replace(/[.*+?^$()[\]|\\]/g, '\\$&').replace(/\u0000/g, '.+').replace(/\s+/g, '\\s+');
  return new RegExp(escaped);
}

/** Collects what a page must never do. `quiet`: answers of the API that the test means to get, such as a refused link. */
function watch(page, faults, quiet) {
  page.on('pageerror', (error) => faults.push(`exception: ${error.stack ?? error}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && !/Content Security Policy/.test(message.text())) return;
    if (quiet && /Failed to load resource/.test(message.text()) && quiet.test(message.location().url)) return;
    faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} ${response.url()}`);
  });
}

export async function browser() {
  const instance = await chromium.launch({ executablePath: process.env.PV_CHROMIUM ?? '/usr/bin/chromium', args: flags });
  return {
    close: () => instance.close(),
    /**
     * A fresh profile. `email` and `password` sign in at once, past the page that asks for them. Only with `offline` may the service worker
     * run: it would ask where a test means to answer.
     */
    async person({ base, language = 'fr', width = 1280, height = width < 600 ? 844 : 900, theme = 'light', email, password, quiet, offline = false }) {
      const context = await instance.newContext({
        baseURL: base, locale: language === 'fr' ? 'fr-FR' : 'en-GB', timezoneId: 'Europe/Paris', colorScheme: theme, reducedMotion: 'reduce',
        viewport: { width, height }, hasTouch: width < 600, serviceWorkers: offline ? 'allow' : 'block',
      });
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: base });
      context.setDefaultTimeout(15000);
      if (email) await api(context, base, 'POST', '/api/v1/session', { email, password });
      const faults = [];
      const page = await context.newPage();
      watch(page, faults, quiet);
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => console.error(`Content Security Policy: ${event.violatedDirective} ${event.blockedURI}`));
      });
      return { page, context, faults, t: words(language), close: () => context.close() };
    },
  };
}

/** A request with the cookies of that profile, as the web app makes it. */
export async function api(context, base, method, path, body) {
  const answer = await context.request.fetch(base + path, { method, data: body, headers: { 'X-Requested-With': 'portevoix', Origin: base } });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? null : answer.json();
}

/** The page has its heading, nothing is still loading or changing colour (what fades is brought to its end), and images and fonts are there. */
export async function settled(page) {
  await page.locator('h1:visible, [role="dialog"]:visible').first().waitFor();
  await page.waitForFunction(() => {
    const shown = (node) => node.getClientRects().length > 0;
    const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
    const moving = document.getAnimations().filter((a) => a.playState === 'running' && Number.isFinite(a.effect?.getComputedTiming().endTime));
    moving.forEach((a) => a.finish());
    return document.fonts.status === 'loaded' && document.documentElement.dataset.mantineColorScheme === theme && moving.length === 0
      && ![...document.querySelectorAll('.mantine-Skeleton-root, .mantine-Loader-root, [aria-busy="true"]')].some(shown)
      && ![...document.images].some((image) => shown(image) && image.loading !== 'lazy' && !image.complete);
  });
  await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
}

/**
 * What axe finds, a line each; [] is right. `rules` limits it to these. What axe itself does in the page (it writes HTML, which
 * our Trusted Types policy refuses) is not the page's fault. Axe is put into a page once, and describes only what it finds wrong:
 * naming each of the thousands of nodes that are right takes two thirds of its time.
 */
export async function accessible(person, where, rules) {
  const { page } = person;
  const known = [...person.faults];
  for (const frame of page.frames()) {
    if (!await frame.evaluate(() => typeof globalThis.axe === 'object')) await frame.evaluate(axe.source);
  }
  // Under a sheet or a dialog lies a page that has been looked at for itself.
  const part = await page.locator('[role="dialog"]:visible').count() ? '[role="dialog"]' : null;
  const violations = await page.evaluate(async ([include, options]) => (await globalThis.axe.run(include ?? document, options)).violations,
    [part, { resultTypes: ['violations'], ...(rules && { runOnly: { type: 'rule', values: rules } }) }]);
  person.faults.splice(0, Infinity, ...known, ...person.faults.slice(known.length).filter((fault) => !/trusted-types/.test(fault)));
  return violations.map((v) => `${where}: ${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ''}`).join(' | ')}`);
}

/** How far the page, or a sheet over it, can be moved sideways; 0 is right. */
export const sideways = (page) => page.evaluate(() => {
  const wide = [document.documentElement, ...document.querySelectorAll('[role="dialog"]')].map((node) => node.scrollWidth - node.clientWidth);
  return Math.max(0, ...wide);
});
