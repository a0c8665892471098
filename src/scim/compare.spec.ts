import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { binary, boolean, dateTime, reference, string, type AttributeDefinition } from './attribute.js';
import { compareKeys, comparisonKey, dateTimeKey, foldCase, millisOfKey } from './compare.js';

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
    // Without an offset, as .NET and Java write a local time.
    ['2026-01-31T10:00:00', '2026-01-31T10:00:00'],
    ['2026-01-31T10:00:00.2500000', '2026-01-31T10:00:00.25'],
    ['2026-01-31T10:00:00-00:00', '2026-01-31T10:00:00'],
    // The end of a day is the beginning of the next.
    ['2026-01-31T24:00:00Z', '2026-02-01T00:00:00'],
    ['2026-12-31T24:00:00', '2027-01-01T00:00:00'],
    ['2026-12-31T24:00:00.000', '2027-01-01T00:00:00'],
    ['2026-01-31T24:00:00+02:00', '2026-01-31T22:00:00'],
    ['2028-02-28T24:00:00-14:00', '2028-02-29T14:00:00'],
    ['2026-01-31T10:00:00+14:00', '2026-01-30T20:00:00'],
    [`2026-01-31T10:00:00.${'0'.repeat(99)}1Z`, `2026-01-31T10:00:00.${'0'.repeat(99)}1`],
    // The first and the last year, with and without an offset.
    ['0000-02-29T00:00:00Z', '0000-02-29T00:00:00'],
    ['0099-01-01T00:00:00Z', '0099-01-01T00:00:00'],
    ['0000-01-01T00:00:00+01:00', '/999-12-31T23:00:00'],
    ['9999-12-31T23:59:59.9999999-05:00', ':000-01-01T04:59:59.9999999'],
    ['9999-12-31T24:00:00', ':000-01-01T00:00:00'],
  ])('%s is %s', (text, key) => {
    expect(dateTimeKey(text)).toBe(key);
    expect(comparisonKey(dateTime('d', 'A time.'), text)).toBe(key);
  });

  it.each([
    '',
    'now',
    '2026-01-31',
    '2026-02-30T10:00:00Z',
    '2027-02-29T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31T10:00:60Z',
    '2026-01-31T10:00:00+99:00',
    '2026-00-31T10:00:00Z',
    '2026-01-00T10:00:00Z',
    '2026-04-31T10:00:00',
    '2026-01-31T24:00:01Z',
    '2026-01-31T24:01:00Z',
    '2026-01-31T24:00:00.001Z',
    '2026-01-31T10:60:00Z',
    '2026-01-31T23:59:60Z',
    '2026-01-31T10:00:00+14:01',
    '2026-01-31T10:00:00+02:60',
    '2026-01-31T10:00:00+0200',
    '2026-01-31T10:00:00+02',
    '2026-01-31T10:00:00.Z',
    '2026-01-31T10:00:00,5Z',
    '2026-01-31T10:00Z',
    '2026-01-31T10:00:00Z\n',
    '2026-01-31 10:00:00Z',
    `2026-01-31T10:00:00.${'1'.repeat(101)}Z`,
    '12026-01-31T10:00:00Z',
    '-2026-01-31T10:00:00Z',
    '1900-02-29T10:00:00Z',
    ' 2026-01-31T10:00:00Z',
    '+012026-01-31T10:00:00Z',
  ])('"%s" is none', (text) => {
    expect(dateTimeKey(text)).toBeNull();
  });

  const instant = fc
    .record({
      millis: fc.integer({ min: Date.parse('0000-01-02'), max: Date.parse('9999-12-30') }),
      minutes: fc.integer({ min: -840, max: 840 }),
    })
    .map(({ millis, minutes }) => {
      const local = new Date(millis + minutes * 60_000).toISOString().slice(0, -1);
      const size = Math.abs(minutes);
      const [hours, rest] = [Math.floor(size / 60), size % 60].map((each) => String(each).padStart(2, '0'));
      return { millis, text: `${local}${minutes < 0 ? '-' : '+'}${hours}:${rest}` };
    });

  it('is the same for the same instant, and ordered like instants', () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [left, right] = [dateTimeKey(a.text) ?? '', dateTimeKey(b.text) ?? ''];
        expect(Math.sign(compareKeys(left, right))).toBe(Math.sign(a.millis - b.millis));
        expect(dateTimeKey(new Date(a.millis).toISOString())).toBe(left);
        expect(millisOfKey(left)).toEqual({ millis: a.millis, isLater: false });
      }),
    );
  });

  it('keeps what lies before and behind four digits in order', () => {
    const keys = [
      '0000-01-01T00:00:00+14:00',
      '0000-01-01T00:00:00+01:00',
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59.9999999Z',
      '9999-12-31T24:00:00Z',
      '9999-12-31T23:59:59.9999999-05:00',
      '9999-12-31T24:00:00-14:00',
    ].map((text) => dateTimeKey(text) ?? '');
    expect([...keys].sort(compareKeys)).toEqual(keys);
    const millis = keys.map((key) => millisOfKey(key).millis);
    expect([...millis].sort((a, b) => a - b)).toEqual(millis);
    expect(millisOfKey(':000-01-01T04:59:59.9999999')).toEqual({
      millis: Date.parse('+010000-01-01T04:59:59.999Z'),
      isLater: true,
    });
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
