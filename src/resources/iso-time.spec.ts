import { describe, expect, it } from '@jest/globals';
import { isoTime } from './iso-time.js';

describe('isoTime', () => {
  it.each([
    0, 1, -1, -86_400_000, 951_782_400_000, 1_709_251_199_999, 1_709_251_200_000, 1_795_824_000_123,
    4_102_444_799_999, 253_402_300_800_000, -62_198_755_200_000,
  ])('writes %d as `Date` does', (millis) => {
    expect(isoTime(millis)).toBe(new Date(millis).toISOString());
  });

  it('writes each of a hundred thousand times as `Date` does', () => {
    let millis = 1_795_824_000_000;
    for (let i = 0; i < 100_000; i++) {
      millis += (i * 7919 + 1) % 5_000_011;
      if (isoTime(millis) !== new Date(millis).toISOString()) expect(millis).toBe('written as `Date` does');
    }
  });
});
