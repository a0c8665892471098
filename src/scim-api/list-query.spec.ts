import { describe, expect, it } from '@jest/globals';
import { parseListQuery, parseProjectionQuery, refuseFilter } from './list-query.js';

const NOTHING = {
  attributes: undefined,
  excludedAttributes: undefined,
  filter: undefined,
  sortBy: undefined,
  sortOrder: undefined,
  startIndex: undefined,
  count: undefined,
  cursor: undefined,
  inUrl: true,
};
const refusal = (scimType: string, message: RegExp) =>
  expect.objectContaining({ status: 400, scimType, message: expect.stringMatching(message) });

describe('parseListQuery', () => {
  it.each([
    [{}, {}],
    [{ aadOptscim062020: '' }, {}],
    [{ unknown: 'x', api: ['1', '2'] }, {}],
    [{ filter: '', count: '', sortBy: '', attributes: '' }, {}],
    [{ cursor: '' }, { cursor: '' }],
    [
      { FILTER: 'a pr', sortby: 'x', StartIndex: '2' },
      { filter: 'a pr', sortBy: 'x', startIndex: 2 },
    ],
    [{ count: '0' }, { count: 0 }],
    [{ count: '-5' }, { count: -5 }],
    [{ count: '+5' }, { count: 5 }],
    [{ count: ' 5 ' }, { count: 5 }],
    [{ count: '007' }, { count: 7 }],
    [{ startIndex: '999999999999999' }, { startIndex: 999_999_999_999_999 }],
    [{ filter: 'profileUrl eq "https://x/y?z=1"' }, { filter: 'profileUrl eq "https://x/y?z=1"' }],
    [{ filter: 'a eq "/Users?filter=x"' }, { filter: 'a eq "/Users?filter=x"' }],
  ])('%j', (query, expected) => {
    expect(parseListQuery(query)).toEqual({ ...NOTHING, ...expected });
  });

  it.each([
    [{ count: '1.5' }, 'invalidValue', /"count" must be a whole number, got "1.5"/],
    [{ count: '1e3' }, 'invalidValue', /whole number/],
    [{ count: '0x10' }, 'invalidValue', /whole number/],
    [{ count: 'Infinity' }, 'invalidValue', /whole number/],
    [{ count: '1234567890123456' }, 'invalidValue', /whole number/],
    [{ count: '٣' }, 'invalidValue', /whole number/],
    [{ startIndex: 'x'.repeat(200) }, 'invalidValue', /"x{80}"$/],
    [{ count: 'x', cursor: '' }, 'invalidCount', /"count"/],
    [{ startIndex: 'x', cursor: '' }, 'invalidValue', /"startIndex"/],
  ])('%j is refused as %s', (query, scimType, message) => {
    expect(() => parseListQuery(query)).toThrow(refusal(scimType, message));
  });

  it.each([
    [{ filter: ['a pr', 'a pr'] }, 'invalidFilter'],
    [{ filter: 'a pr', Filter: 'a pr' }, 'invalidFilter'],
    [{ filter: { nested: 'x' } }, 'invalidFilter'],
    [{ cursor: ['', ''] }, 'invalidCursor'],
    [{ count: ['1', '1'] }, 'invalidValue'],
    [{ attributes: ['a', 'b'] }, 'invalidValue'],
    [{ sortBy: [] }, 'invalidValue'],
  ])('a parameter that is not there once, %j, is refused as %s', (query, scimType) => {
    expect(() => parseListQuery(query)).toThrow(refusal(scimType, /must appear once/));
  });

  it.each([
    { 'aadOptscim062020/Users': '' },
    { 'aadOptscim062020?filter': 'userName eq "x"' },
    { 'x?COUNT': '1' },
    { api: '1/Users' },
    { api: '1/Users?filter=a' },
    { api: '1?startIndex=2' },
    { api: '1/.search' },
    { api: ['1', '2/Groups'] },
  ])('a path or query behind the Tenant URL, %j, is refused', (query) => {
    expect(() => parseListQuery(query)).toThrow(refusal('invalidValue', /behind the "\?" of the Tenant URL/));
  });

  it.each([{ api: '1/Userset' }, { api: '?other=1' }, { 'x?other': '1' }])('%j is ignored', (query) => {
    expect(parseListQuery(query)).toEqual(NOTHING);
  });
});

describe('parseProjectionQuery', () => {
  it('reads attributes and excludedAttributes, and ignores the rest', () => {
    expect(parseProjectionQuery({ ATTRIBUTES: 'a,b', excludedAttributes: '', count: 'x' })).toEqual({
      attributes: 'a,b',
      excludedAttributes: undefined,
    });
  });
});

describe('refuseFilter', () => {
  it.each([{}, { filter: '' }, { count: 'x' }])('takes %j', (query) => {
    expect(() => refuseFilter(query)).not.toThrow();
  });

  it('refuses a filter in any letter case with 403', () => {
    expect(() => refuseFilter({ Filter: 'a pr' })).toThrow(expect.objectContaining({ status: 403 }));
  });
});
