import { describe, expect, it } from 'vitest';
import type { ImportColumn, ImportRow } from '../src/api/types.ts';
import { faultOfFile, FILE_MAX, kindOf } from '../src/rooms/import/file.ts';
import { changesOf, doubtful, faultOf, fieldOf } from '../src/rooms/import/mapping.ts';
import { wrongLines } from '../src/rooms/import/wrongLines.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, mark: boolean, big = false) => {
  const units = [...(mark ? '\ufeff' : ''), ...text].flatMap((c) => {
    const code = c.charCodeAt(0);
    return big ? [code >> 8, code & 255] : [code & 255, code >> 8];
  });
  return Uint8Array.from(units);
};

describe('a file before it travels', () => {
  it.each([
    ['a list', bytes('E-Mail;Name\nanna@example.com;Anna\n'), null],
    ['UTF-8 with a mark', Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes('é;b')]), null],
    ['Windows-1252', Uint8Array.from([...bytes('Pr'), 0xe9, ...bytes('nom;Nom\n')]), null],
    ['UTF-16 with a mark', utf16('E-Mail;Name', true), null],
    ['UTF-16, the other way round', utf16('E-Mail;Name', true, true), null],
    ['UTF-16 without a mark', utf16('E-Mail;Name\nanna@example.com', false), null],
    ['a workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), 'workbook'],
    ['an old workbook', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'workbook'],
    ['a PDF', bytes('%PDF-1.7'), 'document'],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47]), 'picture'],
    ['a photo', Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]), 'picture'],
    ['a program', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1, 0, 0, 2, 0]), 'binary'],
  ])('%s', (_, given, kind) => expect(kindOf(given)).toBe(kind));

  it('is neither empty nor larger than the server takes', async () => {
    expect(await faultOfFile(new Blob([]))).toBe('empty');
    expect(await faultOfFile({ size: FILE_MAX + 1 } as Blob)).toBe('tooLarge');
    expect(await faultOfFile(new Blob(['a@b.example\n']))).toBeNull();
  });
});

const column = (index: number, field: ImportColumn['field'], confidence: ImportColumn['confidence'] = 'sure'): ImportColumn => ({ index, header: `c${index}`, field, confidence, filled: 1, samples: [] });

describe('a mapping', () => {
  const columns = [column(0, 'email'), column(1, 'first_name'), column(2, 'team', 'guess'), column(3, null, 'none')];

  it('sends only what differs from what the server found', () => {
    const draft = { 1: 'full_name', 2: 'team', 3: 'free' } as const;
    expect(changesOf(columns, draft)).toEqual([{ index: 1, field: 'full_name' }, { index: 3, field: 'free' }]);
    expect(changesOf(columns, { 2: null })).toEqual([{ index: 2, field: null }]);
    expect(fieldOf(column(9, 'team'), {})).toBe('team');
    expect(fieldOf(column(9, 'team'), { 9: null })).toBeNull();
  });

  it('needs an address, and one column for most fields', () => {
    expect(faultOf(columns, {})).toBeNull();
    expect(faultOf(columns, { 0: null })).toEqual({ code: 'no_email' });
    expect(faultOf(columns, { 3: 'team' })).toEqual({ code: 'twice', field: 'team' });
    expect(faultOf(columns, { 2: 'email', 3: 'email' })).toBeNull();
    expect(faultOf(columns, { 2: 'free', 3: 'free' })).toBeNull();
  });

  it('knows what a person should look at', () => {
    expect(columns.map(doubtful)).toEqual([false, false, true, false]);
    expect(doubtful(column(0, 'team', 'chosen'))).toBe(false);
  });
});

describe('wrong lines as a file', () => {
  const row = (line: number, faults: ImportRow['faults'], email = ''): ImportRow => ({
    line, result: 'error', email, first_name: 'Ann "A"', last_name: 'Lee', groups: { country: null, department: null, team: null, free: [] }, roles: [], changes: [], faults, outcome: null,
  });
  const fault = (code: ImportRow['faults'][number]['code'], columnName: string) => ({ code, field: null, column: columnName, detail: 'x' });

  it('has a line for each fault, quoted, and no formula of somebody else', () => {
    const text = wrongLines([row(7, [fault('email_malformed', 'Mail'), fault('too_long', '')], '=HYPERLINK("x")')], ['Line', 'Column', 'Reason', 'Mail', 'First', 'Last'], ({ code }) => code, ';');
    expect(text.split('\r\n')).toEqual([
      '\ufeff"Line";"Column";"Reason";"Mail";"First";"Last"',
      '"7";"Mail";"email_malformed";"\'=HYPERLINK(""x"")";"Ann ""A""";"Lee"',
      '"7";"";"too_long";"\'=HYPERLINK(""x"")";"Ann ""A""";"Lee"',
      '',
    ]);
  });
});
