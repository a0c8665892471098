import { describe, expect, it } from '@jest/globals';
import { JWT_BEARER, readAuthentication } from './client-authentication.js';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const read = (form: Record<string, string>, authorization?: string) =>
  readAuthentication(new Map(Object.entries(form)), authorization);
const secret = (clientId: string, text: string) => ({ kind: 'secret', clientId, secret: text });

const ASSERTION = { client_id: 'c', client_assertion_type: JWT_BEARER, client_assertion: 'a.b.c' };

describe('readAuthentication', () => {
  it.each<[string, Record<string, string>, string | undefined, unknown]>([
    ['nothing', {}, undefined, null],
    ['the form', { client_id: 'c', client_secret: 's' }, undefined, secret('c', 's')],
    ['HTTP Basic', {}, basic('c:s'), secret('c', 's')],
    ['HTTP Basic in capitals', {}, basic('c:s').replace('Basic', 'BASIC'), secret('c', 's')],
    ['both alike', { client_id: 'c', client_secret: 's' }, basic('c:s'), secret('c', 's')],
    ['the id again in the form', { client_id: 'c' }, basic('c:s'), secret('c', 's')],
    ['a colon in the secret', {}, basic('c:s:t'), secret('c', 's:t')],
    ['an empty secret', {}, basic('c:'), secret('c', '')],
    ['an empty id', {}, basic(':s'), secret('', 's')],
    ['parts encoded like a form', {}, basic('a%3Ab:s%25+t'), secret('a:b', 's% t')],
    ['an ampersand that is not encoded', {}, basic('a&v=b:s&t'), secret('a&v=b', 's&t')],
    ['base64url', {}, 'Basic Pz8_Og', secret('???', '')],
    ['an id without a secret', { client_id: 'c' }, undefined, null],
    ['a secret without an id', { client_secret: 's' }, undefined, null],
    ['Basic without a colon', {}, basic('c'), null],
    ['Basic that is no base64', {}, 'Basic c:s', null],
    ['another scheme', {}, 'Bearer Yzpz', null],
    ['another scheme beside the form', { client_id: 'c', client_secret: 's' }, 'Bearer x', secret('c', 's')],
    ['an assertion', ASSERTION, undefined, { kind: 'assertion', clientId: 'c', assertion: 'a.b.c' }],
  ])('%s', (_what, form, authorization, expected) => {
    expect(read(form, authorization)).toEqual(expected);
  });

  it.each<[string, Record<string, string>, string | undefined, RegExp]>([
    ['another id in the form', { client_id: 'd', client_secret: 's' }, basic('c:s'), /different credentials/],
    ['another secret in the form', { client_secret: 't' }, basic('c:s'), /different credentials/],
    ['a secret and an assertion', { ...ASSERTION, client_secret: 's' }, undefined, /one way only/],
    ['HTTP Basic and an assertion', ASSERTION, basic('c:s'), /one way only/],
    [
      'an assertion of another type',
      { ...ASSERTION, client_assertion_type: 'saml' },
      undefined,
      /Expected a client_assertion_type/,
    ],
    [
      'an assertion without its type',
      { client_id: 'c', client_assertion: 'a' },
      undefined,
      /Expected a client_assertion_type/,
    ],
    [
      'a type without an assertion',
      { client_id: 'c', client_assertion_type: JWT_BEARER },
      undefined,
      /client_assertion is missing/,
    ],
    [
      'an assertion without an id',
      { client_assertion: 'a', client_assertion_type: JWT_BEARER },
      undefined,
      /client_id is missing/,
    ],
  ])('refuses %s as invalid_request', (_what, form, authorization, message) => {
    expect(() => read(form, authorization)).toThrow(
      expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(message) }),
    );
  });
});
