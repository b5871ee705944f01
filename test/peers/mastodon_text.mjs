// mastodon_text.mjs: how Mastodon counts a status and what HTML it makes of one, from its documentation (posting guide, entities/Status).

const link = /https?:\/\/[^\s<>"]+/g;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Where the addresses are: [{at, end}]. What ends a sentence does not belong to one; a closing bracket does if it was opened inside. */
function links(text) {
  return [...text.matchAll(link)].map((match) => {
    let found = match[0];
    for (;;) {
      const shorter = found.replace(/[.,;:!?'’”»…]+$/u, '');
      const open = (shorter.match(/\(/g) ?? []).length, closed = (shorter.match(/\)/g) ?? []).length;
      const next = shorter.endsWith(')') && closed > open ? shorter.slice(0, -1) : shorter;
      if (next === found) break;
      found = next;
    }
    return { at: match.index, end: match.index + found.length };
  });
}

/** Graphemes; an address counts as `perUrl`, `@anne@other.example` as `@anne`. */
export function statusLength(text, perUrl = 23) {
  let counted = '';
  let at = 0;
  for (const { at: from, end } of links(text)) {
    counted += text.slice(at, from) + 'x'.repeat(perUrl);
    at = end;
  }
  counted += text.slice(at);
  counted = counted.replace(/(^|[^\p{L}\p{N}_/])(@\w+)@[\w.-]*\w/gu, '$1$2');
  return [...graphemes.segment(counted)].length;
}

export const escapeHtml = (text) => text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]);

function anchor(url) {
  const prefix = url.match(/^https?:\/\/(?:www\.)?/)[0];
  const shown = url.slice(prefix.length, prefix.length + 30), rest = url.slice(prefix.length + 30);
  return `<a href="${escapeHtml(url)}" target="_blank" rel="nofollow noopener noreferrer" translate="no"><span class="invisible">${prefix}</span>`
    + `<span class="${rest ? 'ellipsis' : ''}">${escapeHtml(shown)}</span><span class="invisible">${escapeHtml(rest)}</span></a>`;
}

/** Text without addresses: hashtags and mentions of accounts that are here. */
function words(text, origin, known) {
  return escapeHtml(text)
    .replace(/(^|\s)#([\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*)/gu, (_, before, tag) => `${before}<a href="${origin}/tags/${encodeURIComponent(tag.toLowerCase())}" class="mention hashtag" rel="tag">#<span>${tag}</span></a>`)
    .replace(/(^|\s)@(\w+)(?![\w@])/g, (all, before, name) => (known(name)
      ? `${before}<span class="h-card" translate="no"><a href="${origin}/@${name}" class="u-url mention">@<span>${name}</span></a></span>` : all));
}

/** `origin` of the instance; `known(username)`: an account of it. */
export function statusHtml(text, origin, known = () => false) {
  let html = '';
  let at = 0;
  for (const { at: from, end } of links(text)) {
    html += words(text.slice(at, from), origin, known) + anchor(text.slice(from, end));
    at = end;
  }
  html += words(text.slice(at), origin, known);
  const paragraphs = html.replace(/\r\n?/g, '\n').trim().split(/\n{2,}/);
  return html.trim() ? paragraphs.map((p) => `<p>${p.replace(/\n/g, '<br>')}</p>`).join('') : '';
}

export const hashtags = (text) => [...new Set([...text.matchAll(/(?:^|\s)#([\p{L}\p{N}_]*[\p{L}_][\p{L}\p{N}_]*)/gu)].map((m) => m[1].toLowerCase()))];
