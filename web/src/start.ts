/* start.ts: lets the browser draw its first frame (paper, and the mark of index.html) before the app takes the main thread.
 *
 * The app's files are named in index.html (vite.config.ts, preloadApp), so they arrive meanwhile. A page in the background
 * draws no frames, hence the second way in. */
import { askEarly, memberLanguage } from './base/early.ts';
import { expectLanguage, languageOf } from './i18n/catalogues.ts';
import './base/mantineFirst.ts';
import './base/fonts.css';
import './base/base.css';

// What main.tsx and the feed ask first: on its way before they have arrived.
const member = memberLanguage();
expectLanguage(languageOf(member || navigator.language));
askEarly('/api/v1/space');
if (member) {
  askEarly('/api/v1/me');
  if (location.pathname === '/') askEarly('/api/v1/posts?limit=6');
}

let started = false;
function start() {
  if (started) return;
  started = true;
  // The largest library first, by itself: between its file and ours the browser may do something else.
  void import('react-dom/client').then(() => setTimeout(() => void import('./main.tsx')));
}

requestAnimationFrame(() => setTimeout(start));
setTimeout(start, 250);
