// mastodon_request.mjs: reads a request as Rails does (form, JSON, multipart, names with brackets) and keeps what the documentation does not
// allow as `faults`, though a lenient server would take it.

export class Answer extends Error {
  constructor(status, json, headers = {}) {
    super(JSON.stringify(json));
    Object.assign(this, { status, json, headers });
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** application/x-www-form-urlencoded: [name, value] pairs; bad escapes and bad UTF-8 are 400 as in Rails. */
function pairs(text, faults) {
  if (/[^\x21-\x7e]/.test(text)) faults.push(`unescaped bytes in "${text.slice(0, 80)}"`);
  return text.split('&').filter(Boolean).map((part) => {
    const at = part.indexOf('=');
    const decode = (piece) => {
      if (/%(?![0-9A-Fa-f]{2})/.test(piece)) throw new Answer(400, { error: 'Bad Request' });
      const bytes = Buffer.from(piece.replace(/\+/g, ' ').replace(/%([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1');
      try {
        return utf8.decode(bytes);
      } catch {
        throw new Answer(400, { error: 'Bad Request' });
      }
    };
    if (at < 0) faults.push(`"${part}" has no value`);
    return [decode(at < 0 ? part : part.slice(0, at)), decode(at < 0 ? '' : part.slice(at + 1))];
  });
}

/** {name: value or [values]}; `a[]` is an array, `a[b]` is kept as it is. */
function gather(list, faults) {
  const all = {};
  for (const [name, value] of list) {
    if (name.endsWith('[]')) (all[name.slice(0, -2)] ??= []).push(value);
    else if (name in all) faults.push(`${name} is given twice`);
    else all[name] = value;
  }
  return all;
}

/** RFC 7578: [{name, filename, type, bytes}]. */
function multipart(body, type) {
  const boundary = type.match(/boundary=(?:"([^"]+)"|([^;\s]+))/);
  if (!boundary) throw new Answer(400, { error: 'Bad Request' });
  const mark = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  const all = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts = [];
  let at = all.indexOf(mark);
  while (at >= 0) {
    const from = at + mark.length;
    if (all.subarray(from, from + 2).toString() === '--') return parts;
    const next = all.indexOf(mark, from);
    const head = all.indexOf('\r\n\r\n', from);
    if (next < 0 || head < 0 || head > next) throw new Answer(400, { error: 'Bad Request' });
    const headers = Object.fromEntries(all.subarray(from + 2, head).toString().split('\r\n').map((l) => [l.split(':')[0].toLowerCase(), l.slice(l.indexOf(':') + 1).trim()]));
    const disposition = headers['content-disposition'] ?? '';
    parts.push({ name: disposition.match(/[; ]name="([^"]*)"/)?.[1], filename: disposition.match(/filename="([^"]*)"/)?.[1], type: headers['content-type'],
      bytes: all.subarray(head + 4, next) });
    at = next;
  }
  throw new Answer(400, { error: 'Bad Request' });
}

/** The parameters of query and body, and what was wrong with how they came: {query, body, files, faults}. */
export function readParameters(request, bytes) {
  const faults = [];
  const [asked, search = ''] = request.url.split('?');
  const path = asked.replace(/(?<=.)\/$/, '');   // Rails takes both
  if (path !== asked) faults.push(`${asked} ends with a slash`);
  if (/[^\x21-\x7e]|["<>\\^`{|}]/.test(request.url)) faults.push(`unescaped characters in ${request.url}`);
  const query = gather(pairs(search, faults), faults);
  const type = request.headers['content-type'] ?? '';
  let body = {};
  const files = {};
  if (bytes.length && (request.method === 'GET' || request.method === 'HEAD')) faults.push(`${request.method} ${path} has a body`);
  else if (/^application\/json\b/.test(type)) {
    try {
      body = JSON.parse(utf8.decode(bytes));
    } catch {
      throw new Answer(400, { error: 'Error occurred while parsing request parameters' });
    }
  } else if (/^application\/x-www-form-urlencoded\b/.test(type)) body = gather(pairs(bytes.toString('latin1'), faults), faults);
  else if (/^multipart\/form-data\b/.test(type)) {
    const parts = multipart(bytes, type);
    for (const part of parts.filter((p) => p.filename !== undefined)) files[part.name] = part;
    body = gather(parts.filter((p) => p.filename === undefined).map((p) => [p.name, utf8.decode(p.bytes)]), faults);
  } else if (bytes.length) faults.push(`${request.method} ${path} has a body of type "${type}"`);
  if (!request.headers['user-agent']) faults.push(`${request.method} ${path} has no User-Agent`);
  return { path, query, body, files, faults };
}

/** Rails takes many words for a boolean, the documentation has true and false; 1 and 0 are used widely. */
export function boolean(value, name, faults) {
  if (value === undefined) return false;
  if (![true, false, 'true', 'false', '1', '0'].includes(value)) faults.push(`${name} is "${value}", no boolean`);
  return value === true || value === 'true' || value === '1';
}
