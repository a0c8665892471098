import { describe, expect, it } from '@jest/globals';
import { dateTime, string, subAttribute, type AttributeDefinition } from './attribute.js';
import { userType } from './resource-type.js';
import { UnknownNames } from './unknown-names.js';
import { MAX_VALUES, normaliseValue } from './normalise.js';

function attribute(name: string): AttributeDefinition {
  const target = userType.find(name);
  if (target === undefined || target.attribute === null) throw new Error(name);
  return target.sub ?? target.attribute;
}

const number = (type: 'integer' | 'decimal'): AttributeDefinition => ({ ...string('n', 'A number.'), type });

function normalise(of: AttributeDefinition, value: unknown, where: string): unknown {
  return normaliseValue(of, value, where, new UnknownNames(false));
}

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
    expect(normalise(attribute('title'), text, 'title')).toBe(text);
    expect(normalise(attribute('phoneNumbers'), [{ value: text }], 'p')).toEqual([{ value: text }]);
  });

  it.each([
    [true, true],
    [false, false],
    ['True', true],
    ['False', false],
    ['true', true],
    ['FALSE', false],
  ])('the boolean %j is %j', (sent, stored) => {
    expect(normalise(attribute('active'), sent, 'active')).toBe(stored);
    expect(normalise(attribute('roles'), [{ value: 'x', primary: sent }], 'roles')).toEqual([
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
    ['emails', [null, '', { value: '' }, { type: 'work', value: null }]],
    ['emails', ['']],
    ['emails', [{ $ref: null, value: null }]],
    ['title', []],
    ['title', [null]],
    ['title', [{ $ref: null, value: '' }]],
    ['active', [{ value: null }]],
    ['emails', [{ value: '', type: '' }]],
    ['emails', { value: '' }],
    ['addresses', [{ locality: '', country: null }]],
    ['name', null],
    ['name', [{ $ref: null, value: '' }]],
    ['name', { givenName: '' }],
    ['manager', ''],
    ['manager', []],
    ['manager', [null]],
    ['manager', ['']],
    ['manager', { value: '' }],
    ['manager', { value: null, $ref: 'x' }],
    ['manager', [{ value: '' }]],
  ])('%s %j is no value', (name, sent) => {
    expect(normalise(attribute(name), sent, name)).toBeUndefined();
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
    ['manager', [{ $ref: null, value: 'u-1' }], { value: 'u-1' }],
    ['x509Certificates', [{ value: 'aGk=' }], [{ value: 'aGk=' }]],
    ['emails', [null, 'a@x', ''], [{ value: 'a@x' }]],
    ['emails', [['a@x']], [{ value: 'a@x' }]],
    [
      'emails',
      [{ value: [{ $ref: null, value: 'a@x' }], primary: ['True'] }],
      [{ value: 'a@x', primary: true }],
    ],
    ['name', [{ givenName: 'Lena' }], { givenName: 'Lena' }],
    ['name', [{ $ref: null, value: { givenName: 'Lena' } }], { givenName: 'Lena' }],
    ['name', { givenName: [{ value: 'Lena' }] }, { givenName: 'Lena' }],
    ['title', ['x'], 'x'],
    ['title', [{ $ref: null, value: 'Planner' }], 'Planner'],
    ['title', { Value: 'Planner' }, 'Planner'],
    ['active', [{ $ref: null, value: 'False' }], false],
    ['emails.value', [{ $ref: null, value: 'a@x' }], 'a@x'],
  ])('%s %j is read as %j', (name, sent, stored) => {
    expect(normalise(attribute(name), sent, name)).toEqual(stored);
  });

  it('lets the last of several primaries win', () => {
    const sent = [{ value: 'a', primary: true }, { value: 'b', primary: 'True' }, { value: 'c' }];
    expect(normalise(attribute('emails'), sent, 'emails')).toEqual([
      { value: 'a', primary: false },
      { value: 'b', primary: true },
      { value: 'c' },
    ]);
  });

  it.each([
    ['title', 5, '"title" must be a string, got 5'],
    ['title', { a: 1 }, '"title" must be a string, got an object'],
    ['title', ['x', 'y'], '"title" must be a string, got a list'],
    ['active', 'yes', '"active" must be true or false, got "yes"'],
    ['active', 1, 'must be true or false'],
    ['name', 'Lena', '"name" must be an object with its sub-attributes, got "Lena"'],
    ['name', { givenName: 5 }, '"name.givenName" must be a string, got 5'],
    ['emails', 5, '"emails[0].value" must be a string, got 5'],
    ['emails', [{ value: 'a' }, { value: 5 }], '"emails[1].value" must be a string'],
    ['emails', [{ primary: 'maybe' }], '"emails[0].primary" must be true or false'],
    ['addresses', ['Kaai 4'], '"addresses[0]" must be an object'],
    ['manager', 5, '"manager.value" must be a string, got 5'],
    ['manager', ['a', 'b'], 'must be an object with its sub-attributes, got a list'],
    ['x509Certificates', [{ value: 'no base64!' }], 'must be base64 text'],
    [
      'emails',
      [{ address: 'a@x' }],
      '"emails[0]" holds nothing that can be stored; expected one of value, display, type, primary, got "address"',
    ],
    ['emails', [{ value: 'a@x' }, { id: 'r-1', displayName: 'x' }], 'got "id", "displayName"'],
    ['emails', { work: 'a@x' }, '"emails[0]" holds nothing that can be stored'],
    ['emails', [{}], '"emails[0]" holds nothing that can be stored'],
    ['emails', { emails: { emails: [] } }, 'holds nothing that can be stored'],
    ['emails', [null], '"emails" holds no value; expected a list of values, or null, "" or [] to clear it'],
    ['emails', [[], null], '"emails" holds no value'],
    ['emails', [[[]]], '"emails" holds no value'],
    ['addresses', [{ street: 'Kaai 4' }], 'got "street"'],
    ['name', { first: 'Lena' }, '"name" holds nothing that can be stored'],
    ['name', {}, '"name" holds nothing that can be stored'],
    ['manager', { id: 'u-1' }, 'expected one of value, $ref, got "id"'],
    ['manager', { displayName: 'read-only' }, '"manager" holds nothing that can be stored'],
  ])('refuses %s %j', (name, sent, detail) => {
    expect(() => normalise(attribute(name), sent, name)).toThrow(
      expect.objectContaining({ scimType: 'invalidValue', detail: expect.stringContaining(detail) }),
    );
  });

  it('refuses a part that is named twice', () => {
    expect(() => normalise(attribute('name'), { givenName: 'a', GivenName: 'b' }, 'name')).toThrow(
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
    const stored = (): unknown => normalise(attribute('userName'), text, 'userName');
    if (accepted) expect(stored()).toBe(text);
    else expect(stored).toThrow(expect.objectContaining({ scimType: 'invalidValue' }));
  });

  it.each(['displayName', 'externalId'])('takes a longer %s', (name) => {
    const longest = '\u{1F600}'.repeat(1024);
    expect(normalise(attribute(name), longest, name)).toBe(longest);
    expect(() => normalise(attribute(name), `${longest}a`, name)).toThrow(
      `"${name}" has 1025 characters; at most 1024 can be stored`,
    );
  });

  it('counts the composed form of a text with case, too', () => {
    expect(() => normalise(attribute('externalId'), '\uFB2C'.repeat(400), 'externalId')).toThrow(
      'at most 1024',
    );
    expect(normalise(attribute('externalId'), '\u0130'.repeat(1024), 'externalId')).toHaveLength(1024);
  });

  it('limits the values of one attribute', () => {
    const many = (count: number): unknown[] => Array.from({ length: count }, (_, index) => `${index}@x`);
    expect(normalise(attribute('emails'), many(MAX_VALUES), 'emails')).toHaveLength(MAX_VALUES);
    expect(() => normalise(attribute('emails'), many(MAX_VALUES + 1), 'emails')).toThrow('at most 1000');
  });

  it('checks numbers and times of extensions', () => {
    expect(normalise(number('integer'), 5, 'n')).toBe(5);
    expect(normalise(number('decimal'), 5.5, 'n')).toBe(5.5);
    expect(() => normalise(number('integer'), 5.5, 'n')).toThrow('a whole number');
    expect(normalise(number('integer'), '-42', 'n')).toBe(-42);
    expect(normalise(number('integer'), [{ $ref: null, value: '42' }], 'n')).toBe(42);
    expect(normalise(number('decimal'), '5.50', 'n')).toBe(5.5);
    expect(normalise(number('decimal'), '1e3', 'n')).toBe(1000);
    for (const text of ['5.5', '0x10', '1_000', 'five', '9007199254740993', ' 5'])
      expect(() => normalise(number('integer'), text, 'n')).toThrow('a whole number');
    for (const text of ['1e999', '.', 'NaN', 'Infinity', '5,5', true])
      expect(() => normalise(number('decimal'), text, 'n')).toThrow('a number');
    const tags: AttributeDefinition = { ...number('integer'), multiValued: true };
    expect(normalise(tags, [{ value: '1' }, ['2'], 3, null], 'n')).toEqual([1, 2, 3]);
    expect(() => normalise(tags, [{ id: 1 }], 'n')).toThrow('"n[0]" must be a whole number, got an object');
    expect(normalise(dateTime('t', 'A time.'), '2026-01-31T10:00:00+01:00', 't')).toBe(
      '2026-01-31T10:00:00+01:00',
    );
    expect(() => normalise(dateTime('t', 'A time.'), '2026-01-31', 't')).toThrow(
      'a dateTime such as "2026-01-31T10:00:00Z" (the offset may be missing)',
    );
  });

  it('reports unknown sub-attributes beside known ones', () => {
    const unknown = new UnknownNames(false);
    const sent = [
      { value: 'a@x', address: 'a@x', $ref: null },
      { value: 'b@x', address: 'b@x' },
    ];
    expect(normaliseValue(attribute('emails'), sent, 'emails', unknown)).toHaveLength(2);
    expect(unknown.list).toEqual(['emails.address']);
  });

  it('refuses unknown parts in strict mode', () => {
    const sent = [{ value: 'a@x', address: 'a@x' }];
    expect(() => normaliseValue(attribute('emails'), sent, 'emails', new UnknownNames(true))).toThrow(
      expect.objectContaining({
        scimType: 'invalidSyntax',
        detail: expect.stringContaining('emails.address'),
      }),
    );
  });

  it('takes names such as __proto__ for unknown ones', () => {
    const sent: unknown = JSON.parse(
      '{"givenName":"Lena","__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}',
    );
    expect(Object.keys(normalise(attribute('name'), sent, 'name') as object)).toEqual(['givenName']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(subAttribute(attribute('name'), '__proto__')).toBeUndefined();
  });
});
