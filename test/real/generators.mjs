// generators.mjs: two static generators from Debian, Pelican (RSS and Atom) and Hugo (RSS), behind a plain web host.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { front } from './front.mjs';

function make(command, args, dir) {
  const done = spawnSync(command, args, { cwd: dir, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${command}: ${done.error ?? ''}${done.stderr}${done.stdout}`);
}

/** {url, front, feeds, write({slug, title, text, date}), remove(slug), close()}; `write` and `remove` make the site again. */
async function site(name, output, render, generate, setup) {
  const dir = mkdtempSync(join(tmpdir(), `pv-${name}-`));
  mkdirSync(join(dir, 'content'));
  const gate = await front(join(dir, output));
  setup(dir, gate.url);
  return {
    url: gate.url,
    front: gate,
    write(entry) {
      writeFileSync(join(dir, 'content', `${entry.slug}.md`), render(entry));
      generate(dir);
    },
    remove(slug) {
      rmSync(join(dir, 'content', `${slug}.md`));
      generate(dir);
    },
    async close() {
      await gate.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const pelican = ({ name = 'Le blog Rivelle' } = {}) => site('pelican', 'output',
  ({ slug, title, text, date }) => `Title: ${title}\nDate: ${date}\nSlug: ${slug}\n\n${text}\n`,
  (dir) => make('pelican', ['content', '-o', 'output', '-s', 'pelicanconf.py', '--delete-output-directory'], dir),
  (dir, url) => writeFileSync(join(dir, 'pelicanconf.py'), [
    `SITENAME = ${JSON.stringify(name)}`, "AUTHOR = 'Anne Auteur'", `SITEURL = '${url}'`, "PATH = 'content'", "TIMEZONE = 'Europe/Paris'", "DEFAULT_LANG = 'fr'",
    "FEED_ALL_ATOM = 'feeds/all.atom.xml'", "FEED_ALL_RSS = 'feeds/all.rss.xml'", 'FEED_DOMAIN = SITEURL', 'CATEGORY_FEED_ATOM = None',
    'TRANSLATION_FEED_ATOM = None', 'AUTHOR_FEED_ATOM = None', 'AUTHOR_FEED_RSS = None', ''].join('\n')));

export const hugo = ({ name = 'Rivelle Notes' } = {}) => site('hugo', 'public',
  ({ title, text, date }) => `---\ntitle: ${JSON.stringify(title)}\ndate: ${date}\n---\n\n${text}\n`,
  (dir) => make('hugo', ['--quiet', '--cleanDestinationDir'], dir),
  (dir, url) => {
    mkdirSync(join(dir, 'layouts/_default'), { recursive: true });
    writeFileSync(join(dir, 'layouts/_default/baseof.html'), '<!doctype html><html><head><title>{{ .Title }}</title>'
      + '{{ range .AlternativeOutputFormats }}<link rel="{{ .Rel }}" type="{{ .MediaType.Type }}" href="{{ .Permalink }}">{{ end }}</head>'
      + '<body>{{ block "main" . }}{{ end }}</body></html>');
    for (const kind of ['list', 'single']) writeFileSync(join(dir, `layouts/_default/${kind}.html`), '{{ define "main" }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}');
    writeFileSync(join(dir, 'config.toml'), [`baseURL = "${url}/"`, `title = ${JSON.stringify(name)}`, 'languageCode = "en-gb"',
      'disableKinds = ["taxonomy", "term"]', '[markup.goldmark.renderer]', 'unsafe = true', ''].join('\n'));
  });
