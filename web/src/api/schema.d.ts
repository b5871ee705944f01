/* The API's types in the form openapi-typescript writes them. Written by hand after the contract until docs/api/openapi.json
 * exists; `npm run types` replaces this file. Import shapes from api/types.ts, not from here. */

interface Json<T> {
  headers: { [name: string]: unknown };
  content: { 'application/json': T };
}
interface NoBody {
  headers: { [name: string]: unknown };
  content?: never;
}
interface Params<Query, Path> {
  query?: Query;
  header?: never;
  path: Path;
  cookie?: never;
}
interface Op<Reply, Body = never, Query = never, Path = Record<string, never>> {
  parameters: Path extends Record<string, never>
    ? { query?: Query; header?: never; path?: never; cookie?: never }
    : Params<Query, Path>;
  requestBody: [Body] extends [never] ? never : { content: { 'application/json': Body } };
  responses: { 200: [Reply] extends [never] ? NoBody : Json<Reply> };
}
interface OpNoBody<Reply, Query = never, Path = Record<string, never>> {
  parameters: Path extends Record<string, never>
    ? { query?: Query; header?: never; path?: never; cookie?: never }
    : Params<Query, Path>;
  requestBody?: never;
  responses: { 200: [Reply] extends [never] ? NoBody : Json<Reply> };
}

export interface components {
  schemas: {
    palette: {
      shades: string[];
      label: string;
      text: number;
      dark_text: number;
      dark_fill: number;
      dark_label: string;
      adjusted?: boolean;
      label_ratio?: number;
      text_ratio?: number;
    };
    space: {
      setup_needed: boolean;
      company?: {
        name: string;
        language: string;
        time_zone: string;
        colour: string;
        palette: components['schemas']['palette'];
      } | null;
      signed_in: boolean;
      version: string;
      mail: boolean;
      sign_in_link: 'mail' | 'console' | 'none';
    };
    charter_state: { current_version: number; accepted_version?: number | null };
    me: {
      id: string;
      email: string;
      first_name: string;
      last_name: string;
      language: string;
      time_zone: string;
      roles: string[];
      company: { name: string; language: string; time_zone: string; colour: string };
      ambassador: boolean;
      charter: components['schemas']['charter_state'];
      has_password: boolean;
      previous_visit_at?: string | null;
    };
    me_patch: {
      language?: string;
      time_zone?: string;
      first_name?: string;
      last_name?: string;
      password?: { current?: string; new: string };
    };
    setup: {
      token: string;
      name: string;
      language: string;
      time_zone: string;
      colour: string;
      admin: { email: string; first_name: string; last_name: string; password?: string };
    };
    charter: { version: number; language: string; text: string; published_at: string };
    participation: { ambassador: boolean; charter: components['schemas']['charter_state'] };
    post: {
      id: string;
      brand: { id: string; name: string };
      source?: { id: string; title: string } | null;
      kind: string;
      status: string;
      network: string;
      audience: string;
      language: string;
      title: string;
      body: string;
      url: string;
      image_url?: string | null;
      image_alt?: string | null;
      author?: string | null;
      promotional: boolean;
      issued_at: string;
      published_at?: string | null;
      version: number;
      caption?: { id: string; network: string; language: string; text: string } | null;
      also_seen?: string[];
      points?: { share: number; own_words: number };
      me?: { shared: string[] };
    };
    posts: {
      items: components['schemas']['post'][];
      next?: string | null;
      me?: { new_since?: string | null; unread: number };
    };
    post_counts: {
      pending: number;
      published: number;
      dropped: number;
      mix: { promotional: number; total: number; percent: number; ceiling: number };
    };
    post_new: {
      title: string;
      body?: string;
      url: string;
      language?: string;
      image_url?: string;
      image_alt?: string;
      promotional?: boolean;
      audience?: string;
      brand_id?: string;
    };
    post_patch: {
      title?: string;
      body?: string;
      image_url?: string | null;
      image_alt?: string | null;
      promotional?: boolean;
      audience?: string;
      language?: string;
      caption?: { text: string; language?: string };
      version?: number;
    };
    composer: {
      network: string;
      language: string;
      text: string;
      caption_id: string | null;
      disclosure: { key: string; text: string; options: { key: string; text: string }[]; incentive: string; relation: string };
      limits: { unit: string; max: number; max_bytes: number; url_length: number };
      link_placeholder: string;
      link_join: string;
      text_in_intent: boolean;
      preview: { title: string; host: string; image_url: string | null; image_alt: string | null };
      terms: {
        reward: boolean;
        prefill: boolean;
        edit_required: boolean;
        similar_text: boolean;
        note: string | null;
        source: string;
        checked_at: string;
        clauses: { term: string; value: number; text: string; source: string; checked_at: string }[];
      };
      points: { share: number; own_words: number; clicks_max: number; earns: boolean; reason: string | null };
      networks: { name: string; title: string; shared: boolean; earns: boolean }[];
      share: components['schemas']['share'] | null;
    };
    share_new: {
      network: string;
      mode: string;
      text: string;
      language?: string;
      caption_id?: string;
      disclosure?: string;
      action?: string;
    };
    share: {
      id: string;
      post: { id: string; title: string; image_url: string | null };
      network: string;
      action: 'share';
      mode: 'intent';
      status: 'open' | 'published' | 'retracted';
      evidence: 'opened' | 'declared' | 'verified';
      language: string;
      text: string;
      final_text: string;
      disclosure: string;
      own_words: boolean;
      link: string;
      intent_url: string | null;
      created_at: string;
      declared_at: string | null;
      verified_at: string | null;
      retracted_at: string | null;
      declared_url: string | null;
      clicks: components['schemas']['clicks'];
      points: number;
    };
    clicks: { human: number; bot: number; preview: number; self: number; repeat: number };
    share_page: { items: components['schemas']['share'][]; next: string | null };
    my_impact: {
      period: { kind: 'month' | 'quarter' | 'year'; from: string; to: string; today: string };
      clicks: components['schemas']['clicks'];
      previous: { from: string; to: string; human: number; shares: number };
      shares: { total: number; opened: number; declared: number; verified: number; own_words: number; retracted: number };
      series: { day: string; human: number }[];
      weeks: { start: string; human: number; previous: number }[];
      computed: { time_zone: string; weeks: number; retention_months: number };
    };
    points_rule: {
      rule: string;
      network: string | null;
      version: number;
      earns: boolean;
      steps: { at: number; points: number }[];
      max?: number;
      factor?: number;
      divisor?: number;
      source: string | null;
    };
    points_entry: {
      id: string;
      at: string;
      amount: number;
      balance: number;
      rule: string;
      rule_version: number;
      subject: { share_id: string; post_title: string; network: string } | null;
      detail: { rank?: number; clicks?: number; value?: number; before?: number };
    };
    my_points: {
      balance: number;
      lifetime: number;
      rules_version: number;
      rules_from: string;
      rules: components['schemas']['points_rule'][];
      entries: { items: components['schemas']['points_entry'][]; next: string | null };
    };
    member: {
      id: string;
      email: string;
      first_name: string;
      last_name: string;
      language: string;
      status: string;
      roles: string[];
      groups: { country?: string | null; team?: string | null };
      created_at: string;
      invited_at?: string | null;
    };
    members: { items: components['schemas']['member'][]; next?: string | null; total: number };
    member_new: {
      email: string;
      first_name: string;
      last_name: string;
      language?: string;
      roles?: string[];
      groups?: { country?: string; team?: string };
    };
    member_patch: { roles?: string[]; status?: string; first_name?: string; last_name?: string };
    invitation: { url: string; expires_at: string; mailed: boolean };
    source: {
      id: string;
      url: string;
      title: string;
      site_url: string;
      kind: string;
      network: string;
      mode: string;
      status: string;
      language: string;
      brand: { id: string; name: string };
      interval_s: number;
      next_poll_at?: string | null;
      last_poll_at?: string | null;
      last_ok_at?: string | null;
      last_item_at?: string | null;
      error?: { code: string; detail: string; count: number } | null;
      posts: { pending: number; published: number };
    };
    sources: { items: components['schemas']['source'][]; next?: string | null };
    brands: { items: { id: string; name: string }[] };
    problem: {
      type: string;
      title: string;
      status: number;
      detail?: string;
      instance?: string;
      errors?: { pointer: string; detail: string }[];
    };
  };
}

type S = components['schemas'];
type Id = { id: string };
type Page = { limit?: number; cursor?: string };

export interface paths {
  '/api/v1/space': { get: OpNoBody<S['space']> };
  '/api/v1/setup': { post: Op<S['me'], S['setup']> };
  '/api/v1/session': { post: Op<S['me'], { email: string; password: string }>; delete: OpNoBody<never> };
  '/api/v1/session/link': { post: Op<Record<string, never>, { email: string }> };
  '/api/v1/session/link/redeem': { post: Op<S['me'], { token: string }> };
  '/api/v1/me': { get: OpNoBody<S['me']>; patch: Op<S['me'], S['me_patch']>; delete: Op<never, { email: string }> };
  '/api/v1/me/participation': { put: Op<S['participation'], { ambassador: boolean; charter_version?: number }> };
  '/api/v1/me/shares': { get: OpNoBody<S['share_page'], Page> };
  '/api/v1/me/impact': { get: OpNoBody<S['my_impact'], { period?: 'month' | 'quarter' | 'year' }> };
  '/api/v1/me/points': { get: OpNoBody<S['my_points'], Page> };
  '/api/v1/charter': { get: OpNoBody<S['charter'], { language?: string }> };
  '/api/v1/posts': {
    get: OpNoBody<S['posts'], Page & { status?: string; network?: string; q?: string }>;
    post: Op<S['post'], S['post_new']>;
  };
  '/api/v1/posts/counts': { get: OpNoBody<S['post_counts']> };
  '/api/v1/posts/{id}': { get: OpNoBody<S['post'], never, Id>; patch: Op<S['post'], S['post_patch'], never, Id> };
  '/api/v1/posts/{id}/publish': { post: OpNoBody<S['post'], never, Id> };
  '/api/v1/posts/{id}/drop': { post: OpNoBody<S['post'], never, Id> };
  '/api/v1/posts/{id}/restore': { post: OpNoBody<S['post'], never, Id> };
  '/api/v1/posts/{id}/unpublish': { post: OpNoBody<S['post'], never, Id> };
  '/api/v1/posts/{id}/composer': { get: OpNoBody<S['composer'], { network?: string; language?: string }, Id> };
  '/api/v1/posts/{id}/shares': { post: Op<S['share'], S['share_new'], never, Id> };
  '/api/v1/shares/{id}/declare': { post: Op<S['share'], { url?: string }, never, Id> };
  '/api/v1/shares/{id}': { delete: OpNoBody<never, never, Id> };
  '/api/v1/members': {
    get: OpNoBody<S['members'], Page & { q?: string; status?: string }>;
    post: Op<S['member'], S['member_new']>;
  };
  '/api/v1/members/{id}': { patch: Op<S['member'], S['member_patch'], never, Id> };
  '/api/v1/members/{id}/invitation': { post: OpNoBody<S['invitation'], never, Id> };
  '/api/v1/sources': {
    get: OpNoBody<S['sources'], Page>;
    post: Op<S['source'], { url: string; brand_id?: string; mode?: string }>;
  };
  '/api/v1/sources/{id}': {
    patch: Op<S['source'], { title?: string; mode?: string; status?: string; url?: string }, never, Id>;
    delete: OpNoBody<never, never, Id>;
  };
  '/api/v1/sources/{id}/poll': { post: OpNoBody<S['source'], never, Id> };
  '/api/v1/brands': { get: OpNoBody<S['brands']>; post: Op<{ id: string; name: string }, { name: string }> };
}
