// bodies.mjs: every route that takes an id, with a request that would be good if the thing were there, for tests that try them all as
// somebody to whom it is not there (isolation.test.mjs, channels.test.mjs).
import assert from 'node:assert/strict';

/** A body that would be good if the thing were there. A route that is not named here fails the tests that walk them all: add it. */
export const bodies = {
  'DELETE /api/v1/campaigns/{id}': undefined,
  'GET /api/v1/campaigns/{id}': undefined,
  'PATCH /api/v1/campaigns/{id}': { name: 'X' },
  'GET /api/v1/campaigns/{id}/posts': undefined,
  'DELETE /api/v1/channels/{id}': { name: 'Secret' },
  'PATCH /api/v1/channels/{id}': { name: 'X' },
  'DELETE /api/v1/me/connections/{id}': undefined,
  'PUT /api/v1/me/channels/{id}': { following: true },
  'GET /api/v1/posts/{id}/mix': undefined,
  'GET /api/v1/posts/{id}/reach': undefined,
  'GET /api/v1/posts/{id}/why': undefined,
  'DELETE /api/v1/captions/{id}': undefined,
  'PATCH /api/v1/captions/{id}': { text: 'X' },
  'GET /api/v1/captions/{id}/revisions': undefined,
  'GET /api/v1/posts/{id}/captions': undefined,
  'POST /api/v1/posts/{id}/captions': { text: 'X' },
  'POST /api/v1/posts/{id}/composer/next': { network: 'linkedin' },
  'POST /api/v1/posts/{id}/echo': { text: 'X' },
  'DELETE /api/v1/groups/{id}': { name: 'Secret' },
  'PATCH /api/v1/groups/{id}': { name: 'X' },
  'POST /api/v1/groups/{id}/merge': { into: '0000000000001' },
  'GET /api/v1/files/{id}': undefined,
  'GET /api/v1/images/{id}': undefined,
  'DELETE /api/v1/imports/{id}': undefined,
  'GET /api/v1/imports/{id}': undefined,
  'PATCH /api/v1/imports/{id}': { mapping: [] },
  'POST /api/v1/imports/{id}/apply': { skip_errors: true },
  'GET /api/v1/imports/{id}/missing': undefined,
  'GET /api/v1/imports/{id}/rows': undefined,
  'POST /api/v1/imports/{id}/undo': {},
  'DELETE /api/v1/join/links/{id}': undefined,
  'DELETE /api/v1/members/{id}': { email: 'secret@one.example' },
  'PATCH /api/v1/members/{id}': { first_name: 'X' },
  'POST /api/v1/members/{id}/approve': {},
  'POST /api/v1/members/{id}/decline': {},
  'POST /api/v1/members/{id}/invitation': {},
  'POST /api/v1/members/{id}/unapprove': {},
  'POST /api/v1/members/{id}/undecline': {},
  'GET /api/v1/posts/{id}': undefined,
  'PATCH /api/v1/posts/{id}': { title: 'X' },
  'GET /api/v1/posts/{id}/campaign': undefined,
  'PUT /api/v1/posts/{id}/campaign': { campaign: null },
  'GET /api/v1/posts/{id}/composer': undefined,
  'GET /api/v1/posts/{id}/acts': undefined,
  'PUT /api/v1/posts/{id}/acts/{network}/{kind}': undefined,
  'DELETE /api/v1/posts/{id}/acts/{network}/{kind}': undefined,
  'POST /api/v1/posts/{id}/archive': {},
  'GET /api/v1/posts/{id}/article': undefined,
  'GET /api/v1/posts/{id}/calendar': undefined,
  'DELETE /api/v1/posts/{id}/confirmation': undefined,
  'PUT /api/v1/posts/{id}/confirmation': {},
  'POST /api/v1/posts/{id}/drop': {},
  'PUT /api/v1/posts/{id}/marks': { featured: true },
  'POST /api/v1/posts/{id}/publish': {},
  'DELETE /api/v1/posts/{id}/reaction': undefined,
  'PUT /api/v1/posts/{id}/reaction': { kind: 'like' },
  'POST /api/v1/posts/{id}/redraft': {},
  'POST /api/v1/posts/{id}/restore': {},
  'POST /api/v1/posts/{id}/revert': { revision: '0000000000001' },
  'GET /api/v1/posts/{id}/revisions': undefined,
  'POST /api/v1/posts/{id}/schedule': { at: '2030-01-01T10:00:00Z' },
  'POST /api/v1/posts/{id}/submit': {},
  'POST /api/v1/posts/{id}/unschedule': {},
  'POST /api/v1/posts/{id}/unpublish': {},
  'POST /api/v1/posts/{id}/shares': { network: 'linkedin', mode: 'intent', text: 'Look' },
  'DELETE /api/v1/shares/{id}': undefined,
  'GET /api/v1/shares/{id}': undefined,
  'PATCH /api/v1/shares/{id}': { at: '2030-01-01T10:00:00Z' },
  'POST /api/v1/shares/{id}/declare': {},
  'GET /api/v1/sources/{id}': undefined,
  'PATCH /api/v1/sources/{id}': { title: 'X' },
  'DELETE /api/v1/sources/{id}': undefined,
  'POST /api/v1/sources/{id}/poll': {},
};
export const queries = { 'GET /api/v1/posts/{id}/composer': '?network=linkedin' };

/** Each route with an id as [method, path with {id}, body, query], below `prefix`. */
export async function routesWithIds(client, prefix = '/api/v1/') {
  const document = (await client.get('/api/v1/openapi.json')).json;
  const found = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    if (!path.startsWith(prefix) || !path.includes('{id}')) continue;
    for (const name of Object.keys(operations).filter((m) => ['get', 'post', 'put', 'patch', 'delete'].includes(m))) {
      const key = `${name.toUpperCase()} ${path}`;
      assert.ok(key in bodies, `${key} is not in bodies.mjs`);
      found.push([name.toUpperCase(), path, bodies[key], queries[key] ?? '']);
    }
  }
  return found;
}
