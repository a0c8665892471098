import { describe, expect, it } from '@jest/globals';
import { nextString } from './next-string.js';

const LAST = '\u{10ffff}';

describe('nextString', () => {
  it.each([
    ['a', 'b'],
    ['az', 'a{'],
    ['a b', 'a c'],
    ['\0', '\u0001'],
    ['\u007f', '\u0080'],
    ['é', 'ê'],
    // Skips surrogates, which are not characters.
    ['\ud7ff', '\ue000'],
    // From one UTF-16 unit to two, where the order of code units differs from that of code points.
    ['\uffff', '\u{10000}'],
    ['😀', '😁'],
    [`a${LAST}`, 'b'],
    [`a${LAST}${LAST}`, 'b'],
    [`\ud7ff${LAST}`, '\ue000'],
    [LAST, null],
    [LAST + LAST, null],
    ['', null],
  ])('after everything that begins with %j: %j', (prefix, expected) => {
    expect(nextString(prefix)).toBe(expected);
  });
});
