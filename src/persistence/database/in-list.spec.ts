import { describe, expect, it } from '@jest/globals';
import { padKeys, placeholders } from './in-list.js';

const keys = (count: number) => Array.from({ length: count }, (_, index) => `key ${index}`);

describe('padKeys', () => {
  it.each([
    [0, 0],
    [1, 1],
    [7, 7],
    [8, 8],
    [9, 10],
    [10, 10],
    [11, 12],
    [15, 16],
    [16, 16],
    [17, 20],
    [31, 32],
    [33, 40],
    [63, 64],
    [64, 64],
    [65, 80],
    [257, 320],
    [512, 512],
  ])('%i keys are sent as %i', (count, size) => {
    expect(padKeys(keys(count))).toEqual([
      ...keys(count),
      ...Array.from({ length: size - count }, () => `key ${count - 1}`),
    ]);
  });

  it('has few sizes, none a quarter larger than need be', () => {
    const sizes = Array.from({ length: 512 }, (_, index) => padKeys(keys(index + 1)).length);
    expect(new Set(sizes).size).toBe(32);
    expect(sizes.filter((size, index) => size > (index + 1) * 1.25)).toEqual([]);
  });

  it('does not change the list that it is given', () => {
    const given = keys(9);
    padKeys(given);
    expect(given).toEqual(keys(9));
  });
});

describe('placeholders', () => {
  it.each([
    [0, ''],
    [1, '?'],
    [3, '?, ?, ?'],
    [513, `${'?, '.repeat(512)}?`],
  ])('of %i values', (count, text) => {
    expect(placeholders(count)).toBe(text);
    expect(placeholders(count)).toBe(text);
  });
});
