import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { binary, boolean, dateTime, reference, string, type AttributeDefinition } from './attribute.js';
import { compareKeys, comparisonKey, dateTimeKey, foldCase } from './compare.js';

const caseless = string('a', 'A text.');
const exact = string('a', 'A text.', { caseExact: true });
const decimal: AttributeDefinition = { ...caseless, type: 'decimal' };

function same(
  attribute: AttributeDefinition,
  a: string | number | boolean,
  b: string | number | boolean,
): boolean {
  return comparisonKey(attribute, a) === comparisonKey(attribute, b);
}

describe('comparisonKey', () => {
  it.each([
    [caseless, 'Ann@X.example', 'ann@x.EXAMPLE', true],
    [exact, 'Ann', 'ann', false],
    [reference('r', 'A reference.', []), '/Users/A', '/users/a', false],
    [binary('b', 'Bytes.'), 'aGk=', 'AGK=', false],
    [boolean('b', 'Yes or no.'), true, true, true],
    [caseless, 'jos\u00e9', 'jose\u0301', true],
    [exact, 'jos\u00e9', 'jose\u0301', true],
    [exact, 'JOS\u00c9', 'jose\u0301', false],
    [caseless, 'jose', 'jos\u00e9', false],
    [caseless, '\u0130', 'i\u0307', true],
    [caseless, 'ΝΙΚΟΣ', 'νικος', true],
    [caseless, 'straße', 'strasse', false],
    [caseless, 'a', 'a ', false],
    [decimal, 1, 1.0, true],
    [decimal, 0, -0, true],
  ])('%# %j and %j', (attribute, a, b, equal) => {
    expect(same(attribute, a, b)).toBe(equal);
  });

  it('keeps a part of a word a part of it, wherever the word ends', () => {
    expect(foldCase('ΠΑΠΑΣΤΑΥΡΟΥ')).toContain(foldCase('ΠΑΠΑΣ'));
  });

  it('folds once and for all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => foldCase(foldCase(text)) === foldCase(text)),
    );
  });

  it('orders numbers by their keys', () => {
    const numbers = [-1e300, -10, -2, -1.5, -0.1, 0, 1e-9, 0.5, 1, 2, 10, 1e300];
    const keys = numbers.map((each) => comparisonKey(decimal, each));
    expect([...keys].sort(compareKeys)).toEqual(keys);
  });
});

describe('dateTimeKey', () => {
  it.each([
    ['2026-01-31T10:00:00Z', '2026-01-31T10:00:00'],
    ['2026-01-31t10:00:00z', '2026-01-31T10:00:00'],
    ['2026-01-31T12:00:00+02:00', '2026-01-31T10:00:00'],
    ['2026-01-31T00:30:00+05:45', '2026-01-30T18:45:00'],
    ['2025-12-31T23:00:00-02:00', '2026-01-01T01:00:00'],
    ['2026-01-31T10:00:00.250Z', '2026-01-31T10:00:00.25'],
    ['2026-01-31T10:00:00.000Z', '2026-01-31T10:00:00'],
    ['2026-01-31T10:00:00.123456789Z', '2026-01-31T10:00:00.123456789'],
    ['2028-02-29T10:00:00Z', '2028-02-29T10:00:00'],
  ])('%s is %s', (text, key) => {
    expect(dateTimeKey(text)).toBe(key);
    expect(comparisonKey(dateTime('d', 'A time.'), text)).toBe(key);
  });

  it.each([
    '',
    'now',
    '2026-01-31',
    '2026-01-31T10:00:00',
    '2026-02-30T10:00:00Z',
    '2027-02-29T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31T10:00:60Z',
    '2026-01-31T10:00:00+99:00',
    ' 2026-01-31T10:00:00Z',
    '+012026-01-31T10:00:00Z',
  ])('"%s" is none', (text) => {
    expect(dateTimeKey(text)).toBeNull();
  });

  it('sorts like the times it stands for', () => {
    const keys = ['10:00:00Z', '10:00:00.1Z', '10:00:00.11Z', '10:00:01Z'].map((t) =>
      dateTimeKey(`2026-01-31T${t}`),
    );
    expect([...keys].sort()).toEqual(keys);
  });
});

describe('compareKeys', () => {
  it('follows code points, not UTF-16 code units', () => {
    expect(compareKeys('\u{1F600}', '\uFFFD')).toBeGreaterThan(0);
    expect('\u{1F600}' < '\uFFFD').toBe(true);
  });

  it('is the byte order of UTF-8', () => {
    const text = fc.string({ unit: 'binary', maxLength: 6 });
    fc.assert(
      fc.property(
        text,
        text,
        (a, b) => Math.sign(compareKeys(a, b)) === Buffer.compare(Buffer.from(a), Buffer.from(b)),
      ),
    );
  });
});
