// mastodon_api.mjs: accounts, statuses, media, search and instance of the Mastodon peer, from methods/* and entities/* of docs.joinmastodon.org.
import { Answer, boolean } from './mastodon_request.mjs';
import { hashtags, statusHtml, statusLength } from './mastodon_text.mjs';

export const limits = { characters: 500, media: 4, perUrl: 23, description: 1500, image: 16777216, page: 40 };
const types = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];
const gone = () => new Answer(404, { error: 'Record not found' });
const invalid = (text) => new Answer(422, { error: `Validation failed: ${text}` });
const newer = (a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1);

// ---- entities ----

function accountEntity(world, account, own = false) {
  const count = [...world.statuses.values()].filter((s) => s.account === account).length;
  const entity = {
    id: account.id, username: account.username, acct: account.domain ? `${account.username}@${account.domain}` : account.username, display_name: account.displayName,
    locked: false, bot: account.bot, discoverable: true, group: false, created_at: '2024-01-01T00:00:00.000Z', note: account.note ?? `<p>${account.displayName}</p>`,
    url: account.url, uri: account.url, avatar: `${world.url}/avatars/original/missing.png`, avatar_static: `${world.url}/avatars/original/missing.png`,
    header: `${world.url}/headers/original/missing.png`, header_static: `${world.url}/headers/original/missing.png`, followers_count: account.followers,
    following_count: 0, statuses_count: count, last_status_at: count ? new Date(world.now()).toISOString().slice(0, 10) : null, emojis: [], fields: account.fields ?? [],
    ...(account.suspended ? { suspended: true } : {}), ...(account.moved ? { moved: accountEntity(world, account.moved) } : {}),
  };
  return own ? { ...entity, source: { privacy: account.privacy, sensitive: false, language: account.language, note: account.displayName, fields: [],
    follow_requests_count: 0 }, role: { id: '-99', name: '', permissions: '65536', color: '', highlighted: false } } : entity;
}

const mediaEntity = (world, media) => ({ id: media.id, type: media.kind ?? 'image', url: media.url ?? (media.ready ? `${world.url}/media/${media.id}/original` : null),
  preview_url: media.url ?? `${world.url}/media/${media.id}/small`, remote_url: null, text_url: null, meta: {}, description: media.description ?? null, blurhash: null });

export function statusEntity(world, status, viewer) {
  const target = status.reblog ?? status;
  const entity = {
    id: status.id, created_at: new Date(status.createdAt).toISOString(), in_reply_to_id: status.replyTo?.id ?? null, in_reply_to_account_id: status.replyTo?.account.id ?? null,
    sensitive: status.sensitive, spoiler_text: status.spoiler, visibility: status.visibility, language: status.language, uri: status.uri, url: status.reblog ? status.uri : status.url,
    replies_count: status.replies, reblogs_count: target.reblogs.size + target.moreReblogs, favourites_count: target.favourites.size + target.moreFavourites, quotes_count: 0,
    edited_at: status.editedAt ? new Date(status.editedAt).toISOString() : null, content: status.reblog ? statusEntity(world, status.reblog, viewer).content : statusHtml(status.text, new URL(status.account.url).origin, (name) => world.byName(name)),
    reblog: status.reblog ? statusEntity(world, status.reblog, viewer) : null, account: accountEntity(world, status.account),
    media_attachments: status.media.map((m) => mediaEntity(world, m)), mentions: [], tags: hashtags(status.text).map((name) => ({ name, url: `${world.url}/tags/${encodeURIComponent(name)}` })),
    emojis: [], card: status.card ?? null, poll: null,
  };
  if (status.app) entity.application = { name: status.app.name, website: status.app.website };
  return viewer ? { ...entity, favourited: target.favourites.has(viewer), reblogged: target.reblogs.has(viewer), muted: false, bookmarked: false } : entity;
}

// ---- accounts ----

function lookup(world, { query }) {
  const [name, domain] = (query.acct ?? '').replace(/^@/, '').split('@');
  const account = !domain || domain === world.host ? world.byName(name) : [...world.accounts.values()].find((a) => a.username === name && a.domain === domain);
  if (!account) throw gone();
  return { json: accountEntity(world, account) };
}

function account(world, { ids: [id] }) {
  const found = world.accounts.get(id);
  if (!found) throw gone();
  return { json: accountEntity(world, found) };
}

const visible = (status, viewer) => ['public', 'unlisted'].includes(status.visibility) || status.account === viewer;

function cursor(query, name) {
  if (query[name] !== undefined && !/^\d+$/.test(query[name])) throw gone();
  return query[name] === undefined ? null : BigInt(query[name]);
}

function limitOf(query, faults, usual = 20) {
  if (query.limit === undefined) return usual;
  if (!/^\d+$/.test(query.limit) || Number(query.limit) < 1 || Number(query.limit) > limits.page) faults.push(`limit is ${query.limit}, not 1 to ${limits.page}`);
  return Math.min(Math.max(Number(query.limit) || usual, 1), limits.page);
}

/** api/guidelines, "Paginating": min_id is the page just above it, since_id the newest page down to it. */
function statuses(world, { ids: [id], query, account: viewer, faults }) {
  const owner = world.accounts.get(id);
  if (!owner) throw gone();
  if (owner.suspended) return { json: [] };
  const limit = limitOf(query, faults);
  const [max, since, min] = ['max_id', 'since_id', 'min_id'].map((name) => cursor(query, name));
  const noReplies = boolean(query.exclude_replies, 'exclude_replies', faults), noReblogs = boolean(query.exclude_reblogs, 'exclude_reblogs', faults);
  const onlyMedia = boolean(query.only_media, 'only_media', faults);
  let list = [...world.statuses.values()].filter((s) => s.account === owner && visible(s, viewer) && !(noReblogs && s.reblog)
    && !(noReplies && s.replyTo && s.replyTo.account !== owner) && !(onlyMedia && !s.media.length)
    && (max === null || BigInt(s.id) < max) && (since === null || BigInt(s.id) > since) && (min === null || BigInt(s.id) > min)).sort(newer);
  list = min !== null ? list.slice(-limit) : list.slice(0, limit);
  const kept = Object.entries(query).filter(([name]) => !['max_id', 'since_id', 'min_id'].includes(name));
  const address = (name, value) => `${world.url}/api/v1/accounts/${id}/statuses?${new URLSearchParams([...kept, [name, value]])}`;
  const links = [];
  if (list.length === limit) links.push(`<${address('max_id', list.at(-1).id)}>; rel="next"`);
  if (list.length) links.push(`<${address('min_id', list[0].id)}>; rel="prev"`);
  return { json: list.map((s) => statusEntity(world, s, viewer)), headers: links.length ? { Link: links.join(', ') } : {} };
}

// ---- statuses ----

function find(world, id, viewer) {
  const status = world.statuses.get(id);
  if (!status || !visible(status, viewer)) throw gone();
  return status;
}

function attach(world, body, account) {
  const ids = body.media_ids ?? [];
  if (!Array.isArray(ids)) return [];
  if (ids.length > limits.media) throw invalid(`Cannot attach more than ${limits.media} files`);
  return ids.map((id) => {
    const media = world.media.get(String(id));
    if (!media || media.account !== account || media.status) throw invalid(`Media ${id} not found or already attached to another post`);
    if (!media.ready) throw invalid('Cannot attach files that have not finished processing. Try again in a moment!');
    return media;
  });
}

function checkPost(body, faults) {
  if (body.media_ids !== undefined && !Array.isArray(body.media_ids)) faults.push('media_ids is no array (media_ids[] in a form)');
  if (body.visibility !== undefined && !['public', 'unlisted', 'private', 'direct'].includes(body.visibility)) throw new Answer(422, { error: `'${body.visibility}' is not a valid visibility` });
  if (body.language !== undefined && body.language !== null && !/^[a-z]{2,3}$/.test(body.language)) faults.push(`language is "${body.language}", not of ISO 639`);
  if (body.status !== undefined && typeof body.status !== 'string') faults.push('status is no string');
  if (body.in_reply_to_id !== undefined && typeof body.in_reply_to_id !== 'string') faults.push('in_reply_to_id is no string');
}

function post(world, { body, account, app, request, faults, viewer }) {
  checkPost(body, faults);
  const key = request.headers['idempotency-key'];
  if (key === undefined) faults.push('a status without Idempotency-Key');
  const remembered = key !== undefined && world.idempotency ? world.keys.get(`${account.id} ${key}`) : undefined;
  if (remembered && world.now() - remembered.at < 3600_000) return { json: statusEntity(world, find(world, remembered.id, account), viewer) };
  let replyTo = null;
  if (body.in_reply_to_id) {
    replyTo = world.statuses.get(String(body.in_reply_to_id));
    if (!replyTo || !visible(replyTo, account)) throw new Answer(404, { error: 'The post you are trying to reply to does not appear to exist.' });
  }
  const media = attach(world, body, account);
  const text = body.status ?? '', spoiler = body.spoiler_text ?? '';
  if (!text.trim() && !media.length) throw invalid("Text can't be blank");
  if (statusLength(spoiler + text, limits.perUrl) > world.characters) throw invalid(`Text character limit of ${world.characters} exceeded`);
  const status = world.newStatus(account, { text, spoiler, media, replyTo, app, sensitive: boolean(body.sensitive, 'sensitive', faults), visibility: body.visibility ?? account.privacy,
    language: body.language ?? account.language ?? null });
  for (const m of media) m.status = status;
  if (key !== undefined) world.keys.set(`${account.id} ${key}`, { id: status.id, at: world.now() });
  return { json: statusEntity(world, status, viewer) };
}

const get = (world, { ids: [id], account: viewer }) => ({ json: statusEntity(world, find(world, id, viewer), viewer) });

function several(world, { query, account: viewer }) {
  if (world.oldVersion) throw new Answer(404, { error: 'Not Found' });
  const ids = Array.isArray(query.id) ? query.id : [];
  return { json: ids.map((id) => world.statuses.get(id)).filter((s) => s && visible(s, viewer)).map((s) => statusEntity(world, s, viewer)) };
}

function remove(world, { ids: [id], account: owner, query, faults }) {
  const status = world.statuses.get(id);
  if (!status || status.account !== owner) throw gone();
  const { content: _, ...entity } = statusEntity(world, status, owner);
  const media = boolean(query.delete_media, 'delete_media', faults);
  for (const m of status.media) {
    m.status = null;
    if (media) world.media.delete(m.id);
  }
  world.drop(status);
  return { json: { ...entity, text: status.text } };
}

function reblog(world, { ids: [id], account: by, body, app, faults }) {
  if (body.visibility !== undefined && !['public', 'unlisted', 'private'].includes(body.visibility)) faults.push(`visibility of a boost is "${body.visibility}"`);
  const found = find(world, id, by);
  const target = found.reblog ?? found;
  if (target.visibility === 'direct' || (target.visibility === 'private' && target.account !== by)) throw gone();
  const before = [...world.statuses.values()].find((s) => s.account === by && s.reblog === target);
  const boost = before ?? world.newStatus(by, { text: '', reblog: target, app, visibility: body.visibility ?? 'public', language: target.language });
  return { json: statusEntity(world, boost, by) };
}

function unreblog(world, { ids: [id], account: by }) {
  const found = find(world, id, by);
  const target = found.reblog ?? found;
  const boost = [...world.statuses.values()].find((s) => s.account === by && s.reblog === target);
  if (boost) world.drop(boost);
  return { json: statusEntity(world, target, by) };
}

const like = (on) => (world, { ids: [id], account: by }) => {
  const found = find(world, id, by);
  (found.reblog ?? found).favourites[on ? 'add' : 'delete'](by);
  return { json: statusEntity(world, found, by) };
};

// ---- search ----

function search(world, { query, account: viewer, token, faults }) {
  if (!query.q) throw new Answer(400, { error: 'param is missing or the value is empty: q' });
  const resolve = boolean(query.resolve, 'resolve', faults);
  if (resolve && !viewer) throw new Answer(401, { error: 'Search queries that resolve remote resources are not supported without authentication' });
  if (query.offset !== undefined && !viewer) throw new Answer(401, { error: 'Search queries pagination is not supported without authentication' });
  if (query.type !== undefined && !['accounts', 'hashtags', 'statuses'].includes(query.type)) faults.push(`type is "${query.type}"`);
  limitOf(query, faults);
  if (token && !world.may(token, 'read:search')) throw new Answer(403, { error: 'This action is outside the authorized scopes' });
  const none = { accounts: [], statuses: [], hashtags: [] };
  if (!/^https?:\/\//.test(query.q) || (query.type && query.type !== 'statuses')) return { json: none };
  const known = [...world.statuses.values()].find((s) => !s.reblog && (s.url === query.q || s.uri === query.q));
  const status = known ?? (resolve ? world.fetchRemote(query.q) : null);
  return { json: status && visible(status, viewer) ? { ...none, statuses: [statusEntity(world, status, viewer)] } : none };
}

// ---- media ----

const looks = (bytes) => (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) ? 'image/jpeg'
  : bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) ? 'image/png'
    : bytes.subarray(0, 4).toString() === 'GIF8' ? 'image/gif'
      : bytes.subarray(0, 4).toString() === 'RIFF' && bytes.subarray(8, 12).toString() === 'WEBP' ? 'image/webp' : null);

function upload(world, { body, files, account, faults, request }) {
  if (!/^multipart\/form-data/.test(request.headers['content-type'] ?? '')) faults.push('media is no multipart/form-data');
  const { file } = files;
  if (!file) throw invalid("File can't be blank");
  if (!file.filename) faults.push('the file has no name');
  if (!file.type) faults.push('the file has no MIME type');
  else if (looks(file.bytes) && file.type !== looks(file.bytes)) faults.push(`the file is ${looks(file.bytes)} and called ${file.type}`);
  if (!types.includes(looks(file.bytes))) throw invalid('File content type is invalid, File is invalid');
  if (file.bytes.length > limits.image) throw invalid('File file size must be less than 16 MB');
  if ([...(body.description ?? '')].length > limits.description) throw invalid(`Description is too long (maximum is ${limits.description} characters)`);
  const media = { id: String(world.nextId()), account, description: body.description, bytes: file.bytes, type: looks(file.bytes), filename: file.filename, status: null,
    polls: world.processing, ready: world.processing === 0, failed: false };
  world.media.set(media.id, media);
  return { status: media.ready ? 200 : 202, json: mediaEntity(world, media) };
}

function own(world, id, account) {
  const media = world.media.get(id);
  if (!media || media.account !== account || media.status) throw gone();
  return media;
}

function poll(world, { ids: [id], account }) {
  const media = own(world, id, account);
  if (!media.ready && world.processingFails) throw new Answer(422, { error: 'There was an error processing the media attachment' });
  if (!media.ready && media.polls > 0) {
    media.polls -= 1;
    return { status: 206, json: mediaEntity(world, media) };
  }
  media.ready = true;
  return { json: mediaEntity(world, media) };
}

function describe(world, { ids: [id], account, body }) {
  const media = own(world, id, account);
  if ([...(body.description ?? '')].length > limits.description) throw invalid(`Description is too long (maximum is ${limits.description} characters)`);
  if (body.description !== undefined) media.description = body.description;
  return { json: mediaEntity(world, media) };
}

// ---- instance ----

const rules = (world) => world.rules.map((text, i) => ({ id: String(i + 1), text, hint: '' }));
const configuration = (world) => ({
  accounts: { max_featured_tags: 10, max_pinned_statuses: 5 },
  statuses: { max_characters: world.characters, max_media_attachments: limits.media, characters_reserved_per_url: limits.perUrl },
  media_attachments: { supported_mime_types: types, description_limit: limits.description, image_size_limit: limits.image, image_matrix_limit: 33177600,
    video_size_limit: 103809024, video_frame_rate_limit: 120, video_matrix_limit: 8294400 },
  polls: { max_options: 4, max_characters_per_option: 50, min_expiration: 300, max_expiration: 2629746 },
});

function instance(world) {
  if (!world.instanceV2) throw new Answer(404, { error: 'Not Found' });
  return { json: { domain: world.host, title: world.title, version: world.version, source_url: 'https://github.com/mastodon/mastodon', description: world.description,
    usage: { users: { active_month: world.accounts.size } }, thumbnail: { url: `${world.url}/thumbnail.png` }, icon: [], languages: ['fr'],
    configuration: { urls: { streaming: `${world.url.replace(/^http/, 'ws')}`, status: null }, vapid: { public_key: 'x' }, ...configuration(world), translation: { enabled: false } },
    registrations: { enabled: false, approval_required: false, message: null, url: null }, ...(world.oldVersion ? {} : { api_versions: { mastodon: 7 } }),
    contact: { email: 'admin@example.test', account: null }, rules: rules(world) } };
}

const oldInstance = (world) => ({ json: { uri: world.host, title: world.title, short_description: world.description, description: world.description,
  email: 'admin@example.test', version: world.version, urls: { streaming_api: `${world.url.replace(/^http/, 'ws')}` },
  stats: { user_count: world.accounts.size, status_count: world.statuses.size, domain_count: 1 }, thumbnail: `${world.url}/thumbnail.png`, languages: ['fr'],
  registrations: false, approval_required: false, invites_enabled: false, configuration: configuration(world), contact_account: null, rules: rules(world) } });

/** RFC 7033, as spec/webfinger has it. */
function webfinger(world, { query }) {
  if (!query.resource) throw new Answer(400, '');
  const [name, domain] = query.resource.replace(/^acct:/, '').split('@');
  const found = query.resource.startsWith('acct:') && domain === world.host ? world.byName(name) : undefined;
  if (!found) throw new Answer(404, '');
  return { headers: { 'Content-Type': 'application/jrd+json; charset=utf-8' }, json: { subject: query.resource, aliases: [found.url, `${world.url}/users/${name}`],
    links: [{ rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: found.url }, { rel: 'self', type: 'application/activity+json', href: `${world.url}/users/${name}` },
      { rel: 'http://ostatus.org/schema/1.0/subscribe', template: `${world.url}/authorize_interaction?uri={uri}` }] } };
}

const user = (scope) => ({ user: true, scope });
const paging = ['limit', 'max_id', 'since_id', 'min_id', 'exclude_replies', 'exclude_reblogs', 'only_media', 'pinned', 'tagged'];
const posting = ['status', 'media_ids', 'in_reply_to_id', 'sensitive', 'spoiler_text', 'visibility', 'language'];

/** [method, path, {user, scope, query, body}, handler]: `user`: a user's token is needed; `scope`: checked whenever a token is given. */
export const apiRoutes = [
  ['GET', '/api/v1/accounts/verify_credentials', { user: true, scope: ['profile', 'read:accounts'] }, (world, { account: own_ }) => ({ json: accountEntity(world, own_, true) })],
  ['GET', '/api/v1/accounts/lookup', { query: ['acct'] }, lookup],
  ['GET', '/api/v1/accounts/:id', { scope: 'read:accounts' }, account],
  ['GET', '/api/v1/accounts/:id/statuses', { scope: 'read:statuses', query: paging }, statuses],
  ['GET', '/api/v1/statuses', { scope: 'read:statuses', query: ['id'] }, several],
  ['POST', '/api/v1/statuses', { ...user('write:statuses'), body: posting }, post],
  ['GET', '/api/v1/statuses/:id', { scope: 'read:statuses' }, get],
  ['DELETE', '/api/v1/statuses/:id', { ...user('write:statuses'), query: ['delete_media'] }, remove],
  ['POST', '/api/v1/statuses/:id/reblog', { ...user('write:statuses'), body: ['visibility'] }, reblog],
  ['POST', '/api/v1/statuses/:id/unreblog', user('write:statuses'), unreblog],
  ['POST', '/api/v1/statuses/:id/favourite', user('write:favourites'), like(true)],
  ['POST', '/api/v1/statuses/:id/unfavourite', user('write:favourites'), like(false)],
  ['GET', '/api/v2/search', { query: ['q', 'type', 'resolve', 'limit', 'offset', 'following', 'account_id', 'exclude_unreviewed', 'max_id', 'min_id'] }, search],
  ['POST', '/api/v2/media', { ...user('write:media'), body: ['description', 'focus'] }, upload],
  ['GET', '/api/v1/media/:id', user('write:media'), poll],
  ['PUT', '/api/v1/media/:id', { ...user('write:media'), body: ['description', 'focus'] }, describe],
  ['GET', '/.well-known/webfinger', { query: ['resource'] }, webfinger],
  ['GET', '/api/v2/instance', {}, instance],
  ['GET', '/api/v1/instance', {}, oldInstance],
  ['GET', '/api/v1/instance/rules', {}, (world) => ({ json: rules(world) })],
];
