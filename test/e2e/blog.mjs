// blog.mjs: a real static blog: Pelican from Debian makes the pages and the feed, a plain web server on loopback gives them out
// with ETag and Last-Modified and answers 304, as any web host does.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { freePort } from '../api/helper.mjs';

const types = { '.html': 'text/html; charset=utf-8', '.xml': 'application/xml', '.css': 'text/css' };

/** {url, feed, requests: [{path, status}], write(entry), remove(slug), close()} */
export async function blog({ name = 'Le blog Rivelle', language = 'fr' } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'pv-blog-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(join(dir, 'content'));
  writeFileSync(join(dir, 'pelicanconf.py'), [
    `SITENAME = ${JSON.stringify(name)}`, "AUTHOR = 'Anne Auteur'", `SITEURL = '${url}'`, "PATH = 'content'", "TIMEZONE = 'Europe/Paris'",
    `DEFAULT_LANG = '${language}'`, "FEED_ALL_ATOM = 'feeds/all.atom.xml'", "FEED_ALL_RSS = 'feeds/all.rss.xml'", 'FEED_DOMAIN = SITEURL',
    'CATEGORY_FEED_ATOM = None', 'TRANSLATION_FEED_ATOM = None', 'AUTHOR_FEED_ATOM = None', 'AUTHOR_FEED_RSS = None', '',
  ].join('\n'));

  /** Markdown in, pages and feed out. */
  function generate() {
    const done = spawnSync('pelican', ['content', '-o', 'output', '-s', 'pelicanconf.py'], { cwd: dir, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`pelican: ${done.stderr}${done.stdout}`);
  }

  const requests = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(request.url.split('?')[0]));
    const answer = (status, headers, body) => {
      requests.push({ path, status });
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
    };
    let file = join(dir, 'output', path);
    try {
      if (statSync(file).isDirectory()) file = join(file, 'index.html');
      const body = readFileSync(file);
      const headers = {
        'Content-Type': types[extname(file)] ?? 'application/octet-stream',
        ETag: `"${createHash('sha256').update(body).digest('hex').slice(0, 20)}"`,
        'Last-Modified': statSync(file).mtime.toUTCString(),
      };
      const match = request.headers['if-none-match'];
      if (match ? match === headers.ETag : request.headers['if-modified-since'] === headers['Last-Modified']) answer(304, headers);
      else answer(200, headers, body);
    } catch {
      answer(404, { 'Content-Type': 'text/plain' }, 'not here');
    }
  });
  await new Promise((resolve) => { server.listen(port, '127.0.0.1', resolve); });

  return {
    url,
    feed: `${url}/feeds/all.rss.xml`,
    requests,
    page: (slug) => `${url}/${slug}.html`,
    /** A new entry, as its author writes it, and the site made again. */
    write({ slug, title, text, date }) {
      writeFileSync(join(dir, 'content', `${slug}.md`), `Title: ${title}\nDate: ${date}\nSlug: ${slug}\nTags: actualité\n\n${text}\n`);
      generate();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
