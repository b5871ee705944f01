/* mapping.ts: which column is what. A draft over what the server found, and what is wrong with it before it is sent. */
import type { ImportColumn, ImportField } from '../../api/types.ts';

/** In the order they are offered. */
export const fields = ['email', 'first_name', 'last_name', 'full_name', 'country', 'department', 'team', 'free', 'roles'] as const satisfies readonly ImportField[];

/** Several columns may feed these: the first filled address counts, all groups do. */
const several: readonly ImportField[] = ['email', 'free'];

/** Column index -> field, null to keep it out. Columns that are not named stay as they are. */
export type MappingDraft = Readonly<Record<number, ImportField | null>>;

export const fieldOf = (column: ImportColumn, draft: MappingDraft): ImportField | null => {
  const chosen = draft[column.index];
  return chosen === undefined ? column.field : chosen;
};

/** Only what differs from the server's mapping. */
export const changesOf = (columns: ImportColumn[], draft: MappingDraft) =>
  columns.filter((column) => fieldOf(column, draft) !== column.field).map((column) => ({ index: column.index, field: fieldOf(column, draft) }));

export type MappingFault = { code: 'no_email' } | { code: 'twice'; field: ImportField };

/** As the server judges it: an address is needed, and most fields come from one column. */
export function faultOf(columns: ImportColumn[], draft: MappingDraft): MappingFault | null {
  const used = columns.map((column) => fieldOf(column, draft)).filter((field) => field !== null);
  if (!used.includes('email')) return { code: 'no_email' };
  const twice = used.find((field, at) => !several.includes(field) && used.indexOf(field) !== at);
  return twice ? { code: 'twice', field: twice } : null;
}

/** Found by a guess: a person should have a look. */
export const doubtful = (column: ImportColumn) => column.field !== null && (column.confidence === 'guess' || column.confidence === 'likely');
