/* wrongLines.ts: the lines that cannot be read, as a file to mend them with. */
import type { ImportRow } from '../../api/types.ts';

/** Quoted always; what a spreadsheet would take for a formula gets an apostrophe in front. */
const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** With a byte order mark and the separator that spreadsheets of that language expect; a line for each fault. */
export function wrongLines(rows: ImportRow[], titles: string[], reasonOf: (fault: ImportRow['faults'][number]) => string, separator: ',' | ';'): string {
  const lines = rows.flatMap((row) =>
    row.faults.map((fault) => [String(row.line), fault.column, reasonOf(fault), row.email, row.first_name, row.last_name]),
  );
  return `\ufeff${[titles, ...lines].map((line) => line.map(cell).join(separator)).join('\r\n')}\r\n`;
}

/** Hands a text to the browser as a download. */
export function saveText(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
