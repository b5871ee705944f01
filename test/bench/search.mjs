// search.mjs: looking for posts by words against the LIKE it took the place of, in the same run (see load_search.c).
//
//   node test/bench/search.mjs [--posts 20000] [--rounds 50] [--json]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const loader = process.env.PV_SEARCH_LOADER ?? join(root, 'build/test/load_search');
const asJson = process.argv.includes('--json');
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const posts = option('posts', 20000);
const rounds = option('rounds', 50);
const dir = mkdtempSync(join(tmpdir(), 'pv-bench-search-'));
try {
  const { status, stdout, stderr } = spawnSync(loader, [`sqlite:${dir}/portevoix.db`, dir, String(posts), String(rounds)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const lines = stdout.trim().split('\n').map((line) => JSON.parse(line));
  if (!asJson) console.log(`search: ${posts} posts of about 90 words, median of ${rounds} rounds`);
  for (const line of lines) {
    const ratio = line.like_us / line.us;
    if (asJson) console.log(JSON.stringify({ bench: 'search', ...line, ratio }));
    else console.log(`  ${line.what.padEnd(24)} ${line.us} us for ${line.hits}, LIKE ${line.like_us} us for ${line.like_hits}: ${ratio.toFixed(1)} times as fast`);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
