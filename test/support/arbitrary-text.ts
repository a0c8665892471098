import fc from 'fast-check';
import { COMPARISONS, type Filter, type Literal } from '../../src/scim/filter/ast.js';
import { resourceTypes } from '../../src/scim/resource-type.js';
import { printFilter } from './print-filter.js';

/* Filters that the grammar of RFC 7644 section 3.4.2.2 allows, with any names, and malformed ones. */

const KNOWN_NAMES = resourceTypes.flatMap((type) =>
  [
    ...type.attributes.map((attribute) => ({ prefix: '', attribute })),
    ...type.attributes.map((attribute) => ({ prefix: `${type.schema.id}:`, attribute })),
    ...type.extensions.flatMap(({ id, attributes }) =>
      attributes.map((attribute) => ({ prefix: `${id}:`, attribute })),
    ),
  ].flatMap(({ prefix, attribute }) => [
    prefix + attribute.name,
    ...(attribute.subAttributes ?? []).map((sub) => `${prefix}${attribute.name}.${sub.name}`),
  ]),
);

/** Characters that end a word or cannot be in one; `not` would begin a negation. */
const NO_NAME = /[\s()[\]"\0]|^not$/iu;
const LONE_SURROGATE = /\p{Surrogate}/u;

const oddName = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    fc.constantFrom('and', 'or', 'pr', '$ref'),
  )
  .filter((text) => text !== '' && !NO_NAME.test(text));
const name = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...KNOWN_NAMES) }, oddName);

const oddText = fc
  .oneof(
    fc.constantFrom(
      '',
      ' ',
      '"',
      '\\',
      '\\"',
      "'",
      ') or (',
      '] pr',
      'true',
      'null',
      '1',
      'a\nb\tc',
      'E\u0301',
      '\u2028',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  )
  .filter((text) => !text.includes('\0') && !LONE_SURROGATE.test(text));
const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => JSON.stringify(each)),
  fc.constantFrom('0', '-0', '1e3', '1E-2', '1e999', '-12.50'),
);
const constant = fc.constantFrom('true', 'false', 'null', 'True', 'FALSE', 'Null');

const literal: fc.Arbitrary<Literal> = fc.oneof(
  { weight: 3, arbitrary: oddText.map((text) => ({ value: text, text })) },
  number.map((text) => ({ value: Number(text), text })),
  constant.map((text) => ({ value: JSON.parse(text.toLowerCase()) as boolean | null, text })),
);

const comparison: fc.Arbitrary<Filter> = fc
  .tuple(name, fc.constantFrom(...COMPARISONS), literal)
  .map(([path, op, each]) => ({ kind: 'compare', path, op, literal: each }));
const presence: fc.Arbitrary<Filter> = name.map((path) => ({ kind: 'present', path }));

/** Possible results of `parseFilter`: chains have two or more operands. */
export const { ast: filterAst } = fc.letrec<{ ast: Filter }>((tie) => ({
  ast: fc.oneof(
    { maxDepth: 5, depthSize: 'medium', withCrossShrink: true },
    { weight: 3, arbitrary: comparison },
    { weight: 1, arbitrary: presence },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.constantFrom('and' as const, 'or' as const),
          fc.array(tie('ast'), { minLength: 2, maxLength: 3 }),
        )
        .map(([kind, operands]): Filter => ({ kind, operands })),
    },
    { weight: 1, arbitrary: tie('ast').map((operand): Filter => ({ kind: 'not', operand })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(name, tie('ast'))
        .map(([path, filter]): Filter => ({ kind: 'elements', path, filter })),
    },
  ),
}));

const space = fc.constantFrom(' ', '  ', '\t', ' \n ');
const anyCase = (word: string): fc.Arbitrary<string> =>
  fc
    .infiniteStream(fc.boolean())
    .map((upper) => [...word].map((each) => (upper.next().value ? each.toUpperCase() : each)).join(''));

/** A JSON string in which some characters are escaped unnecessarily. */
const quoted = fc.tuple(oddText, fc.infiniteStream(fc.boolean())).map(([text, escapes]) => {
  const units = text
    .split('')
    .map((unit) =>
      escapes.next().value
        ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
        : JSON.stringify(unit).slice(1, -1),
    );
  return `"${units.join('')}"`;
});
const bare = oddName.filter((text) => !text.startsWith("'"));
const written = fc.oneof(quoted, number, constant, bare);

const condition = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...COMPARISONS).chain(anyCase), written, space, space)
      .map(([op, value, a, b]) => a + op + b + value),
  },
  anyCase('pr').map((op) => ` ${op}`),
);

/** Filters as clients may write them: any spacing, any letter case, unnecessary parentheses. */
export const { text: filterText } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 5, depthSize: 'medium', withCrossShrink: true },
    { weight: 3, arbitrary: fc.tuple(name, condition).map((parts) => parts.join('')) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(tie('text'), space, fc.constantFrom('and', 'or').chain(anyCase), space, tie('text'))
        .map((parts) => parts.join('')),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(space, tie('text'), space).map(([a, inner, b]) => `(${a}${inner}${b})`),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(anyCase('not'), tie('text')).map(([not, inner]) => `${not} (${inner})`),
    },
    { weight: 1, arbitrary: fc.tuple(name, tie('text')).map(([path, inner]) => `${path}[${inner}]`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(name, tie('text'), fc.constantFrom('value', 'type', 'x'), condition)
        .map(([path, inner, sub, rest]) => `${path}[${inner}].${sub}${rest}`),
    },
  ),
}));

/** Valid filters and paths for a user. */
const SUITED = [
  'userName eq "lena@x.example"',
  'emails[type eq "work" and not (primary eq "True")].value sw "a\\u0062"',
  'meta.lastModified ge "2026-01-31T10:00:00.5+02:00" or name.givenName pr and active ne false',
  'emails[type eq "work"].value',
  'addresses[type eq "home" or not (primary pr)]',
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value',
  'name.familyName',
];

/** A valid filter or path with a few characters removed, inserted, doubled or swapped. */
export const mutatedText = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...SUITED),
      filterText,
      filterAst.map(printFilter),
      fc.tuple(name, filterText).map(([a, b]) => `${a}[${b}].value`),
    ),
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 5 }),
        fc.constantFrom('', '"', '\\', '(', ')', '[', ']', ' ', '.', ':', '\0', '\ud83d', 'not', '1'),
      ),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, [place, length, put]) => {
      const at = Math.floor(place * edited.length);
      return edited.slice(0, at) + put + edited.slice(at + length);
    }, text),
  );
