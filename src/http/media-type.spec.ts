import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { checkMediaType } from './media-type.js';

const ACCEPTED = ['application/scim+json', 'application/json'];

/** Checks a request with these headers, in this order. */
function check(...sent: readonly (readonly [string, string])[]): void {
  const headers = Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), value]).reverse());
  checkMediaType({ headers, rawHeaders: sent.flat() } as unknown as IncomingMessage, ACCEPTED);
}

describe('checkMediaType', () => {
  it.each([
    'application/scim+json',
    'application/json',
    'APPLICATION/SCIM+JSON',
    ' application/json ',
    'application/json;charset=utf-8',
    'application/json ; charset=ISO-8859-1',
    'application/json;',
    '',
    '  ',
  ])('takes the Content-Type "%s"', (type) => {
    expect(() => check(['Content-Type', type])).not.toThrow();
  });

  it('takes a body without a Content-Type', () => {
    expect(() => check()).not.toThrow();
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/jsonx',
    'application/json, application/json',
    'json',
    ';charset=utf-8',
    'application/scim+json/x',
  ])('refuses the Content-Type "%s" with 415, naming what is accepted', (type) => {
    expect(() => check(['Content-Type', type])).toThrow(
      expect.objectContaining({
        status: 415,
        message: expect.stringContaining('application/scim+json or application/json'),
      }),
    );
  });

  it('refuses two headers, though they agree and are written differently', () => {
    const type = 'application/json';
    expect(() => check(['Content-Type', type], ['content-type', type])).toThrow(/one Content-Type/);
  });

  it('takes a value that is the name of the header', () => {
    expect(() => check(['content-type', 'application/json'], ['x-about', 'content-type'])).not.toThrow();
  });

  it.each([
    ['identity', true],
    [' Identity ', true],
    ['gzip', false],
    ['identity, gzip', false],
    ['', false],
  ])('the Content-Encoding "%s" is taken: %s', (encoding, isTaken) => {
    const ask = () => check(['Content-Type', 'application/json'], ['Content-Encoding', encoding]);
    if (isTaken) expect(ask).not.toThrow();
    else expect(ask).toThrow(expect.objectContaining({ status: 415 }));
  });
});
