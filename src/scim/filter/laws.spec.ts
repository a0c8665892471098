import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { userType } from '../resource-type.js';
import type { ScimResource } from '../resource.js';
import type { CheckedFilter } from './ast.js';
import { checkFilter } from './check.js';
import { evaluate } from './evaluate.js';
import { parseFilter } from './parse.js';

const texts = fc.constantFrom('a', 'A', 'ab', 'b', 'work', 'home', '\u00e9', 'e\u0301', '\u{1F600}');
const comparison = fc
  .tuple(
    fc.constantFrom(
      'userName',
      'title',
      'externalId',
      'name.givenName',
      'emails',
      'emails.type',
      'emails[type eq "work"].value',
    ),
    fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
    texts,
  )
  .map(([path, op, text]) => `${path} ${op} ${JSON.stringify(text)}`);
const leaf = fc.oneof(
  comparison,
  fc.constantFrom(
    'active eq true',
    'active ne "False"',
    'title pr',
    'emails pr',
    'emails.primary eq true',
    'title eq null',
  ),
  fc
    .tuple(texts, texts)
    .map(([a, b]) => `emails[type eq ${JSON.stringify(a)} and not (value co ${JSON.stringify(b)})]`),
);
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a} and ${b})`),
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a} or ${b})`),
    tie('filter').map((inner) => `not (${inner})`),
  ),
}));

const email = fc.record({ value: texts, type: texts, primary: fc.boolean() }, { requiredKeys: [] });
const user: fc.Arbitrary<ScimResource> = fc.record(
  {
    userName: texts,
    title: texts,
    externalId: texts,
    name: fc.record({ givenName: texts }),
    active: fc.boolean(),
    emails: fc.array(email, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['userName'] },
);

const check = (text: string): CheckedFilter => checkFilter(parseFilter(text), userType);

/** Asserts that two spellings of a filter match the same resources. */
function equivalent(write: (a: string, b: string) => readonly [string, string]): void {
  fc.assert(
    fc.property(filter, filter, user, (a, b, resource) => {
      const [left, right] = write(a, b);
      expect(evaluate(check(left), resource)).toBe(evaluate(check(right), resource));
    }),
    { numRuns: 600 },
  );
}

describe('laws of filters', () => {
  it('not (a or b) is not a and not b', () => {
    equivalent((a, b) => [`not (${a} or ${b})`, `not (${a}) and not (${b})`]);
  });

  it('not (a and b) is not a or not b', () => {
    equivalent((a, b) => [`not (${a} and ${b})`, `not (${a}) or not (${b})`]);
  });

  it('not (not (a)) is a', () => {
    equivalent((a) => [`not (not (${a}))`, a]);
  });

  it('and binds tighter than or', () => {
    equivalent((a, b) => [`${a} or ${b} and ${a}`, `${a} or (${b} and ${a})`]);
  });

  it('letter case of names and operators does not matter', () => {
    const upper = (text: string): string =>
      text.replace(/"(?:[^"\\]|\\.)*"|[a-z.]+/gi, (part) =>
        part.startsWith('"') ? part : part.toUpperCase(),
      );
    equivalent((a) => [upper(a), a]);
  });
});
