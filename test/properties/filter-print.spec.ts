import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Filter } from '../../src/scim/filter/ast.js';
import { parseFilter } from '../../src/scim/filter/parse.js';
import { filterAst, filterText } from '../support/arbitrary-text.js';
import { printFilter } from '../support/print-filter.js';

const RUNS = 3000;

describe('parse, print, parse', () => {
  it('gives any filter back that was printed', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(filterAst, (filter) => {
        expect(parseFilter(printFilter(filter))).toEqual(filter);
        note(filter, seen);
      }),
      { numRuns: RUNS },
    );
    for (const kind of ['and', 'or', 'not', 'present', 'elements']) expect(seen).toContain(kind);
    for (const op of ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']) {
      for (const type of ['string', 'number', 'boolean', 'null']) expect(seen).toContain(`${op} ${type}`);
    }
  });

  it('gives the same filter again for any text that is one', () => {
    fc.assert(
      fc.property(filterText, (text) => {
        const filter = parseFilter(text);
        const printed = printFilter(filter);
        expect(parseFilter(printed)).toEqual(filter);
        expect(printFilter(parseFilter(printed))).toBe(printed);
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['a pr or b pr and not (c pr)', 'a pr or b pr and not (c pr)'],
    ['((a pr) and ((b pr OR c pr)))', 'a pr and (b pr or c pr)'],
    ['(a pr and b pr) and c pr', '(a pr and b pr) and c pr'],
    ['emails[type eq work].value EQ "a\\"\\u0062"', 'emails[type eq "work" and value eq "a\\"b"]'],
    ['x:y:a[b pr or c pr].d ne -1.50', 'x:y:a[(b pr or c pr) and d ne -1.50]'],
    ['not (not (a eq True))', 'not (not (a eq True))'],
  ])('writes %s as %s', (text, printed) => {
    expect(printFilter(parseFilter(text))).toBe(printed);
  });
});

/** Notes which kinds of nodes and which operators on which types of literals a filter has. */
function note(filter: Filter, seen: Set<string>): void {
  seen.add(filter.kind);
  switch (filter.kind) {
    case 'and':
    case 'or':
      filter.operands.forEach((operand) => note(operand, seen));
      break;
    case 'not':
      note(filter.operand, seen);
      break;
    case 'elements':
      note(filter.filter, seen);
      break;
    case 'compare': {
      const { value } = filter.literal;
      seen.add(`${filter.op} ${value === null ? 'null' : typeof value}`);
      break;
    }
    case 'present':
      break;
  }
}
