/* xUrl.ts: twitter-text's extractUrlsWithIndices (3.1.0), as src/text/x_url.c writes it out; a port, step by step, in the X
 * style alone. A character that may stand before a link; an optional scheme; labels with "." between; a known top-level
 * domain (the last one in the chain that works wins); optional port, path and query. What a chain of labels leads to is
 * worked out once per dot, from the right, so that no text makes this slow. All indexes are UTF-16 units. */
import { asciiTlds, wideTlds } from './xTlds.ts';

export interface Span {
  start: number;
  length: number;
}

const URL_UNITS_MAX = 4096;
const LABEL_MAX = 63;
const TCO_SLUG_MAX = 40;

/** What cannot be in a domain label: punctuation, spaces, direction marks, non-characters. */
const notLabel =
  /[\u0009-\u000d\u0020-\u0021\u0023-\u002f\u003a-\u0040\u005b-\u005f\u007b-\u007e\u0085\u00a0\u061c\u1680\u180e\u2000-\u200a\u200e\u200f\u2028-\u202f\u205f\u2066-\u2069\u3000\ufeff\ufffe\uffff]/;
const notBefore = /[#$0-9@A-Za-z\ufeff\uff03\uff20\ufffe\uffff]/;
/** Letters with accents as twitter-text counts them, with what folds into them. */
const accented =
  /[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0260\u0263\u0268\u0269\u026f\u0272\u0275\u0280\u0283\u0288-\u028c\u0292\u02bb\u0300-\u036f\u0399\u03b9\u1e00-\u1eff\u1fbe\u2c65\u2c66\u2c7e\u2c7f\ua7dc]/;

const alnum = (c: string) => /^[0-9A-Za-z]/.test(c);
const labelChar = (c: string) => c !== '' && (alnum(c) || !notLabel.test(c));
const beforeChar = (c: string) => c !== '' && !notBefore.test(c);
const asciiLabelChar = (c: string) => alnum(c) || c === '-' || accented.test(c);
const cyrillic = (c: string) => /[\u0400-\u04ff\u1c80-\u1c87]/.test(c);
const pathChar = (c: string) => c !== '' && (/[0-9A-Za-z!*';:=+,.$/%#[\]\-_~@|&\u2013]/.test(c) || cyrillic(c) || accented.test(c));
const pathEndChar = (c: string) => c !== '' && (/[0-9A-Za-z+\-=_#/]/.test(c) || cyrillic(c) || accented.test(c));
const queryChar = (c: string) => /[0-9A-Za-z!?*'@();:&=+$/%#[\]\-_.,~|]/.test(c);
const queryEndChar = (c: string) => /[0-9A-Za-z\-_&=#/]/.test(c);
const digit = (c: string) => c >= '0' && c <= '9' && c.length === 1;

/** twitter-text: (?=[^0-9a-zA-Z@+-]|$) */
const mayFollow = (text: string, i: number, end: number) => i >= end || !/[0-9A-Za-z@+-]/.test(text[i] ?? '');

/** The end of the top-level domain at `at`, or -1. */
export function tldEnd(text: string, at: number, end: number): number {
  if (at < end && text.charCodeAt(at) >= 0x80) return wideTld(text, at, end);
  let i = at;
  while (i < end && alnum(text[i] ?? '')) i++;
  if (mayFollow(text, i, end) && asciiTlds.has(text.slice(at, i).toLowerCase())) return i;
  const coded = /^xn--[-0-9a-z]+/i.exec(text.slice(at, end));
  return coded ? at + coded[0].length : -1;
}

function wideTld(text: string, at: number, end: number): number {
  let best = -1;
  for (const word of wideTlds) {
    const to = at + word.length;
    if (to <= end && to > best && text.slice(at, to).toUpperCase() === word.toUpperCase() && mayFollow(text, to, end)) best = to;
  }
  return best;
}

interface Match {
  /** Position of the character before, or -1 at the start of the text. */
  before: number;
  start: number;
  domain: number;
  domainEnd: number;
  path: number;
  pathEnd: number;
  end: number;
}

class Finder {
  readonly out: Span[] = [];
  private readonly t: string;
  private readonly n: number;
  /** End of the run of label characters, "-" and "_". */
  private readonly runEnd: Int32Array;
  /** The last "_" at or before. */
  private readonly lastLow: Int32Array;
  /** At a dot: the end of a top-level domain behind it, or -1. */
  private readonly tld: Int32Array;
  /** At a dot: the last dot behind it in the same chain of labels with a domain's end, or -1. */
  private readonly later: Int32Array;

  constructor(t: string) {
    const n = t.length;
    this.t = t;
    this.n = n;
    this.runEnd = new Int32Array(n + 1);
    this.lastLow = new Int32Array(n + 1);
    this.tld = new Int32Array(n + 1);
    this.later = new Int32Array(n + 1);
    for (let i = 0; i < n; i++) this.lastLow[i] = t[i] === '_' ? i : i > 0 ? this.at(this.lastLow, i - 1) : -1;
    this.runEnd[n] = n;
    for (let i = n - 1; i >= 0; i--) {
      const c = this.char(i);
      const runs = labelChar(c) || c === '-' || c === '_';
      this.runEnd[i] = runs ? this.at(this.runEnd, i + 1) : i;
      if (c === '.') {
        this.tld[i] = tldEnd(t, i + 1, n);
        this.later[i] = this.lastDot(i + 1);
      }
    }
  }

  private at(table: Int32Array, i: number): number {
    return table[i] ?? 0;
  }

  private char(i: number): string {
    return i < this.n ? (this.t[i] ?? '') : '';
  }

  /** The label from s up to the dot that ends it, or -1. */
  private labelDot(s: number): number {
    const e = this.at(this.runEnd, s);
    return e > s && e < this.n && this.char(e) === '.' && labelChar(this.char(s)) && labelChar(this.char(e - 1)) ? e : -1;
  }

  /** The dot before the top-level domain of a name that begins at s, or -1. */
  private lastDot(s: number): number {
    const dot = this.labelDot(s);
    if (dot < 0) return -1;
    if (this.at(this.later, dot) >= 0) return this.at(this.later, dot);
    return this.at(this.lastLow, dot) < s && this.at(this.tld, dot) >= 0 ? dot : -1;
  }

  /** "(…)" with at most one more pair inside, at i; its end or -1. */
  private parensEnd(i: number): number {
    let j = i + 1;
    while (pathChar(this.char(j))) j++;
    if (this.char(j) === ')') return j > i + 1 ? j + 1 : -1;
    if (this.char(j) !== '(') return -1;
    const inner = ++j;
    while (pathChar(this.char(j))) j++;
    if (j === inner || this.char(j) !== ')') return -1;
    j++;
    while (pathChar(this.char(j))) j++;
    return this.char(j) === ')' ? j + 1 : -1;
  }

  private pathEnd(i: number): number {
    if (this.char(i) !== '/') return i;
    let end = ++i;
    while (i < this.n) {
      if (pathChar(this.char(i))) {
        end = pathEndChar(this.char(i)) ? i + 1 : end;
        i++;
        continue;
      }
      const close = this.char(i) === '(' ? this.parensEnd(i) : -1;
      if (close < 0) break;
      end = i = close;
    }
    return end;
  }

  private queryEnd(i: number, n: number): number {
    let end = i;
    if (i >= n || this.char(i) !== '?') return i;
    for (i++; i < n && queryChar(this.char(i)); i++) end = queryEndChar(this.char(i)) ? i + 1 : end;
    return end;
  }

  private matchAt(s: number, before: number): Match | null {
    const scheme = /^https?:\/\//i.exec(this.t.slice(s, s + 8))?.[0].length ?? 0;
    const dot = s + scheme < this.n ? this.lastDot(s + scheme) : -1;
    if (dot < 0) return null;
    const domainEnd = this.at(this.tld, dot);
    let i = domainEnd;
    if (this.char(i) === ':' && digit(this.char(i + 1))) {
      i++;
      while (digit(this.char(i))) i++;
    }
    const pathEnd = this.pathEnd(i);
    return { before, start: s, domain: s + scheme, domainEnd, path: i, pathEnd, end: this.queryEnd(pathEnd, this.n) };
  }

  private next(p: number): Match | null {
    for (; p < this.n; p++) {
      const found = (beforeChar(this.char(p)) ? this.matchAt(p + 1, p) : null) ?? (p === 0 ? this.matchAt(0, -1) : null);
      if (found) return found;
    }
    return null;
  }

  /** The first ASCII domain within [s, e): labels of ASCII and accented letters, then a top-level domain. */
  private asciiDomain(s: number, e: number): { start: number; end: number } | null {
    while (s < e) {
      let found = -1;
      let i = s;
      let j = i;
      for (;;) {
        for (j = i; j < e && asciiLabelChar(this.char(j)); j++);
        if (j === i || j >= e || this.char(j) !== '.') break;
        const end = tldEnd(this.t, j + 1, e);
        found = end >= 0 ? end : found;
        i = j + 1;
      }
      if (found >= 0) return { start: s, end: found };
      s = j > s ? j : s + 1;
    }
    return null;
  }

  /** A link without scheme keeps only its ASCII part. */
  private takeBare(m: Match): void {
    const before = m.before >= 0 ? this.char(m.before) : '';
    if (before === '-' || before === '_' || before === '.' || before === '/') return;
    let last: Span | null = null;
    for (let found = this.asciiDomain(m.domain, m.domainEnd); found; found = this.asciiDomain(found.end, m.domainEnd)) {
      last = { start: found.start, length: found.end - found.start };
      this.out.push(last);
    }
    if (last && m.pathEnd > m.path) last.length += m.end - m.start - (m.domainEnd - m.domain);
  }

  /** Length of a t.co link, which ends with its code and query; -1: the code is too long; 0: no such link. */
  private tcoLength(m: Match): number {
    if (this.t.slice(m.domain, m.domain + 5).toLowerCase() !== 't.co/' || m.domain + 5 > m.end) return 0;
    const slug = m.domain + 5;
    let i = slug;
    while (i < m.end && alnum(this.char(i))) i++;
    const scheme = m.domain - m.start;
    if (i === slug || (scheme !== 7 && scheme !== 8)) return 0;
    return i - slug > TCO_SLUG_MAX ? -1 : this.queryEnd(i, m.end) - m.start;
  }

  private take(m: Match): void {
    const scheme = m.domain - m.start;
    const length = m.end - m.start;
    const domain = this.t.slice(m.domain, m.domainEnd);
    if (domain.length > 4 && domain.startsWith('xn--') && !this.asciiDomain(m.domain, m.domainEnd)) return;
    if (!labelsFit(domain) || length + (scheme || 8) > URL_UNITS_MAX) return;
    if (scheme === 0) {
      this.takeBare(m);
      return;
    }
    const tco = this.tcoLength(m);
    if (tco >= 0) this.out.push({ start: m.start, length: tco > 0 ? tco : length });
  }

  run(): Span[] {
    let p = 0;
    for (let m = this.next(p); m; m = this.next(p)) {
      this.take(m);
      p = m.end;
    }
    return this.out;
  }
}

/** RFC 3492 section 6.1. */
function adapt(delta: number, points: number, first: boolean): number {
  let k = 0;
  delta = first ? Math.floor(delta / 700) : Math.floor(delta / 2);
  delta += Math.floor(delta / points);
  for (; delta > 455; k += 36) delta = Math.floor(delta / 35);
  return k + Math.floor((36 * delta) / (delta + 38));
}

function digitsOf(delta: number, bias: number): number {
  let n = 1;
  for (let k = 36; ; k += 36) {
    const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
    if (delta < t) return n;
    delta = Math.floor((delta - t) / (36 - t));
    n++;
  }
}

/** Length of a label in punycode, "xn--" included (RFC 3492 section 6.3). */
function punycodeLength(label: string): number {
  const points = Array.from(label, (c) => c.codePointAt(0) ?? 0);
  const basic = points.filter((c) => c < 0x80).length;
  let delta = 0;
  let bias = 72;
  let cp = 128;
  let length = 4 + basic + (basic > 0 ? 1 : 0);
  for (let done = basic; done < points.length; delta++, cp++) {
    const least = Math.min(...points.filter((c) => c >= cp));
    delta += (least - cp) * (done + 1);
    cp = least;
    for (const c of points) {
      if (c < cp) delta++;
      if (c === cp) {
        length += digitsOf(delta, bias);
        bias = adapt(delta, done + 1, done === basic);
        delta = 0;
        done++;
      }
    }
  }
  return length;
}

/** Every label of the domain fits into a DNS label once encoded (parts cut by other full stops add up). */
function labelsFit(domain: string): boolean {
  return domain.split('.').every((label) => {
    let length = 0;
    for (const [index, part] of label.split(/[\u3002\uff0e\uff61]/).entries()) {
      if (part.length > LABEL_MAX) return false;
      length += (index > 0 ? 1 : 0) + (/[^\u0020-\u007e]/.test(part) ? punycodeLength(part) : part.length);
    }
    return length >= 1 && length <= LABEL_MAX;
  });
}

/** The links of a text, as X counts them. */
export const xUrls = (text: string): Span[] => new Finder(text).run();
