/* start.ts: lets the browser draw its first frame (paper, and the mark of index.html) before the app takes the main thread.
 *
 * The app's files are named in index.html (vite.config.ts, preloadApp), so they arrive meanwhile. A page in the background
 * draws no frames, hence the second way in. */
import './base/mantineFirst.ts';
import './base/fonts.css';
import './base/base.css';

let started = false;
function start() {
  if (started) return;
  started = true;
  void import('./main.tsx');
}

requestAnimationFrame(() => setTimeout(start));
setTimeout(start, 250);
