import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePath } from '../path.js';
import { groupType, userType } from '../resource-type.js';
import type { CheckedFilter } from './ast.js';
import { checkFilter } from './check.js';
import { evaluate } from './evaluate.js';
import { MAX_FILTER_LENGTH, parseFilter } from './parse.js';
import { readFilter } from './unescaped.js';
import { UnknownNames } from '../unknown-names.js';

const URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const check = (text: string): CheckedFilter => checkFilter(readFilter(text), userType);

/** The values that a filter compares with, in the order of its terms. */
function valuesIn(filter: CheckedFilter): unknown[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.flatMap(valuesIn);
    case 'not':
      return valuesIn(filter.operand);
    case 'elements':
      return valuesIn(filter.filter);
    case 'compare':
      return [filter.value];
    case 'present':
      return [];
  }
}

function refusalOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('readFilter', () => {
  const PATHS = [
    'displayName',
    'name.givenName',
    'externalId',
    'emails',
    'emails.value',
    `${URN}:department`,
    `${URN}.department`,
    'manager',
  ];

  it.each(PATHS)('takes the value of a lone "%s eq" as it stands when it is no JSON string', (path) => {
    for (const value of [
      String.raw`CORP\users`,
      String.raw`CORP\u12`,
      String.raw`C:\Data\x`,
      'trailing\\',
      'R&D "North"',
      '"quoted"',
      '"',
      'say "a" or "b"',
      '"Tom" and "Jerry"',
      'Groupe "Sud" pour le projet',
      'R&D "North',
      'x" y',
      'line\nfeed',
      '[]"()',
    ]) {
      for (const text of [`${path} eq "${value}"`, `  ${path}  EQ "${value}"  `, `${path} Eq"${value}"`]) {
        expect(() => parseFilter(text)).toThrow();
        const filter = check(text);
        expect([text, filter.kind, valuesIn(filter)]).toEqual([text, 'compare', [value]]);
      }
    }
  });

  it.each(PATHS)('takes a JSON string with a backslash in a lone "%s eq" for either', (path) => {
    for (const [written, read] of [
      [String.raw`CORP\nina`, 'CORP\nina'],
      [String.raw`CORP\bob`, 'CORP\bob'],
      [String.raw`CORP\u0041nn`, 'CORPAnn'],
      [String.raw`a\\b`, String.raw`a\b`],
      [String.raw`R&D \"North\"`, 'R&D "North"'],
      [String.raw`a\/b`, 'a/b'],
    ]) {
      const filter = check(`${path} eq "${written}"`);
      expect([filter.kind, valuesIn(filter)]).toEqual(['or', [read, written]]);
    }
  });

  it('does so for the value of one element', () => {
    expect(check(String.raw`emails[type eq "work"].value eq "CORP\users"`)).toMatchObject({
      kind: 'elements',
      filter: {
        kind: 'and',
        operands: [{ key: 'work' }, { kind: 'compare', value: String.raw`CORP\users` }],
      },
    });
    expect(check(String.raw`emails[type eq "w\\k"].value eq "CORP\nina"`)).toMatchObject({
      kind: 'elements',
      filter: {
        kind: 'and',
        operands: [
          { kind: 'compare', value: String.raw`w\k` },
          { kind: 'or', operands: [{ value: 'CORP\nina' }, { value: String.raw`CORP\nina` }] },
        ],
      },
    });
    expect(valuesIn(check('emails[type eq "work"].display eq "the "boss""'))).toEqual(['work', 'the "boss"']);
  });

  it('leaves literals that are no strings unchanged', () => {
    expect(check(String.raw`active eq "\u0074rue"`)).toMatchObject({ kind: 'compare', value: true });
    expect(check(String.raw`meta.created eq "2026\u002d01-31T10:00:00"`)).toMatchObject({ kind: 'compare' });
    expect(check(String.raw`x509Certificates.value eq "aGk\u003d"`)).toMatchObject({ value: 'aGk=' });
  });

  it('changes nothing about any filter that has no backslash, or more than one comparison', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', ' ', '\n', 'é'), maxLength: 6 });
    const term = fc
      .tuple(
        fc.constantFrom('userName', 'emails[type eq "work"].value', 'title'),
        fc.constantFrom('eq', 'co', 'sw', 'ne'),
        text,
      )
      .map(([path, op, value]) => `${path} ${op} ${JSON.stringify(value)}`);
    const joined = fc
      .tuple(term, fc.constantFrom(' and ', ' or ', ') and not (', ' AND  ('), term)
      .map(([a, by, b]) =>
        by.includes(')') ? `(${a}${by}${b})` : by.includes('(') ? `${a}${by}${b})` : a + by + b,
      );
    fc.assert(
      fc.property(
        fc.oneof(
          joined,
          term.filter((each) => !/ eq .*\\/s.test(each)),
          term.map((each) => `not (${each})`),
          term.map((each) => `(${each})`),
        ),
        (each) => expect(readFilter(each)).toEqual(parseFilter(each)),
      ),
      { numRuns: 2000 },
    );
  });

  it('matches the unescaped or the literal text, and no other', () => {
    const value = fc.string({
      unit: fc.constantFrom('a', 'n', 'u', '0', '"', '\\', ' ', '\n'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(value, value, (written, title) => {
        let read = written;
        try {
          read = JSON.parse(`"${written}"`) as string;
        } catch {
          // The raw text is the value.
        }
        fc.pre(!read.includes('\0'));
        const user = { userName: 'x', ...(title === '' ? {} : { title }) };
        expect(evaluate(check(`title eq "${written}"`), user)).toBe(
          title !== '' && (title === written || title === read),
        );
        // A text escaped according to RFC 7644 is always found.
        if (title !== '') expect(evaluate(check(`title eq ${JSON.stringify(title)}`), user)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    String.raw`displayName eq "CORP\users" and active eq true`,
    String.raw`displayName eq "CORP\users" and externalId eq "x"`,
    String.raw`displayName eq "CORP\users" or not (externalId eq "x")`,
    String.raw`displayName eq "CORP\users" AND emails[type eq "work"].value eq "x"`,
    String.raw`(displayName eq "CORP\users")`,
    String.raw`not (displayName eq "CORP\users")`,
    String.raw`emails[value eq "CORP\users"]`,
    String.raw`emails[type eq "CORP\users"].value eq "x"`,
    String.raw`displayName co "CORP\users"`,
    String.raw`displayName ne "CORP\users"`,
    String.raw`externalId eq "x" and displayName eq "CORP\users"`,
    'displayName eq "R&D "North"" and externalId eq "x"',
    'displayName eq "R&D "North"" or (externalId eq "x")',
    'displayName co "R&D "North""',
    'displayName eq "x" externalId eq "y"',
    String.raw`displayName eq "CORP\users" and active eq true and externalId eq "x"`,
    String.raw`displayName eq "CORP\users" and (active eq true or not (externalId eq "x"))`,
  ])('%s says how to escape', (text) => {
    expect(refusalOf(() => check(text))).toMatchObject({
      scimType: 'invalidFilter',
      detail: expect.stringContaining(String.raw`a quote is written \" and a backslash \\`),
    });
  });

  it.each([
    [String.raw`title eq "\u0000"`, 'NUL'],
    [String.raw`title eq "\ud800"`, 'surrogate'],
    ['title eq "\ud800 "x""', 'surrogate'],
    ['title eq "a\0"b""', 'NUL'],
    [String.raw`nope eq "CORP\users"`, 'Unknown attribute'],
    [String.raw`password eq "CORP\users"`, 'never returned'],
    [String.raw`active eq "CORP\users"`, 'is of type boolean'],
    ['title eq "', 'not closed'],
    ['title eq "x', 'not closed'],
    ['title eq """ x', 'not closed'],
    ['title pr "x"', 'Expected'],
  ])('refuses %j', (text, detail) => {
    expect(refusalOf(() => check(text))).toMatchObject({
      scimType: 'invalidFilter',
      detail: expect.stringContaining(detail),
    });
  });

  it('takes the longest value, and parses hostile input at once', () => {
    const start = performance.now();
    const room = MAX_FILTER_LENGTH - 'title eq ""'.length;
    const longest = '\\q'.repeat(room / 2);
    expect(valuesIn(check(`title eq "${longest}"`))).toEqual([longest]);
    expect(refusalOf(() => check(`title eq "${longest}\\q"`))).toMatchObject({ scimType: 'invalidFilter' });
    for (const part of [
      '"',
      '" and ',
      '" and (',
      '" and not ',
      ' ',
      '("',
      '" or a ',
      '[',
      '["',
      '\\',
      '"]',
      '] .a',
      '" ',
      'a ',
    ]) {
      for (const around of [
        (text: string) => `title eq "${text}"`,
        (text: string) => `title eq "${text}`,
        (text: string) => `emails[${text}`,
      ]) {
        const text = around(part.repeat(room / part.length));
        refusalOf(() => check(text));
        refusalOf(() => parsePath(text, userType, new UnknownNames(false)));
        refusalOf(() =>
          parsePath(
            `emails[value eq "${part.repeat(room / part.length - 2)}"]`,
            userType,
            new UnknownNames(false),
          ),
        );
        refusalOf(() => check(`emails[${part.repeat(room / part.length - 4)}].value eq "x"`));
      }
    }
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('parsePath', () => {
  it.each([
    [String.raw`roles[value eq "CORP\admin"]`, 'roles', String.raw`CORP\admin`],
    [String.raw`roles[value eq "R&D "North""].display`, 'roles.display', 'R&D "North"'],
    [String.raw`emails[ display EQ "CORP\users" ] .value `, 'emails.value', String.raw`CORP\users`],
    [String.raw`${URN}:manager[value eq "CORP\users"]`, `${URN}:manager`, String.raw`CORP\users`],
    ['emails[value eq "a"]b"].type', 'emails.type', 'a"]b'],
  ])('takes the value in %s as it stands', (path, attribute, value) => {
    expect(parsePath(path, userType, new UnknownNames(false))).toMatchObject({
      path: attribute,
      filter: { kind: 'compare', value },
    });
  });

  it('of members too', () => {
    expect(
      parsePath(String.raw`members[value eq "CORP\users"]`, groupType, new UnknownNames(false)),
    ).toMatchObject({
      filter: { kind: 'compare', value: String.raw`CORP\users` },
    });
  });

  it('does not guess what a JSON string means', () => {
    expect(
      parsePath(String.raw`roles[value eq "CORP\nina"]`, userType, new UnknownNames(false)),
    ).toMatchObject({
      filter: { kind: 'compare', value: 'CORP\nina' },
    });
  });

  it.each([
    String.raw`roles[value eq "CORP\users" and type eq "x"]`,
    String.raw`roles[not (value eq "CORP\users")]`,
    String.raw`roles[value co "CORP\users"]`,
    'roles[value eq "R&D "North"" or type eq "x"].display',
  ])('%s says how to escape', (path) => {
    expect(refusalOf(() => parsePath(path, userType, new UnknownNames(false)))).toMatchObject({
      scimType: 'invalidPath',
      detail: expect.stringContaining(String.raw`a quote is written \" and a backslash \\`),
    });
  });

  it.each([
    String.raw`nope[value eq "CORP\users"]`,
    String.raw`roles[nope eq "CORP\users"]`,
    String.raw`roles[value eq "CORP\users"].nope`,
  ])('finds nothing known in %s', (path) => {
    expect(parsePath(path, userType, new UnknownNames(false))).toBeNull();
  });

  it.each([
    [String.raw`userName[value eq "CORP\users"]`, 'has no sub-attributes'],
    [String.raw`roles[value eq "\u0000"]`, 'NUL'],
  ])('refuses %s', (path, detail) => {
    expect(refusalOf(() => parsePath(path, userType, new UnknownNames(false)))).toMatchObject({
      scimType: 'invalidPath',
      detail: expect.stringContaining(detail),
    });
  });
});
