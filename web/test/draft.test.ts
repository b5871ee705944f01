/* The text as it will stand, and what keeps it from going. */
import { describe, expect, it } from 'vitest';
import { pathOf } from '../src/base/useForm.ts';
import { problemOf } from '../src/api/problem.ts';
import { blocked, composed, hostOf } from '../src/rooms/share/draft.ts';
import type { ComposerState } from '../src/api/types.ts';

const state = (over: Partial<ComposerState>): ComposerState => ({
  network: 'x',
  language: 'en',
  text: 'A ready text.',
  caption_id: null,
  captions: 1,
  captions_seen: 1,
  locked: false,
  lock_reason: null,
  hold: null,
  disclosure: { key: 'k', text: 'I work at Rivelle.', options: [], incentive: 'none', relation: 'employee', waiver: null },
  limits: { unit: 'weighted', max: 280, max_bytes: 0, url_length: 23 },
  link_placeholder: 'https://go.rivelle-energie.fr/AAAAAAAAAAA',
  link_join: ' ',
  text_in_intent: true,
  opens_page: true,
  message: false,
  needs_instance: false,
  instance: null,
  linkable: false,
  account: null,
  best_at: null,
  preview: { title: 'Title', host: 'rivelle.example', image_url: null, image_alt: null },
  terms: { reward: false, prefill: true, edit_required: true, similar_text: false, note: null, source: '', checked_at: '2026-08-22', clauses: [] },
  points: { share: 0, own_words: 0, clicks_max: 0, earns: false, reason: 'network_terms' },
  networks: [],
  share: null,
  ...over,
});

describe('draft', () => {
  it.each([
    ['mastodon.social', 'mastodon.social'],
    [' https://Mastodon.Social/@camille ', 'mastodon.social'],
    ['@camille@mastodon.social', 'mastodon.social'],
    ['mastodon.social/', 'mastodon.social'],
    ['', ''],
  ])('finds the server in %s', (given, host) => {
    expect(hostOf(given)).toBe(host);
  });

  it('puts disclosure, words and link together as the server does', () => {
    expect(composed(state({}), 'I work at Rivelle.', '  My words.\r\n')).toBe('I work at Rivelle. My words. https://go.rivelle-energie.fr/AAAAAAAAAAA');
    expect(composed(state({ link_join: '\n\n' }), 'I work at Rivelle.', '')).toBe('I work at Rivelle.\n\nhttps://go.rivelle-energie.fr/AAAAAAAAAAA');
  });

  it('says what is missing', () => {
    const why = (text: string, over: Partial<ComposerState> = {}) => {
      const composer = state(over);
      return blocked(composer, composed(composer, composer.disclosure.text, text), text)?.kind ?? null;
    };
    expect(why('')).toBe('own');
    expect(why('a READY text')).toBe('edit');
    expect(why('Fill ____ in')).toBe('blank');
    expect(why('My own words')).toBe(null);
    expect(why('w'.repeat(300))).toBe('long');
    const free = { terms: { ...state({}).terms, edit_required: false } };
    expect(why('', free)).toBe(null);
    expect(why('👨‍👩‍👧‍👦'.repeat(150), { ...free, limits: { unit: 'grapheme', max: 300, max_bytes: 3000, url_length: 0 } })).toBe('bytes');
  });
});

describe('problem', () => {
  it('is read from problem+json, and from anything else', () => {
    const answer = new Response(null, { status: 409, headers: { 'Retry-After': '240' } });
    const problem = problemOf(answer, { type: '/problems/limit', title: 'A limit is reached', status: 409, errors: [{ pointer: '/network', detail: 'x' }] });
    expect([problem.slug, problem.retryAfterSeconds, problem.errors[0]?.pointer]).toEqual(['limit', 240, '/network']);
    expect(problemOf(new Response('<html>', { status: 502 }), '<html>').slug).toBe('internal');
  });
  it('points into a form', () => {
    expect([pathOf('/admin/email'), pathOf('?limit'), pathOf('/title')]).toEqual(['admin.email', 'limit', 'title']);
  });
});
