/* offline.ts: the page's side of sw/sw.ts: starting it, and forgetting what it keeps. */

/** As in sw/sw.ts. */
const READ = 'pv-read-1';

/** For who is signed in: a stranger's browser keeps nothing. */
export function startOffline() {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const files = () => performance.getEntriesByType('resource').map(({ name }) => new URL(name)).filter(({ origin }) => origin === location.origin);
  const tell = ({ active }: ServiceWorkerRegistration) => active?.postMessage({ keep: files().map(({ pathname }) => pathname) });
  // After the first screen: it needs none of this.
  window.setTimeout(() => {
    navigator.serviceWorker
      .register('/sw.js')
      .then(() => navigator.serviceWorker.ready)
      .then(tell)
      .catch(() => undefined); // without it the app is as it was
  }, 2000);
}

/** What was read leaves this device with its reader. */
export const forgetOffline = () => ('caches' in window ? caches.delete(READ).catch(() => false) : Promise.resolve(false));
