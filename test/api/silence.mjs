// silence.mjs: that what one member does is told to nobody: every GET of the API that needs no more than a post's id, as several
// readers, before and after.
import assert from 'node:assert/strict';

/** Pages that differ by the moment they are asked. */
const MOVING = new Set(['/api/v1/openapi.json', '/api/v1/me/work']);

async function answers(readers, posts) {
  const { paths } = (await readers[0].get('/api/v1/openapi.json')).json;
  const wanted = Object.entries(paths).filter(([path, { get }]) => get && path.startsWith('/api/v1/') && !MOVING.has(path)).flatMap(([path]) => {
    if (!path.includes('{')) return [path];
    return path.startsWith('/api/v1/posts/{id}') && !/\{.*\{/.test(path) ? posts.map((id) => path.replace('{id}', id)) : [];
  });
  const all = new Map();
  for (const [i, reader] of readers.entries()) {
    for (const path of wanted) {
      const { status, text } = await reader.get(path);
      all.set(`${i} ${path}`, `${status} ${text.replace(/"instance":"[^"]*"|"request_id":"[^"]*"/g, '')}`);
    }
  }
  return all;
}

/** Runs `act`; fails when any of `readers` could tell. */
export async function silent(readers, posts, act) {
  await answers(readers, posts);                     // first visits, first builds
  const before = await answers(readers, posts);
  await act();
  await new Promise((resolve) => { setTimeout(resolve, 2500); });
  const after = await answers(readers, posts);
  assert.ok(before.size > 100, `${before.size} answers`);
  for (const [what, answer] of before) assert.equal(after.get(what), answer, what);
}
