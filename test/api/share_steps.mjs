// share_steps.mjs: short ways to a published post, a share and a counted click, for the tests of sharing, points and impact.
import assert from 'node:assert/strict';

export const own = 'Une nuit entière sur la crête avec toute l’équipe : jamais entendu un tel silence.';
export const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36';

let count = 0;

/** A published post; `fields` go over the defaults. */
export async function publish(curator, fields = {}) {
  count += 1;
  const { caption, ...rest } = fields;
  const post = await curator.want(201, 'POST', '/api/v1/posts', {
    title: 'Le barrage retrouve sa pleine puissance', body: 'Deux turbines neuves.',
    url: `https://www.example.com/articles/${count}`, language: 'fr', ...rest,
  });
  if (caption) await curator.want(200, 'PATCH', `/api/v1/posts/${post.id}`, { caption: { text: caption, language: 'fr' } });
  return curator.want(200, 'POST', `/api/v1/posts/${post.id}/publish`, {});
}

/** Shares it (201) and returns the share. */
export function share(member, post, fields = {}) {
  return member.want(201, 'POST', `/api/v1/posts/${post.id}/shares`, { network: 'linkedin', mode: 'intent', text: own, ...fields });
}

/** A visitor follows the link of a share. Each `visitor` is another device. */
export async function click(server, made, visitor = 'a', agent = browser) {
  const client = server.client();
  client.headers = { 'User-Agent': `${agent} ${visitor}` };
  const answer = await client.get(new URL(made.link).pathname);
  assert.equal(answer.status, 302, answer.text);
  return answer;
}

/** The member's share once `fits(share)` holds; clicks are counted in the background. */
export async function until(member, id, fits) {
  let seen;
  for (let i = 0; i < 200; i++) {
    const { items } = await member.want(200, 'GET', '/api/v1/me/shares');
    seen = items.find((s) => s.id === id);
    if (seen && fits(seen)) return seen;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  throw new Error(`not seen in time: ${JSON.stringify(seen)}`);
}
