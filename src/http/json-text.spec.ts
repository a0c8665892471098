import { describe, expect, it } from '@jest/globals';
import { parseJsonObject } from './json-text.js';

const parse = (text: string) => parseJsonObject(Buffer.from(text));
const nested = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);

describe('parseJsonObject', () => {
  it.each([
    ['an empty object', '{}', {}],
    ['white space around', ' \t\r\n{"a":1}\n', { a: 1 }],
    ['a byte order mark', '\ufeff{"a":1}', { a: 1 }],
    ['brackets within a string', `{"a":"${'['.repeat(100)}"}`, { a: '['.repeat(100) }],
    ['an escaped quote before brackets', `{"a":"\\"${'{'.repeat(100)}"}`, { a: `"${'{'.repeat(100)}` }],
    ['an escaped backslash at the end of a string', '{"a":"\\\\","b":[]}', { a: '\\', b: [] }],
    ['a whole surrogate pair in escapes', '{"a":"\\ud83d\\ude00"}', { a: '😀' }],
    ['a backslash before u0000', '{"a":"\\\\u0000"}', { a: '\\u0000' }],
    ['many lists beside each other', `{"a":[${'[],'.repeat(100)}[]]}`, { a: Array(101).fill([]) }],
  ])('takes %s', (_what, text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it('takes 64 levels and refuses 65, naming the position', () => {
    expect(parse(`{"a":${nested(63, '[', ']')}}`)).toHaveProperty('a');
    expect(() => parse(`{"a":${nested(64, '[', ']')}}`)).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidSyntax',
        message: expect.stringMatching(/64.*68/),
      }),
    );
  });

  it('makes __proto__ a plain property of its own', () => {
    const value = parse('{"__proto__":{"admin":true}}');
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value.admin).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['white space', ' '],
    ['a list', '[]'],
    ['null', 'null'],
    ['a string', '"{}"'],
    ['a number', '1'],
    ['a second value', '{}{}'],
    ['two byte order marks', '\ufeff\ufeff{}'],
    ['a comma at the end', '{"a":1,}'],
    ['an object that does not end', '{"a":'],
    ['a string that ends in a backslash', '{"a":"\\'],
  ])('refuses %s as invalidSyntax', (_what, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidSyntax' }));
  });

  it.each([
    ['latin1', Buffer.from('{"a":"é"}', 'latin1')],
    ['UTF-16', Buffer.from('{"a":1}é', 'utf16le')],
    ['half of a character', Buffer.from('{"a":"é"}').subarray(0, 7)],
    ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('refuses bytes that are no UTF-8: %s', (_what, bytes) => {
    expect(() => parseJsonObject(bytes)).toThrow(/not valid UTF-8/);
  });

  it.each([
    ['NUL in a value', '{"a":{"b":["x\\u0000"]}}', /NUL.*a\.b\.0/],
    ['NUL in a name', '{"a":{"x\\u0000":1}}', /NUL.*an attribute name in a/],
    ['NUL in a name at the top', '{"\\u0000":1}', /NUL.*an attribute name$/],
    ['the first half of a pair', '{"a":"\\ud83d"}', /surrogate pair.*found in a$/],
    ['the second half of a pair', '{"a":"x\\uDE00"}', /surrogate pair/],
    ['the halves in wrong order', '{"a":"\\ude00\\ud83d"}', /surrogate pair/],
  ])('refuses %s as invalidValue, naming the place', (_what, text, message) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ scimType: 'invalidValue', message: expect.stringMatching(message) }),
    );
  });

  it('does not repeat the body in its refusal', () => {
    expect(() => parse('{"password": hunter2}')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});
