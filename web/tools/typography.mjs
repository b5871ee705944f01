/* Puts the typography of the catalogues right: French spaces before ; ? ! % : and inside « », curly apostrophes in both.
 * Write plain text, then `npm run typography`. test/i18n.test.ts refuses what this would still change. */
import { readFileSync, writeFileSync } from 'node:fs';

const NNBSP = '\u202f';
const NBSP = '\u00a0';

export function french(text) {
  return text
    .replace(/[ \u00a0\u202f]+([;?!%»])/g, `${NNBSP}$1`)
    .replace(/«[ \u00a0\u202f]*/g, `«${NNBSP}`)
    .replace(/[ \u00a0\u202f]+:(?=\s|$)/g, `${NBSP}:`)
    .replace(/(\d)[ \u00a0\u202f](\d{3})(?!\d)/g, `$1${NNBSP}$2`)
    .replace(/(\d|\}\})[ \u202f](h|min|s|points?)(?![\p{L}])/gu, `$1${NBSP}$2`)
    .replace(/(version) (?=\{\{)/g, `$1${NBSP}`)
    .replaceAll("'", '’');
}

export const english = (text) => text.replace(/(version) (?=\{\{)/g, `$1${NBSP}`).replaceAll("'", '’');

export const fix = { fr: french, en: english };

function walk(node, change) {
  if (typeof node === 'string') return change(node);
  if (Array.isArray(node)) return node.map((item) => walk(item, change));
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value, change)]));
}

if (process.argv[1]?.endsWith('typography.mjs')) {
  for (const [language, change] of Object.entries(fix)) {
    const file = new URL(`../src/i18n/${language}.json`, import.meta.url);
    writeFileSync(file, `${JSON.stringify(walk(JSON.parse(readFileSync(file, 'utf8')), change), null, 2)}\n`);
  }
}
