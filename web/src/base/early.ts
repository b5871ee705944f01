/* early.ts: the first answers are asked for while the app itself is still arriving. The client takes them when it comes to ask.
 *
 * An answer serves once, soon, and only if it went well; everything else is asked for again in the ordinary way. */
const GOOD_FOR_MS = 10_000;
const kept = new Map<string, { at: number; answer: Promise<Response> }>();

export function askEarly(path: string) {
  const answer = fetch(path, { headers: { 'X-Requested-With': 'portevoix' } });
  answer.catch(() => undefined); // whoever takes it sees the failure; nobody else has to
  kept.set(path, { at: Date.now(), answer });
}

/** The answer to this request if it was asked for already. */
export function takeEarly(request: Request): Promise<Response> | undefined {
  if (request.method !== 'GET' || kept.size === 0) return undefined;
  const { pathname, search } = new URL(request.url);
  const found = kept.get(pathname + search);
  if (!found) return undefined;
  kept.delete(pathname + search);
  return Date.now() - found.at < GOOD_FOR_MS ? found.answer.then((answer) => (answer.ok ? answer : fetch(request))) : undefined;
}

/** The language of who is signed in, as the server wrote it into the page; '' when nobody is. */
export function memberLanguage(): string {
  const said = document.querySelector<HTMLMetaElement>('meta[name="pv-member"]')?.content ?? '';
  return said.startsWith('__') ? '' : said; // Vite's own server fills nothing in
}
