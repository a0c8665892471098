import fc from 'fast-check';
import type { AttributeDefinition } from '../../src/scim/attribute.js';
import { indexKey } from '../../src/persistence/resources/index-key.js';
import type { ResourceType } from '../../src/scim/resource-type.js';
import { LONG } from './hard-seeds.js';

/** Texts that are hard to compare, few enough to occur repeatedly. */
export const TEXTS = [
  ...[
    'josé',
    'JOSÉ',
    'jose\u0301',
    'jose',
    'x@x.example',
    '@',
    '%',
    '_',
    '100%',
    '1000',
    'A_b',
    'Axb',
    'axb',
  ],
  ...[
    '"',
    '\\',
    "it's",
    ' ',
    'a\nb',
    String.raw`a\nb`,
    '\u{1F600}',
    '\uFF5E',
    'İ',
    'i\u0307',
    'ΟΔΟΣ',
    'οδος',
    'Straße',
    '\u{10FFFF}',
  ],
  ...['work', 'Work', 'home', 'other', 'Editor', 'true', 'null', '42', '0042', 'urn:x'],
];
/** Some share their first 190 or 255 characters; one equals the stored form of another. */
const LONG_TEXTS = [
  ...[LONG, `${LONG}x`, `${LONG}1`, LONG.slice(0, 200), LONG.slice(0, 255), LONG.slice(0, 256)],
  indexKey(LONG.toLowerCase()).key,
];
export const DATES = [
  '2026-01-31T10:00:00Z',
  '2026-01-31T10:00:00.25Z',
  '2026-01-31T12:00:00.2500+02:00',
  '2026-01-31T01:59:59.999999999-08:00',
  '1969-12-31T23:59:59.5Z',
  '2024-02-29T23:59:59.001+05:30',
  '2099-01-01T00:00:00.123456+14:00',
  '2026-01-31T10:00:00',
  '2024-02-28T24:00:00',
  '2024-02-28T24:00:00.00-05:00',
  '0000-01-01T00:00:00+14:00',
  '9999-12-31T23:59:59.9999999-05:00',
];
export const NUMBERS = [0, 1, -1, 2, 10, -10, 42, 2 ** 53 - 1];
export const DECIMALS = [...NUMBERS, 0.5, -2.5, 0.1, 1e21, 1e-7, -0];
const BINARIES = ['AAAA', 'aGk=', 'aGk', 'AGK='];
const REFERENCES = ['https://x.example/A', 'https://x.example/a', 'urn:x', '../Users/1'];

/** Values that a client may send for a simple attribute. */
export function simpleValue({ type, maxLength }: AttributeDefinition): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return fc.constantFrom(
        ...TEXTS,
        ...(maxLength === undefined || maxLength > LONG.length ? LONG_TEXTS : []),
      );
    case 'reference':
      return fc.constantFrom(...REFERENCES);
    case 'boolean':
      return fc.constantFrom(true, false, 'True', 'fAlse');
    case 'integer':
      return fc.constantFrom(...NUMBERS);
    case 'decimal':
      return fc.constantFrom(...DECIMALS);
    case 'dateTime':
      return fc.constantFrom(...DATES);
    case 'binary':
      return fc.constantFrom(...BINARIES);
    case 'complex':
      throw new Error('A complex attribute has no simple value');
  }
}

/** Values that a client may send for a whole attribute; `share` of its sub-attributes are present. */
export function attributeValue(attribute: AttributeDefinition, share: number): fc.Arbitrary<unknown> {
  const single = attribute.type === 'complex' ? complexValue(attribute, share) : simpleValue(attribute);
  if (!attribute.multiValued) return single;
  // An empty object as an element is refused.
  const element = single.filter(
    (value) => typeof value !== 'object' || Object.keys(Object(value)).length > 0,
  );
  return fc.array(element, { minLength: 1, maxLength: 3 });
}

function complexValue(attribute: AttributeDefinition, share: number): fc.Arbitrary<unknown> {
  return someOf(
    writable(attribute.subAttributes ?? []).map((sub) => [sub.name, attributeValue(sub, share)]),
    share,
  );
}

/**
 * Valid bodies of a POST for a resource type, without members.
 * @param share of the attributes that are present, from 0 to 1
 */
export function resourceBody(type: ResourceType, share: number): fc.Arbitrary<Record<string, unknown>> {
  const extensions = type.extensions.map(({ id, attributes }): [string, fc.Arbitrary<unknown>] => [
    id,
    someOf(
      writable(attributes).map((each) => [each.name, attributeValue(each, share)]),
      share,
    ),
  ]);
  const attributes = writable(type.attributes).map((each): [string, fc.Arbitrary<unknown>] => [
    each.name,
    attributeValue(each, share),
  ]);
  return someOf([...attributes, ...extensions], share);
}

function writable(attributes: readonly AttributeDefinition[]): AttributeDefinition[] {
  return attributes.filter(
    ({ name, mutability, association }) =>
      name !== 'schemas' && mutability !== 'readOnly' && association !== true,
  );
}

function someOf(
  parts: readonly (readonly [string, fc.Arbitrary<unknown>])[],
  share: number,
): fc.Arbitrary<Record<string, unknown>> {
  const chosen = parts.map(([name, value]) =>
    fc
      .double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
      .chain((chance): fc.Arbitrary<[string, unknown][]> => {
        return chance < share ? value.map((each) => [[name, each]]) : fc.constant([]);
      }),
  );
  return fc.tuple(...chosen).map((entries) => Object.fromEntries(entries.flat()));
}
