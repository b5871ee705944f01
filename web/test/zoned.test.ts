import { describe, expect, it } from 'vitest';
import { fromWall, toWall } from '../src/base/zoned.ts';

describe('the clock on the wall', () => {
  it('goes there and back', () => {
    for (const zone of ['Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'UTC']) {
      for (const iso of ['2026-01-15T08:30:00.000Z', '2026-07-15T22:05:00.000Z']) expect(fromWall(toWall(iso, zone), zone)).toBe(iso);
    }
    expect(toWall('2026-07-15T22:05:00Z', 'Europe/Paris')).toBe('2026-07-16T00:05');
    expect(fromWall('2026-01-15T09:00', 'Europe/Paris')).toBe('2026-01-15T08:00:00.000Z');
  });
  it('says nothing of nothing, and survives a skipped hour', () => {
    expect(fromWall('', 'UTC')).toBeNull();
    expect(fromWall('soon', 'UTC')).toBeNull();
    expect(toWall(null, 'UTC')).toBe('');
    expect(fromWall('2026-03-29T02:30', 'Europe/Paris')).toMatch(/^2026-03-29T0[01]:30/);
  });
});
