// demo.test.mjs: the demo company holds together: its ledger adds up, its archive is what the nightly work would make it, its board is full.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './helper.mjs';

let server, made;
before(async () => {
  const { constructor: Server } = await start({ companies: [] }).then(async (empty) => {
    await empty.stop();
    return empty;
  });
  server = new Server({});
  const wrong = server.command(['demo', '--size', 'huge']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /standard, small or large/);
  const { code, stdout, stderr } = server.command(['demo', '--size', 'small', '--json']);
  assert.equal(code, 0, stderr);
  made = JSON.parse(stdout);
  await server.serve();
});
after(() => server?.stop());

const signIn = (email) => server.client().signIn(email, made.password);

test('as many people as the size says, and every point follows from what happened', () => {
  assert.equal(made.members, 140);
  assert.ok(made.shares > 100 && made.clicks > 1000);
  const { code, stdout, stderr } = server.command(['audit', 'verify']);
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /0 discrepancies, 0 accounts off/);
});

test('each person named signs in', async () => {
  for (const { email } of made.people) assert.ok((await signIn(email)).me.id, email);
});

test('the feed is full of this and last month, and what is older is in the archive already', async () => {
  const curator = await signIn('malik.benali@rivelle.example');
  const { items } = await curator.want(200, 'GET', '/api/v1/posts?limit=100');
  assert.ok(items.length >= 25, String(items.length));
  const age = (post) => (Date.now() - Date.parse(post.published_at)) / 86_400_000;
  assert.ok(items.every((post) => age(post) < 61), 'none that tonight would archive');
  const archived = await curator.want(200, 'GET', '/api/v1/posts?status=archived&limit=100');
  assert.ok(archived.items.length >= 5);
});

test('a board of forty or so, the way onto it still open to whom one signs in as', async () => {
  const camille = await signIn('camille.roussel@rivelle.example');
  const board = await camille.want(200, 'GET', '/api/v1/boards/month');
  assert.equal(board.open, true);
  assert.equal(board.people, 40);
  const previous = board.month.endsWith('-01') ? `${Number(board.month.slice(0, 4)) - 1}-12` : `${board.month.slice(0, 5)}${String(Number(board.month.slice(5)) - 1).padStart(2, '0')}`;
  assert.ok((await camille.want(200, 'GET', `/api/v1/boards/month?month=${previous}`)).rows.length >= 3);
  assert.equal((await camille.want(200, 'GET', '/api/v1/me/board')).on_board, false);
});

test('people reacted and read, and a little is unread for whom one signs in as', async () => {
  const camille = await signIn('camille.roussel@rivelle.example');
  const page = await camille.want(200, 'GET', '/api/v1/posts?limit=100');
  const numbers = page.items.map((post) => (post.reactions ?? []).reduce((sum, { count }) => sum + count, 0));
  assert.ok(numbers.filter((n) => n > 0).length > page.items.length / 2, String(numbers));
  assert.ok(Math.max(...numbers) >= 5 && Math.max(...numbers) < 100, String(numbers));
  assert.ok(page.items.some((post) => post.reactions?.length > 1));
  assert.ok(page.me.unread > 0 && page.me.unread < 30, String(page.me.unread));
  assert.ok(page.items.some((post) => post.me.read));
});
