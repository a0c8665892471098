import { describe, expect, it } from '@jest/globals';
import { dateTime, string, subAttribute, type AttributeDefinition } from './attribute.js';
import { userType } from './resource-type.js';
import { MAX_VALUES, normaliseValue } from './value.js';

function attribute(name: string): AttributeDefinition {
  const target = userType.find(name);
  if (target === undefined || target.attribute === null) throw new Error(name);
  return target.sub ?? target.attribute;
}

const number = (type: 'integer' | 'decimal'): AttributeDefinition => ({ ...string('n', 'A number.'), type });

describe('normaliseValue', () => {
  it.each([
    'x',
    '  x  ',
    'MiXed Case',
    '+32 (0)9 / 000.00-01',
    'Zoë \u{1F469}\u200D\u{1F680}',
    'jose\u0301',
    '<b>&amp;</b>',
    '{"id":"1","value":"Editor"}',
    "Robert'); DROP TABLE users;--",
    'line\nbreak\ttab',
    'true',
    '0',
    'null',
  ])('returns the text %j as it was sent', (text) => {
    expect(normaliseValue(attribute('title'), text, 'title')).toBe(text);
    expect(normaliseValue(attribute('phoneNumbers'), [{ value: text }], 'p')).toEqual([{ value: text }]);
  });

  it.each([
    [true, true],
    [false, false],
    ['True', true],
    ['False', false],
    ['true', true],
    ['FALSE', false],
  ])('the boolean %j is %j', (sent, stored) => {
    expect(normaliseValue(attribute('active'), sent, 'active')).toBe(stored);
    expect(normaliseValue(attribute('roles'), [{ value: 'x', primary: sent }], 'roles')).toEqual([
      { value: 'x', primary: stored },
    ]);
  });

  it.each([
    ['title', null],
    ['title', ''],
    ['active', ''],
    ['active', null],
    ['emails', null],
    ['emails', ''],
    ['emails', []],
    ['emails', [null, '', {}, { value: '' }, { type: 'work', value: null }]],
    ['emails', [{ value: '', type: '' }]],
    ['emails', { value: '' }],
    ['emails', [{ unknown: 1 }]],
    ['addresses', [{}]],
    ['addresses', [{ locality: '', country: null }]],
    ['name', null],
    ['name', {}],
    ['name', { givenName: '' }],
    ['manager', ''],
    ['manager', []],
    ['manager', [null]],
    ['manager', ['']],
    ['manager', { value: '' }],
    ['manager', { value: null, $ref: 'x' }],
    ['manager', [{ value: '' }]],
    ['manager', { displayName: 'read-only' }],
  ])('%s %j is no value', (name, sent) => {
    expect(normaliseValue(attribute(name), sent, name)).toBeUndefined();
  });

  it.each([
    ['emails', 'a@x', [{ value: 'a@x' }]],
    ['emails', { value: 'a@x' }, [{ value: 'a@x' }]],
    ['emails', ['a@x', 'b@x'], [{ value: 'a@x' }, { value: 'b@x' }]],
    ['emails', [{ VALUE: 'a@x', Type: 'work', x: 1 }], [{ value: 'a@x', type: 'work' }]],
    ['addresses', [{ value: '', locality: 'Gent' }], [{ locality: 'Gent' }]],
    ['name', { GivenName: 'Lena', middleName: null, value: '' }, { givenName: 'Lena' }],
    ['manager', 'u-1', { value: 'u-1' }],
    ['manager', ['u-1'], { value: 'u-1' }],
    ['manager', [{ value: 'u-1', $ref: 'http://x/u-1' }], { value: 'u-1', $ref: 'http://x/u-1' }],
    ['manager', { value: 'u-1', displayName: 'x' }, { value: 'u-1' }],
    ['x509Certificates', [{ value: 'aGk=' }], [{ value: 'aGk=' }]],
  ])('%s %j is read as %j', (name, sent, stored) => {
    expect(normaliseValue(attribute(name), sent, name)).toEqual(stored);
  });

  it('lets the last of several primaries win', () => {
    const sent = [{ value: 'a', primary: true }, { value: 'b', primary: 'True' }, { value: 'c' }];
    expect(normaliseValue(attribute('emails'), sent, 'emails')).toEqual([
      { value: 'a', primary: false },
      { value: 'b', primary: true },
      { value: 'c' },
    ]);
  });

  it.each([
    ['title', 5, '"title" must be a string, got 5'],
    ['title', { a: 1 }, '"title" must be a string, got an object'],
    ['title', ['x'], '"title" must be a string, got a list'],
    ['active', 'yes', '"active" must be true or false, got "yes"'],
    ['active', 1, 'must be true or false'],
    ['name', 'Lena', '"name" must be an object with its sub-attributes, got "Lena"'],
    ['name', { givenName: 5 }, '"name.givenName" must be a string, got 5'],
    ['emails', 5, '"emails[0]" must be an object'],
    ['emails', [{ value: 'a' }, { value: 5 }], '"emails[1].value" must be a string'],
    ['emails', [{ primary: 'maybe' }], '"emails[0].primary" must be true or false'],
    ['addresses', ['Kaai 4'], '"addresses[0]" must be an object'],
    ['manager', 5, 'must be an object'],
    ['manager', ['a', 'b'], 'must be an object with its sub-attributes, got a list'],
    ['x509Certificates', [{ value: 'no base64!' }], 'must be base64 text'],
  ])('refuses %s %j', (name, sent, detail) => {
    expect(() => normaliseValue(attribute(name), sent, name)).toThrow(
      expect.objectContaining({ scimType: 'invalidValue', detail: expect.stringContaining(detail) }),
    );
  });

  it('refuses a part that is named twice', () => {
    expect(() => normaliseValue(attribute('name'), { givenName: 'a', GivenName: 'b' }, 'name')).toThrow(
      expect.objectContaining({ scimType: 'invalidSyntax' }),
    );
  });

  it.each([
    ['255 characters', 'a'.repeat(255), true],
    ['256 characters', 'a'.repeat(256), false],
    ['255 characters outside the BMP', '\u{1F600}'.repeat(255), true],
    ['256 characters outside the BMP', '\u{1F600}'.repeat(256), false],
    ['characters of which the lower case is longer', '\u0130'.repeat(255), false],
    ['128 of them', '\u0130'.repeat(127), true],
    ['characters of which the composed form is longer', '\uFB2C'.repeat(100), false],
  ])('of a limited text %s: %#', (_, text, accepted) => {
    for (const name of ['userName', 'displayName']) {
      const normalise = (): unknown => normaliseValue(attribute(name), text, name);
      if (accepted) expect(normalise()).toBe(text);
      else expect(normalise).toThrow(expect.objectContaining({ scimType: 'invalidValue' }));
    }
  });

  it('counts the composed form of a text with case, too', () => {
    expect(() => normaliseValue(attribute('externalId'), '\uFB2C'.repeat(100), 'externalId')).toThrow(
      'at most 255',
    );
    expect(normaliseValue(attribute('externalId'), '\u0130'.repeat(255), 'externalId')).toHaveLength(255);
  });

  it('limits the values of one attribute', () => {
    const many = (count: number): unknown[] => Array.from({ length: count }, (_, index) => `${index}@x`);
    expect(normaliseValue(attribute('emails'), many(MAX_VALUES), 'emails')).toHaveLength(MAX_VALUES);
    expect(() => normaliseValue(attribute('emails'), many(MAX_VALUES + 1), 'emails')).toThrow('at most 1000');
  });

  it('checks numbers and times of extensions', () => {
    expect(normaliseValue(number('integer'), 5, 'n')).toBe(5);
    expect(normaliseValue(number('decimal'), 5.5, 'n')).toBe(5.5);
    expect(() => normaliseValue(number('integer'), 5.5, 'n')).toThrow('a whole number');
    expect(() => normaliseValue(number('decimal'), '5', 'n')).toThrow('a number');
    expect(normaliseValue(dateTime('t', 'A time.'), '2026-01-31T10:00:00+01:00', 't')).toBe(
      '2026-01-31T10:00:00+01:00',
    );
    expect(() => normaliseValue(dateTime('t', 'A time.'), '2026-01-31', 't')).toThrow(
      'a dateTime such as "2026-01-31T10:00:00Z" (the offset may be missing)',
    );
  });

  it('takes names such as __proto__ for unknown ones', () => {
    const sent: unknown = JSON.parse(
      '{"givenName":"Lena","__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}',
    );
    expect(Object.keys(normaliseValue(attribute('name'), sent, 'name') as object)).toEqual(['givenName']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(subAttribute(attribute('name'), '__proto__')).toBeUndefined();
  });
});
