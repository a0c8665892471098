import { describe, expect, it } from '@jest/globals';
import { parsePath } from '../path.js';
import { userType } from '../resource-type.js';
import { checkFilter } from './check.js';
import { MAX_FILTER_DEPTH, MAX_FILTER_LENGTH, MAX_FILTER_TERMS, parseFilter } from './parse.js';
import { UnknownNames } from '../unknown-names.js';

function read(text: string): void {
  checkFilter(parseFilter(text), userType);
}

function readPath(text: string): void {
  parsePath(text, userType, new UnknownNames(false));
}

function refusalOf(work: () => void): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
}

const nested = (depth: number): string => `${'('.repeat(depth)}title pr${')'.repeat(depth)}`;
const chain = (terms: number, operator: string): string =>
  Array(terms).fill('title pr').join(` ${operator} `);

describe('limits of a filter', () => {
  it.each([
    ['length', `title eq "${'a'.repeat(MAX_FILTER_LENGTH - 11)}"`],
    ['depth', nested(MAX_FILTER_DEPTH)],
    ['terms', chain(MAX_FILTER_TERMS, 'or')],
  ])('accepts the greatest %s', (_, text) => {
    expect(refusalOf(() => read(text))).toBeNull();
  });

  it.each([
    ['a character too long', `title eq "${'a'.repeat(MAX_FILTER_LENGTH - 10)}"`],
    ['a level too deep', nested(MAX_FILTER_DEPTH + 1)],
    ['a term too many', chain(MAX_FILTER_TERMS + 1, 'or')],
    [
      'a term too many, in brackets',
      `emails[${chain(MAX_FILTER_TERMS, 'or').replaceAll('title', 'type')}].value pr`,
    ],
    ['5,000 terms with or', chain(5000, 'or')],
    ['5,000 terms with and', chain(5000, 'and')],
    ['groups multiplied out', Array(1000).fill('(title pr or title pr)').join(' and ')],
    ['10,000 parentheses', nested(5000)],
    ['10,000 brackets', `${'a['.repeat(5000)}b pr${']'.repeat(5000)}`],
    ['10,000 unclosed brackets', 'a['.repeat(10_000)],
    ['10,000 times not', `${'not ('.repeat(5000)}title pr${')'.repeat(5000)}`],
    ['a megabyte of backslashes', `title eq "${'\\'.repeat(1_000_000)}`],
    ['a short unclosed string of escapes', `title eq "${'\\a'.repeat(5000)}`],
    ['a NUL', 'title eq a\0b'],
  ])('refuses %s at once', (_, text) => {
    const start = performance.now();
    expect(refusalOf(() => read(text))).toMatchObject({ scimType: 'invalidFilter' });
    expect(refusalOf(() => readPath(text))).toMatchObject({ scimType: 'invalidPath' });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('quotes only a short part of a filter', () => {
    const name = 'x'.repeat(10_000);
    for (const text of [
      `${name} pr`,
      `title ${name}`,
      `title pr ${name}`,
      `active eq ${name}`,
      `emails[${name} pr]`,
    ]) {
      expect(String(refusalOf(() => read(text))).length).toBeLessThan(600);
      expect(String(refusalOf(() => readPath(text))).length).toBeLessThan(1000);
    }
  });
});
