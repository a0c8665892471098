import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ScimError } from '../../src/scim/errors.js';
import { checkFilter } from '../../src/scim/filter/check.js';
import { MAX_FILTER_DEPTH, MAX_FILTER_LENGTH, parseFilter } from '../../src/scim/filter/parse.js';
import { parsePath } from '../../src/scim/path.js';
import { userType } from '../../src/scim/resource-type.js';
import { filterText, mutatedText } from '../support/arbitrary-text.js';
import { UnknownNames } from '../../src/scim/unknown-names.js';

const RUNS = 10_000;
const LONG_RUNS = 1000;
const LIMIT_MS = 250;

const bytes = fc.uint8Array({ maxLength: 200 });
const utf8 = bytes.map((each) => Buffer.from(each).toString('utf8'));
const latin1 = bytes.map((each) => Buffer.from(each).toString('latin1'));
const units = fc.string({ unit: 'binary', maxLength: 100 });

const PIECES = [
  ...[
    'userName',
    'emails',
    'name.givenName',
    'type',
    'value',
    'active',
    'password',
    'meta.created',
    'members',
  ],
  ...['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', 'urn:', '.value', '.', ':'],
  ...[
    '__proto__',
    'constructor',
    'eq',
    'ne',
    'co',
    'pr',
    'gt',
    'and',
    'or',
    'not',
    'AND',
    '(',
    ')',
    '[',
    ']',
  ],
  ...['"', '\\', ' ', '\t', '\0', '"work"', '"a\\"b"', '"\\u12"', 'true', 'null', '1e999', '-0', '\u{1F600}'],
  ...['2026-01-31T10:00:00Z', '\ud83d', "'"],
];
const pieces = fc
  .tuple(fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }), fc.constantFrom(' ', ''))
  .map(([each, space]) => each.join(space));
/** Two or three of them: some are well-formed. */
const fewPieces = fc
  .array(fc.constantFrom(...PIECES), { minLength: 2, maxLength: 3 })
  .map((each) => each.join(' '));

/** Short texts that a grammar may stumble on, repeated to the greatest length and beyond it. */
const long = fc
  .tuple(
    fc.oneof(
      pieces,
      filterText,
      units,
      fc.constantFrom('(', '[', 'a[', 'not (', '\\', '"', 'a pr or ', '{', ' '),
    ),
    fc.oneof(fc.integer({ min: MAX_FILTER_LENGTH - 40, max: MAX_FILTER_LENGTH + 1 }), fc.constant(100_000)),
    fc.constantFrom('', 'title eq "', 'emails[', 'title pr and '),
  )
  .map(([text, length, start]) =>
    (start + (text === '' ? ' ' : text).repeat(Math.ceil(length / Math.max(1, text.length)))).slice(
      0,
      length,
    ),
  );

/** As deep as it may be, and one deeper, around any filter. */
const deep = fc
  .tuple(
    filterText,
    fc.integer({ min: MAX_FILTER_DEPTH - 4, max: MAX_FILTER_DEPTH + 1 }),
    fc.constantFrom(['(', ')'], ['not (', ')'], ['emails[', ']'], ['not (type pr and (', '))']),
  )
  .map(([text, depth, [open = '', close = '']]) => open.repeat(depth) + text + close.repeat(depth));

const readFilter = (text: string): void => {
  checkFilter(parseFilter(text), userType);
};
const readPath = (text: string): void => {
  parsePath(text, userType, new UnknownNames(false));
};

interface Outcome {
  readonly millis: number;
  readonly error: unknown;
}

function outcomeOf(read: (text: string) => void, text: string): Outcome {
  const start = performance.now();
  let error: unknown = null;
  try {
    read(text);
  } catch (thrown) {
    error = thrown;
  }
  return { millis: performance.now() - start, error };
}

describe.each([
  ['filter', 'invalidFilter', readFilter],
  ['path', 'invalidPath', readPath],
] as const)(`as a %s, read or refused as %s within ${LIMIT_MS} ms each:`, (_kind, scimType, read) => {
  it.each<[string, number, fc.Arbitrary<string>, boolean?]>([
    [`${RUNS} random byte strings`, RUNS, fc.oneof(utf8, latin1, units)],
    [`${RUNS} random runs of what filters are made of`, RUNS, fc.oneof(pieces, fewPieces), true],
    [`${RUNS} valid filters with characters changed`, RUNS, mutatedText, true],
    [`${LONG_RUNS} texts of the greatest length or more`, LONG_RUNS, long],
    [`${LONG_RUNS} texts nested as deep as may be or more`, LONG_RUNS, deep],
  ])('%s', (_what, numRuns, texts, someAreRead = false) => {
    let accepted = 0;
    fc.assert(
      fc.property(texts, (text) => {
        const { error, millis } = outcomeOf(read, text);
        // Slow once may be the garbage collector; slow twice is the text.
        if (millis > LIMIT_MS) expect(outcomeOf(read, text).millis).toBeLessThan(LIMIT_MS);
        if (error === null) accepted++;
        else if (!(error instanceof ScimError && error.scimType === scimType)) throw error as Error;
      }),
      { numRuns },
    );
    // If none were well-formed, the test would say little.
    if (someAreRead) expect(accepted).toBeGreaterThan(0);
  });
});
