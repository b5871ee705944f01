// mastodon_oauth.mjs: applications, the authorization page and tokens of the Mastodon peer, from methods/apps, methods/oauth, api/oauth-scopes and
// RFC 6749, 7009, 7636, 8414.
import { createHash, randomBytes } from 'node:crypto';
import { Answer, boolean } from './mastodon_request.mjs';
import { escapeHtml } from './mastodon_text.mjs';

const reads = ['accounts', 'blocks', 'bookmarks', 'favourites', 'filters', 'follows', 'lists', 'mutes', 'notifications', 'search', 'statuses'];
const writes = ['accounts', 'blocks', 'bookmarks', 'conversations', 'favourites', 'filters', 'follows', 'lists', 'media', 'mutes', 'notifications', 'reports', 'statuses'];
export const scopesOf = (world) => ['read', ...reads.map((s) => `read:${s}`), 'write', ...writes.map((s) => `write:${s}`), 'follow', 'push',
  ...(world.oldVersion ? [] : ['profile'])];

const descriptions = {
  invalid_client: 'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
  invalid_grant: 'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  invalid_scope: 'The requested scope is invalid, unknown, or malformed.',
  invalid_request: 'The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed.',
  invalid_code_challenge_method: 'The code challenge method must be S256.',
  unsupported_response_type: 'The authorization server does not support this response type.',
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server.',
  access_denied: 'The resource owner or authorization server denied the request.',
  unauthorized_client: 'You are not authorized to revoke this token',
};
const oauthError = (status, error) => new Answer(status, { error, error_description: descriptions[error] });
const secret = () => randomBytes(32).toString('base64url');
const split = (scope) => (scope ?? 'read').split(/ +/).filter(Boolean);

/** `read` holds `read:statuses`. */
export const covers = (granted, wanted) => granted.includes(wanted) || granted.includes(wanted.split(':')[0]);

function register(world, { body }) {
  const invalid = (text) => new Answer(422, { error: `Validation failed: ${text}` });
  if (!body.client_name) throw invalid("Application name can't be blank");
  if (Array.isArray(body.redirect_uris) && world.oldVersion) throw invalid('Redirect URI must be an absolute URI.');
  const uris = Array.isArray(body.redirect_uris) ? body.redirect_uris : (body.redirect_uris ?? '').split(/\s+/).filter(Boolean);
  if (!uris.length) throw invalid("Redirect URI can't be blank");
  for (const uri of uris) {
    if (!URL.canParse(uri)) throw invalid('Redirect URI must be an absolute URI.');
    if (new URL(uri).hash) throw invalid('Redirect URI cannot contain a fragment.');
  }
  const scopes = split(body.scopes);
  if (scopes.some((s) => !scopesOf(world).includes(s))) throw invalid("Scopes doesn't match configured on the server.");
  if (body.website !== undefined && body.website !== null && !/^https?:\/\//.test(body.website)) throw invalid('Website must be a valid URL');
  const app = { id: String(world.nextNumber()), name: body.client_name, website: body.website ?? null, client_id: secret(), client_secret: secret(), uris, scopes };
  world.apps.set(app.client_id, app);
  const old = { id: app.id, name: app.name, website: app.website, redirect_uri: uris.join('\n'), client_id: app.client_id, client_secret: app.client_secret, vapid_key: 'x' };
  return { json: world.oldVersion ? old : { ...old, scopes, redirect_uris: uris, client_secret_expires_at: 0 } };
}

const page = (status, title, text) => ({ status, html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${text}</body></html>` });

/** What is wrong with an authorization request: shown on a page where the redirect address cannot be trusted, else sent back to it. */
function checkAuthorize(world, query) {
  const app = world.apps.get(query.client_id);
  if (!app) return { shown: page(401, 'Error', `<p>${descriptions.invalid_client}</p>`) };
  if (!app.uris.includes(query.redirect_uri)) return { shown: page(400, 'Error', "<p>The requested redirect uri is malformed or doesn't match client redirect URI.</p>") };
  if (query.response_type !== 'code') return { app, error: 'unsupported_response_type' };
  if (split(query.scope).some((s) => !covers(app.scopes, s))) return { app, error: 'invalid_scope' };
  if (!world.oldVersion && query.code_challenge !== undefined) {
    if (query.code_challenge_method !== 'S256') return { app, error: 'invalid_code_challenge_method' };
    if (!/^[\w-]{43}$/.test(query.code_challenge)) return { app, error: 'invalid_request' };
  }
  return { app };
}

function back(query, answer) {
  if (query.redirect_uri === 'urn:ietf:wg:oauth:2.0:oob') return page(200, 'Authorization code', `<p>Copy this code:</p><input readonly value="${answer.code ?? ''}">`);
  const to = new URL(query.redirect_uri);
  for (const [name, value] of Object.entries(answer)) to.searchParams.append(name, value);
  if (query.state !== undefined) to.searchParams.append('state', query.state);
  return { status: 302, headers: { Location: to.href }, html: '' };
}

const denied = (query, error) => back(query, { error, error_description: descriptions[error] });

function grant(world, query, app, account) {
  const code = secret();
  world.codes.set(code, { app, account, uri: query.redirect_uri, scopes: split(query.scope), challenge: world.oldVersion ? undefined : query.code_challenge, at: world.now(), used: false });
  return back(query, { code });
}

function authorize(world, { query, faults }) {
  const { app, shown, error } = checkAuthorize(world, query);
  if (query.force_login !== undefined) boolean(query.force_login, 'force_login', faults);
  if (query.state === undefined) faults.push('authorize without state');
  if (!world.oldVersion && query.code_challenge === undefined) faults.push('authorize without code_challenge');
  if (shown) return shown;
  if (error) return denied(query, error);
  if (!world.user) return page(200, 'Log in', '<p>Nobody is signed in here.</p>');
  if (world.autoApprove) return grant(world, query, app, world.user);
  if (world.autoDeny) return denied(query, 'access_denied');
  const hidden = Object.entries(query).map(([n, v]) => `<input type="hidden" name="${escapeHtml(n)}" value="${escapeHtml(v)}">`).join('');
  return page(200, 'Authorization required', `<h1>${escapeHtml(app.name)}</h1><p>@${world.user.username}: ${split(query.scope).map(escapeHtml).join(', ')}</p>
<form method="post" action="/oauth/authorize">${hidden}<button name="decision" value="allow">Authorize</button><button name="decision" value="deny">Deny</button></form>`);
}

function decide(world, { body }) {
  const { app, shown, error } = checkAuthorize(world, body);
  if (shown) return shown;
  if (error) return denied(body, error);
  return body.decision === 'allow' && world.user ? grant(world, body, app, world.user) : denied(body, 'access_denied');
}

/** In the body or by Basic, not both (RFC 6749, 2.3). */
function client(world, { body, request }) {
  const basic = request.headers.authorization?.match(/^Basic (.+)$/);
  const [id, given] = basic ? Buffer.from(basic[1], 'base64').toString().split(':').map(decodeURIComponent) : [body.client_id, body.client_secret];
  const app = world.apps.get(id);
  return app && app.client_secret === given ? app : null;
}

function newToken(world, app, account, scopes) {
  const token = { token: secret(), app, account, scopes, createdAt: world.now(), revoked: false };
  world.tokens.set(token.token, token);
  return { json: { access_token: token.token, token_type: 'Bearer', scope: scopes.join(' '), created_at: Math.floor(token.createdAt / 1000) }, headers: { 'Cache-Control': 'no-store' } };
}

function token(world, context) {
  const { body } = context;
  const app = client(world, context);
  if (!body.grant_type) throw oauthError(400, 'invalid_request');
  if (!['authorization_code', 'client_credentials'].includes(body.grant_type)) throw oauthError(400, 'unsupported_grant_type');
  if (!app) throw oauthError(401, 'invalid_client');
  if (body.grant_type === 'client_credentials') {
    if (split(body.scope).some((s) => !covers(app.scopes, s))) throw oauthError(400, 'invalid_scope');
    return newToken(world, app, null, split(body.scope));
  }
  const code = world.codes.get(body.code);
  if (!body.code || !body.redirect_uri) throw oauthError(400, 'invalid_request');
  const fits = code && !code.used && code.app === app && code.uri === body.redirect_uri && world.now() - code.at < 600_000;
  const proven = !code?.challenge || createHash('sha256').update(body.code_verifier ?? '').digest('base64url') === code.challenge;
  if (code?.challenge && !/^[\w.~-]{43,128}$/.test(body.code_verifier ?? '')) context.faults.push('code_verifier is not of RFC 7636');
  if (!fits || !proven) throw oauthError(400, 'invalid_grant');
  code.used = true;
  return newToken(world, app, code.account, code.scopes);
}

function revoke(world, context) {
  const app = client(world, context);
  const found = world.tokens.get(context.body.token);
  if (!app || !context.body.token || (found && found.app !== app)) throw oauthError(403, 'unauthorized_client');
  if (found) found.revoked = true;
  return { json: {} };
}

function metadata(world) {
  if (world.oldVersion) throw new Answer(404, { error: 'Not Found' });
  return { json: { issuer: `${world.url}/`, service_documentation: 'https://docs.joinmastodon.org/', authorization_endpoint: `${world.url}/oauth/authorize`,
    token_endpoint: `${world.url}/oauth/token`, app_registration_endpoint: `${world.url}/api/v1/apps`, revocation_endpoint: `${world.url}/oauth/revoke`,
    userinfo_endpoint: `${world.url}/oauth/userinfo`, scopes_supported: scopesOf(world), response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'], grant_types_supported: ['authorization_code', 'client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'], code_challenge_methods_supported: ['S256'] } };
}

const asked = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'code_challenge', 'code_challenge_method', 'force_login', 'lang'];
export const oauthRoutes = [
  ['POST', '/api/v1/apps', { body: ['client_name', 'redirect_uris', 'scopes', 'website'] }, register],
  ['GET', '/.well-known/oauth-authorization-server', {}, metadata],
  ['GET', '/oauth/authorize', { query: asked }, authorize],
  ['POST', '/oauth/authorize', { body: [...asked, 'decision'] }, decide],
  ['POST', '/oauth/token', { body: ['grant_type', 'code', 'client_id', 'client_secret', 'redirect_uri', 'scope', 'code_verifier'] }, token],
  ['POST', '/oauth/revoke', { body: ['client_id', 'client_secret', 'token'] }, revoke],
];
