import { describe, expect, it } from '@jest/globals';
import { readAuthorization, readBearer, readRepeatedBearer } from './authorization.js';

describe('readAuthorization', () => {
  it.each([
    ['Bearer abc', { scheme: 'bearer', text: 'abc' }],
    ['BEARER   abc', { scheme: 'bearer', text: 'abc' }],
    ['bearer \tabc', { scheme: 'bearer', text: 'abc' }],
    [' \tBearer abc \t', { scheme: 'bearer', text: 'abc' }],
    ['Basic YTpi', { scheme: 'basic', text: 'YTpi' }],
    ['Digest a=1, b=2', { scheme: 'digest', text: 'a=1, b=2' }],
    ["X!#$%&'*+.^`|~-_1 x", { scheme: "x!#$%&'*+.^`|~-_1", text: 'x' }],
    [undefined, null],
    ['', null],
    [' ', null],
    ['Bearer', null],
    ['Bearer ', null],
    ['Bearer\tabc', null],
    ['Bearer\nabc', null],
    ['Bearer:abc', null],
    ['1x abc', null],
    ['Bear(er abc', null],
  ])('%j', (header, expected) => {
    expect(readAuthorization(header)).toEqual(expected);
  });
});

describe('readBearer', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bEARER a.b-c_d~+/=', 'a.b-c_d~+/='],
    ['Bearer a b', null],
    ['Bearer Bearer abc', null],
    ['Basic abc', null],
    ['Bearers abc', null],
    [undefined, null],
  ])('%j', (header, token) => {
    expect(readBearer(header)).toBe(token);
  });
});

describe('readRepeatedBearer', () => {
  it.each([
    ['Bearer Bearer abc', 'abc'],
    ['Bearer bearer  BEARER\tabc', 'abc'],
    ['Bearer abc', null],
    ['Bearer Bearer', null],
    ['Bearer Bearer a b', null],
    ['Bearer Bearerabc', null],
    ['Basic Bearer abc', null],
    [undefined, null],
  ])('%j', (header, token) => {
    expect(readRepeatedBearer(header)).toBe(token);
  });

  it('answers a long header at once', () => {
    const started = performance.now();
    expect(readRepeatedBearer(`Bearer ${'bearer '.repeat(2000)}a b`)).toBeNull();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
