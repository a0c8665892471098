import { describe, expect, it } from '@jest/globals';
import { namesTag, requireNoVersion, requirePreconditions } from './precondition.js';

/** Headers, and whether they match version 2. */
const HEADERS: readonly [string, boolean][] = [
  ['*', true],
  [' * ', true],
  ['W/"2"', true],
  ['w/"2"', true],
  ['"2"', true],
  ['W/"2.Ab-_9"', true],
  ['W/"1", W/"2"', true],
  ['W/"1" ,*', true],
  ['W/"1"', false],
  ['W/"22"', false],
  ['W/"12"', false],
  ['2', false],
  ['""', false],
  ['', false],
  [',', false],
  ['W/"1","3"', false],
  ['W/"2', false],
];

describe('requirePreconditions for version 2', () => {
  it.each(HEADERS)('If-Match: %s names it: %s', (ifMatch, isNamed) => {
    const check = () => requirePreconditions({ ifMatch }, 2);
    if (isNamed) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ status: 412 }));
  });

  it.each(HEADERS)('If-None-Match: %s names it: %s', (ifNoneMatch, isNamed) => {
    const check = () => requirePreconditions({ ifNoneMatch }, 2);
    if (isNamed) expect(check).toThrow(expect.objectContaining({ status: 412 }));
    else expect(check).not.toThrow();
  });

  it('needs both conditions to hold', () => {
    const both = { ifMatch: 'W/"2"', ifNoneMatch: 'W/"1"' };
    expect(() => requirePreconditions(both, 2)).not.toThrow();
    expect(() => requirePreconditions({ ...both, ifNoneMatch: '*' }, 2)).toThrow(/If-None-Match/);
    expect(() => requirePreconditions({ ...both, ifMatch: 'W/"3"' }, 2)).toThrow(/If-Match/);
  });

  it('holds without conditions', () => {
    expect(() => requirePreconditions({}, 2)).not.toThrow();
  });

  it('repeats no more than 100 characters of a header', () => {
    expect(() => requirePreconditions({ ifMatch: 'x'.repeat(5000) }, 2)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^If-Match is x{100}, but/) }),
    );
  });
});

describe('requireNoVersion', () => {
  it.each([undefined, '*', 'W/"1", *'])('takes If-Match: %s', (ifMatch) => {
    expect(() => requireNoVersion({ ifMatch })).not.toThrow();
  });

  it.each(['W/"1"', '', '"*"'])('refuses If-Match: %s with 412', (ifMatch) => {
    expect(() => requireNoVersion({ ifMatch })).toThrow(expect.objectContaining({ status: 412 }));
  });

  it('takes any If-None-Match', () => {
    expect(() => requireNoVersion({ ifNoneMatch: '*' })).not.toThrow();
  });
});

describe('namesTag', () => {
  it.each([
    ['W/"2.abc"', 'W/"2.abc"', true],
    ['"2.abc"', 'W/"2.abc"', true],
    ['W/"2"', 'W/"2.abc"', false],
    ['W/"2.abd"', 'W/"2.abc"', false],
    ['*', 'W/"2.abc"', true],
    ['', 'W/"2.abc"', false],
  ])('%s names %s: %s', (header, tag, isNamed) => {
    expect(namesTag(header, tag)).toBe(isNamed);
  });
});
