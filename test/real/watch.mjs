// watch.mjs: a source as its curator sees it, through the API.
import assert from 'node:assert/strict';

/** `server` from api/helper.mjs. */
export async function watcher(server) {
  const admin = await server.signIn();
  const curator = await server.member(admin, { roles: ['curator'] });
  const self = {
    curator,
    add: (url, more = {}) => curator.want(201, 'POST', '/api/v1/sources', { url, ...more }),
    poll: (id) => curator.want(200, 'POST', `/api/v1/sources/${id}/poll`),
    look: (id) => curator.want(200, 'GET', `/api/v1/sources/${id}`),
    async inbox() {
      const items = [];
      for (let cursor = ''; cursor !== null;) {
        const page = await curator.want(200, 'GET', `/api/v1/posts?status=pending&limit=100${cursor ? `&cursor=${cursor}` : ''}`);
        items.push(...page.items);
        cursor = page.next;
      }
      return items;
    },
    async post(title) {
      const found = (await self.inbox()).filter((p) => p.title === title);
      assert.equal(found.length, 1, `one post "${title}"; there are ${(await self.inbox()).map((p) => p.title).join(' | ')}`);
      return found[0];
    },
    /** Seconds until the source is asked again. */
    nextIn: (source) => (Date.parse(source.next_poll_at) - Date.now()) / 1000,
    /** The feed as it is now is readable, with nothing wrong. */
    async healthy(id) {
      const source = await self.poll(id);
      assert.equal(source.error, null);
      assert.equal(source.status, 'active');
      return source;
    },
    async fails(id, code, detail, least, most) {
      const source = await self.poll(id);
      assert.equal(source.error?.code, code, JSON.stringify(source.error));
      assert.match(source.error.detail, detail);
      const wait = self.nextIn(source);
      assert.ok(wait >= least - 5 && wait <= most + 5, `next try in ${wait} s, expected ${least}-${most}`);
      return source;
    },
  };
  return self;
}
