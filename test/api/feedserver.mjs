// feedserver.mjs: a web site on loopback with feeds that tests can change, break, move and take away, and that keeps what
// it was asked.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** RSS 2.0 of {id?, url, title, text?, date?, image?} items, newest first. */
export function rss(site, items, { title = 'Actualités', language = 'fr', extra = '' } = {}) {
  const body = items.map((i) => `<item><title>${escape(i.title)}</title>${i.url ? `<link>${escape(i.url)}</link>` : ''}`
    + `${i.id ? `<guid isPermaLink="false">${escape(i.id)}</guid>` : ''}`
    + `<description>${escape(i.text ?? 'Quelques mots sur le sujet.')}</description>`
    + `<pubDate>${new Date(i.date ?? Date.now() - 60000).toUTCString()}</pubDate></item>`).join('\n');
  return `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>${escape(title)}</title>`
    + `<link>${site}</link><description>d</description><language>${language}</language>${extra}\n${body}\n</channel></rss>\n`;
}

/** Atom 1.0 of the same. */
export function atom(site, items, { title = 'News', language = 'en' } = {}) {
  const body = items.map((i) => `<entry><id>${escape(i.id ?? i.url)}</id><title>${escape(i.title)}</title>`
    + `<link rel="alternate" href="${escape(i.url)}"/><updated>${new Date(i.date ?? Date.now() - 60000).toISOString()}</updated>`
    + `<summary>${escape(i.text ?? 'Some words about it.')}</summary></entry>`).join('\n');
  return `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">`
    + `<id>${site}/atom</id><title>${escape(title)}</title><updated>${new Date().toISOString()}</updated>`
    + `<link rel="alternate" href="${site}"/>\n${body}\n</feed>\n`;
}

/** On a free port below 32768, where no outgoing connection takes its own. */
function listen(server, tries = 50) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (tries > 0 && error.code === 'EADDRINUSE' ? resolve(listen(server, tries - 1)) : reject(error)));
    server.listen(20000 + Math.floor(Math.random() * 12000), '127.0.0.1', resolve);
  });
}

/** A site: `pages` maps a path to {status?, headers?, body?, type?, etag?: true, hang?: true, wait?: ms}; `requests` holds what came. */
export async function feedServer() {
  const pages = new Map();
  const requests = [];
  const self = { busiest: 0 };   // the most requests that waited at once
  let busy = 0;
  const server = createServer((request, response) => {
    const path = request.url.split('?')[0];
    requests.push({ path: request.url, headers: request.headers });
    const page = pages.get(path);
    if (!page) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
      return;
    }
    if (page.hang) return;
    if (page.wait) {
      busy += 1;
      self.busiest = Math.max(self.busiest, busy);
      setTimeout(() => { busy -= 1; answer(request, response, page); }, page.wait);
      return;
    }
    answer(request, response, page);
  });
  function answer(request, response, page) {
    const body = page.body ?? '';
    const headers = { 'content-type': page.type ?? 'application/rss+xml; charset=utf-8', ...page.headers };
    if (page.etag) {
      headers.etag = `W/"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
      if (request.headers['if-none-match'] === headers.etag) {
        response.writeHead(304, headers).end();
        return;
      }
    }
    response.writeHead(page.status ?? 200, headers).end(body);
  }
  await listen(server);
  const url = `http://127.0.0.1:${server.address().port}`;
  return Object.assign(self, {
    url,
    requests,
    pages,
    set(path, page) { pages.set(path, page); return url + path; },
    remove(path) { pages.delete(path); },
    last(path) { return requests.filter((r) => r.path === path).at(-1); },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => { server.close(resolve); });
    },
  });
}
