import { describe, expect, it } from '@jest/globals';
import { Amounts } from './amounts.js';

describe('amounts', () => {
  it('are counted for each owner, and never fall below 0', () => {
    const amounts = new Amounts();
    amounts.add('a', 3);
    amounts.add('b', 1);
    amounts.subtract('a', 1);
    expect([amounts.of('a'), amounts.of('b'), amounts.of('c')]).toEqual([2, 1, 0]);
    amounts.subtract('a', 5);
    expect(amounts.of('a')).toBe(0);
  });

  it('of owners that hold nothing are forgotten, those of others are not', () => {
    const amounts = new Amounts();
    amounts.add('holds', 7);
    for (let i = 0; i < 10_000; i++) {
      amounts.add(`owner ${i}`, 1);
      amounts.subtract(`owner ${i}`, 1);
      expect(amounts.size).toBeLessThanOrEqual(1025);
    }
    expect(amounts.of('holds')).toBe(7);
  });

  it('of many owners at once are all kept', () => {
    const amounts = new Amounts();
    for (let i = 0; i < 5000; i++) amounts.add(`owner ${i}`, i + 1);
    for (let i = 0; i < 5000; i++) expect(amounts.of(`owner ${i}`)).toBe(i + 1);
  });
});
