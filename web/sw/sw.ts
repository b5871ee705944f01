/* sw.ts: reading without a network. Keeps the app itself, and what its reader last saw of the feed.
 *
 * Network first for pages and answers, so nothing is ever older than it need be; what is kept speaks only when the network does not.
 * Kept are the member, the feed's pages, published posts that were opened and their pictures: nothing that was not on the screen of this
 * device, no more than KEPT_MAX of it, and none of it once the session has ended (base/offline.ts). Stored answers say "no-store" to
 * every other cache. */
const worker = self as unknown as ServiceWorkerGlobalScope;

const APP = 'pv-app-1';
/** As in base/offline.ts, which empties it. */
const READ = 'pv-read-1';
const KEPT_MAX = 200;

const kept = [
  /^\/api\/v1\/(space|me)$/,
  /^\/api\/v1\/posts\?limit=\d+(&network=\w+)?(&channel=\w+)?(&unread=true)?(&cursor=[^&]+)?$/,
  /^\/api\/v1\/posts\/\w{13}(\/article)?$/,
];
const isPicture = (path: string) => path.startsWith('/api/v1/images/');

worker.addEventListener('install', (event) => {
  event.waitUntil(worker.skipWaiting());
});

worker.addEventListener('activate', (event) => {
  const current = new Set([APP, READ]);
  event.waitUntil(
    Promise.all([
      caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith('pv-') && !current.has(name)).map((name) => caches.delete(name)))),
      worker.registration.navigationPreload?.enable(),
      worker.clients.claim(),
    ]),
  );
});

/** Pages that were last answered from here, and of when that is: they ask. */
const stale = new Map<string, string | null>();

/** The app's files that a page has loaded: its first visit came before this worker. */
worker.addEventListener('message', (event) => {
  const { keep, ask } = (event.data ?? {}) as { keep?: string[]; ask?: boolean };
  if (ask && event.source instanceof Client) event.source.postMessage({ stale: stale.get(event.source.id) ?? null });
  if (!keep) return;
  event.waitUntil(
    caches.open(APP).then(async (cache) => {
      const fresh = [];
      for (const path of ['/', ...keep.filter((one) => one.startsWith('/assets/'))]) if (!(await cache.match(path))) fresh.push(path);
      await Promise.allSettled(fresh.map((path) => cache.add(path)));
    }),
  );
});

async function page(event: FetchEvent): Promise<Response> {
  try {
    const answer = ((await event.preloadResponse) as Response | undefined) ?? (await fetch(event.request));
    if (answer.ok && answer.type === 'basic' && answer.headers.get('Content-Type')?.startsWith('text/html')) {
      const copy = answer.clone();
      event.waitUntil(caches.open(APP).then((cache) => cache.put('/', copy)));
    }
    return answer;
  } catch (cause) {
    const found = await caches.match('/', { cacheName: APP });
    if (found) return found;
    throw cause;
  }
}

/** Hashed names: what is there is right. Those of an older app go when they are many. */
async function file(event: FetchEvent): Promise<Response> {
  const found = await caches.match(event.request, { cacheName: APP });
  if (found) return found;
  const answer = await fetch(event.request);
  if (answer.ok) event.waitUntil(put(APP, event.request, answer.clone()));
  return answer;
}

async function put(name: string, request: Request, answer: Response) {
  const cache = await caches.open(name);
  await cache.put(request, answer);
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - KEPT_MAX)).map((old) => cache.delete(old)));
}

/** A draft that a curator looks at stays where it is. */
async function worthKeeping(path: string, answer: Response): Promise<boolean> {
  if (!/^\/api\/v1\/posts\/\w{13}$/.test(path)) return true;
  return ((await answer.json()) as { status?: string }).status === 'published';
}

/** The session's end is told by the first answer that says so. */
async function keep(path: string, request: Request, answer: Response) {
  if (answer.status === 401) await caches.delete(READ);
  else if (answer.ok && (await worthKeeping(path, answer.clone()))) await put(READ, request, answer);
}

async function answer(event: FetchEvent, path: string): Promise<Response> {
  try {
    const fresh = await fetch(event.request);
    event.waitUntil(keep(path, event.request, fresh.clone()));
    stale.delete(event.clientId);
    return fresh;
  } catch (cause) {
    const found = await caches.match(event.request, { cacheName: READ, ignoreVary: true });
    if (!found) throw cause;
    stale.set(event.clientId, found.headers.get('Date'));
    return found;
  }
}

async function picture(event: FetchEvent): Promise<Response> {
  const found = await caches.match(event.request, { cacheName: READ, ignoreVary: true });
  if (found) return found;
  const fresh = await fetch(event.request);
  if (fresh.ok) event.waitUntil(put(READ, event.request, fresh.clone()));
  return fresh;
}

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  const path = url.pathname + url.search;
  if (request.mode === 'navigate') {
    if (!/^\/(api|l)\//.test(path)) event.respondWith(page(event));
  } else if (path.startsWith('/assets/')) event.respondWith(file(event));
  else if (isPicture(path)) event.respondWith(picture(event));
  else if (kept.some((pattern) => pattern.test(path))) event.respondWith(answer(event, path));
});
