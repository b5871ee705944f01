// png.mjs: pictures for tests, made pixel by pixel (PNG, third edition, sections 5 and 11).
//
//   png(40, 20)                                                   // grey
//   png(40, 20, { note: 'secret place' })                         // with a text chunk, as cameras and editors leave them
//   png(40, 20, { pixel: (x, y) => [200, 30, 20, x < 2 ? 0 : 255] })   // with transparency
import { crc32, deflateSync } from 'node:zlib';

/** One chunk with its length and sum. */
export function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body) >>> 0, 8 + data.length);
  return out;
}

export function png(width, height, { pixel = () => [90, 90, 90], note } = {}) {
  const samples = pixel(0, 0).length;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, samples === 4 ? 6 : 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * samples));
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) rows.set(pixel(x, y), y * (1 + width * samples) + 1 + x * samples);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head),
    ...(note ? [chunk('tEXt', Buffer.from(`Comment\0${note}`))] : []), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}
