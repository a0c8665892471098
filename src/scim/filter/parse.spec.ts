import { describe, expect, it } from '@jest/globals';
import type { Filter } from './ast.js';
import { parseFilter } from './parse.js';

/** The filter with all parentheses written out. */
function shown(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.operands.map(shown).join(` ${filter.kind} `)})`;
    case 'not':
      return `not ${shown(filter.operand)}`;
    case 'present':
      return `${filter.path} pr`;
    case 'compare':
      return `${filter.path} ${filter.op} ${JSON.stringify(filter.literal.value)}`;
    case 'elements':
      return `${filter.path}[${shown(filter.filter)}]`;
  }
}

const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('parseFilter', () => {
  it.each([
    // The examples of RFC 7644 section 3.4.2.2.
    ['userName eq "bjensen"', 'userName eq "bjensen"'],
    [`name.familyName co "O'Malley"`, `name.familyName co "O'Malley"`],
    [
      'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
      'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
    ],
    ['title pr', 'title pr'],
    ['meta.lastModified gt "2011-05-13T04:42:34Z"', 'meta.lastModified gt "2011-05-13T04:42:34Z"'],
    ['title pr and userType eq "Employee"', '(title pr and userType eq "Employee")'],
    ['title pr or userType eq "Intern"', '(title pr or userType eq "Intern")'],
    ['schemas eq "urn:x:User"', 'schemas eq "urn:x:User"'],
    [
      'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
      '(userType eq "Employee" and (emails co "example.com" or emails.value co "example.org"))',
    ],
    [
      'userType ne "Employee" and not (emails co "example.com")',
      '(userType ne "Employee" and not emails co "example.com")',
    ],
    [
      'userType eq "Employee" and (emails.type eq "work")',
      '(userType eq "Employee" and emails.type eq "work")',
    ],
    [
      'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]',
      '(userType eq "Employee" and emails[(type eq "work" and value co "@example.com")])',
    ],
    [
      'emails[type eq "work" and value co "@x"] or ims[type eq "xmpp" and value co "@y"]',
      '(emails[(type eq "work" and value co "@x")] or ims[(type eq "xmpp" and value co "@y")])',
    ],
    // Precedence and grouping.
    ['a pr or b pr and c pr', '(a pr or (b pr and c pr))'],
    ['a pr and b pr or c pr', '((a pr and b pr) or c pr)'],
    ['(a pr or b pr) and c pr', '((a pr or b pr) and c pr)'],
    ['not (a pr) and b pr', '(not a pr and b pr)'],
    ['not (a pr or b pr) or c pr', '(not (a pr or b pr) or c pr)'],
    ['not(a pr)', 'not a pr'],
    ['NOT ((NOT (a pr)))', 'not not a pr'],
    ['((a pr))', 'a pr'],
    ['a pr and b pr and c pr', '(a pr and b pr and c pr)'],
    ['a[not (b pr) or c eq 1]', 'a[(not b pr or c eq 1)]'],
    // Letter case and spaces.
    ['A EQ "x" AND b PR Or c Ne 1', '((A eq "x" and b pr) or c ne 1)'],
    ['  a   eq\t"x"  ', 'a eq "x"'],
    ['a[ b eq "c" ]', 'a[b eq "c"]'],
    // URNs.
    [`${URN}:manager.value eq "u"`, `${URN}:manager.value eq "u"`],
    [`${URN}:manager[value eq "u"]`, `${URN}:manager[value eq "u"]`],
    // Filtered attributes as Entra's matching attribute.
    ['emails[type eq "work"].value eq "a@x"', 'emails[(type eq "work" and value eq "a@x")]'],
    ['emails[type eq "work"].value pr', 'emails[(type eq "work" and value pr)]'],
    ['emails[a pr or b pr].value sw "x" and c pr', '(emails[((a pr or b pr) and value sw "x")] and c pr)'],
  ])('%s', (text, expected) => {
    expect(shown(parseFilter(text))).toBe(expected);
  });

  it.each(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'])('knows %s in any case', (op) => {
    for (const written of [op, op.toUpperCase(), op[0]?.toUpperCase() + op.slice(1)]) {
      expect(parseFilter(`a ${written} "x"`)).toMatchObject({ kind: 'compare', op });
    }
  });

  it.each([
    ['"text"', 'text', 'text'],
    ['""', '', ''],
    [String.raw`"a\"b\\c\/d\n\u00e9"`, 'a"b\\c/d\n\u00e9', 'a"b\\c/d\n\u00e9'],
    ['"a) or (b[c]"', 'a) or (b[c]', 'a) or (b[c]'],
    ['"LACreateGroup-(k3)"', 'LACreateGroup-(k3)', 'LACreateGroup-(k3)'],
    ['"\u{1F600}"', '\u{1F600}', '\u{1F600}'],
    ['"null"', 'null', 'null'],
    ['"True"', 'True', 'True'],
    ['true', true, 'true'],
    ['True', true, 'True'],
    ['FALSE', false, 'FALSE'],
    ['null', null, 'null'],
    ['42', 42, '42'],
    ['-1.5e2', -150, '-1.5e2'],
    ['007', '007', '007'],
    ['jvos', 'jvos', 'jvos'],
    ['a@x.example', 'a@x.example', 'a@x.example'],
    ["O'Brien", "O'Brien", "O'Brien"],
  ])('the literal %s', (written, value, text) => {
    expect(parseFilter(`a eq ${written}`)).toMatchObject({ literal: { value, text } });
  });

  it.each([
    ['', 0],
    ['   ', 3],
    ['userName', 8],
    ['userName eq', 11],
    ['userName eq )', 12],
    ['userName is "x"', 9],
    ['userName "x"', 9],
    ['eq "x"', 3],
    ['"userName" eq "x"', 0],
    ['a eq "x" b', 9],
    ['a eq "x" "y"', 9],
    ['a eq x y', 7],
    ['a eq "x" and', 12],
    ['and a pr', 4],
    ['a pr or or b pr', 11],
    ['(a pr', 5],
    ['a pr)', 4],
    ['()', 1],
    ['not a pr', 4],
    ['not not (a pr)', 4],
    ['not', 3],
    ['a[b pr', 6],
    ['a[]', 2],
    ['a]', 1],
    ['a[b pr].', 8],
    ['a[b pr].c', 9],
    ['a[b pr] eq "x"', 8],
    ['[a pr]', 0],
    ['a eq "x', 5],
    [String.raw`a eq "x\"`, 5],
    [String.raw`a eq "\q"`, 5],
    [String.raw`a eq "\u12"`, 5],
    ['a eq "x\ny"', 5],
    [String.raw`a eq "\u0000"`, 5],
    [String.raw`a eq "\ud800"`, 5],
  ])('refuses %j and tells position %i', (text, position) => {
    expect(() => parseFilter(text)).toThrow(
      expect.objectContaining({
        scimType: 'invalidFilter',
        status: 400,
        detail: expect.stringMatching(new RegExp(`position ${position}\\b`)),
      }),
    );
  });

  it('says what it expected and what it found', () => {
    expect(() => parseFilter('userName is "x"')).toThrow(
      'Expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr) after "userName", but "is" stands at position 9',
    );
  });
});
