/* file.ts: what can be said of a file before it travels: empty, too large, or plainly no list. The server judges the rest. */

/** As the server's limit for an unpacked list. */
export const FILE_MAX = 64 * 1024 * 1024;
/** What people are told: a little less, in the round thousands of their file manager. */
export const FILE_SHOWN = 64_000_000;

export type FileFault = 'empty' | 'tooLarge' | 'workbook' | 'document' | 'picture' | 'binary';

const starts = (bytes: Uint8Array, ...magic: number[]) => magic.every((byte, at) => bytes[at] === byte);

/** By its first bytes, whatever its name says. UTF-16 text is full of zero bytes, hence the look at its mark and its rhythm. */
export function kindOf(bytes: Uint8Array): FileFault | null {
  if (starts(bytes, 0x50, 0x4b, 0x03, 0x04) || starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return 'workbook';
  if (starts(bytes, 0x25, 0x50, 0x44, 0x46)) return 'document';
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47) || starts(bytes, 0xff, 0xd8, 0xff) || starts(bytes, 0x47, 0x49, 0x46, 0x38)) return 'picture';
  if (starts(bytes, 0xff, 0xfe) || starts(bytes, 0xfe, 0xff)) return null;
  const zeros = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (even + odd === 0) return null;
  // Without a mark UTF-16 of western text has its zeros on one side only.
  return Math.min(even, odd) * 20 < Math.max(even, odd) && Math.max(even, odd) * 4 > bytes.length ? null : 'binary';
}

const LOOK = 512;

export async function faultOfFile(file: Blob): Promise<FileFault | null> {
  if (file.size === 0) return 'empty';
  if (file.size > FILE_MAX) return 'tooLarge';
  return kindOf(new Uint8Array(await file.slice(0, LOOK).arrayBuffer()));
}
