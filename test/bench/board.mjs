// board.mjs: the first ranks and one's own place on the board of the month, from memory, against the same two answers in plain SQL.
//
//   node test/bench/board.mjs [--people 100000] [--entries 3] [--rounds 20000] [--json]
//
// Everything in one process and one run (test/bench/load_board.c); the bar is 200 microseconds for each of the two questions.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const loader = process.env.PV_LOADER ?? join(root, 'build/test/load_board');
const asJson = process.argv.includes('--json');
const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : otherwise;
};
const BAR = 200;
const dir = mkdtempSync(join(tmpdir(), 'pv-bench-board-'));
try {
  const { status, stdout, stderr } = spawnSync(loader, [dir, ...[option('people', 100000), option('entries', 3), option('rounds', 20000)].map(String)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const r = JSON.parse(stdout);
  const ratio = (a, b) => Math.round(a / b);
  if (asJson) console.log(JSON.stringify({ bench: 'board', ...r, bar_us: BAR, top_ratio: ratio(r.sql_top_us, r.top_us), place_ratio: ratio(r.sql_place_us, r.place_us) }));
  else {
    console.log(`board: ${r.people} people on it, read once in ${r.load_ms} ms, ${r.credit_us} us a credit`);
    console.log(`  first ranks ${r.top_us} us, plain SQL ${r.sql_top_us} us: ${ratio(r.sql_top_us, r.top_us)} x`);
    console.log(`  own place   ${r.place_us} us, plain SQL ${r.sql_place_us} us: ${ratio(r.sql_place_us, r.place_us)} x   (bar ${BAR} us)`);
  }
  process.exitCode = r.top_us <= BAR && r.place_us <= BAR ? 0 : 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
