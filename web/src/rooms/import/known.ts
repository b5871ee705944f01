/* known.ts: the words of the server that the catalogue has texts for. What a later server says on top is left out, or shown as it is. */
export const delimiters = ['comma', 'semicolon', 'tab', 'bar'] as const;
export const notices = ['private_address_only', 'no_header', 'role_column_is_title', 'long_rows', 'stray_bytes'] as const;
export const unreadable = ['empty', 'no_email_column', 'too_many_rows', 'too_large', 'not_text'] as const;
export const faults = ['email_missing', 'email_malformed', 'email_duplicate', 'role_unknown', 'too_long', 'unclosed_quote', 'too_many_fields'] as const;
export const outcomes = ['added', 'updated', 'same', 'skipped', 'removed', 'restored', 'kept'] as const;
export const statuses = ['active', 'invited', 'suspended'] as const;
export const roles = ['member', 'curator', 'moderator', 'manager', 'trainer', 'admin', 'auditor'] as const;

export const known = <T extends string>(list: readonly T[], word: string | null | undefined): T | undefined => list.find((one) => one === word);
