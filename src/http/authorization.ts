import type { IncomingHttpHeaders } from 'node:http';

/** The parts of an `Authorization` header. */
export interface Credentials {
  /** In lower case, since schemes are case-insensitive (RFC 9110 section 11.1). */
  readonly scheme: string;
  /** The text after the scheme; never empty. */
  readonly text: string;
}

const CREDENTIALS = /^[ \t]*([A-Za-z][\w!#$%&'*+.^`|~-]*) [ \t]*(\S(?:.*\S)?)[ \t]*$/;
const USUAL = /^\S+ \S+$/;
const SCHEMES_AGAIN = /^(?:bearer[ \t]+)+(\S+)$/i;

/**
 * Parses an `Authorization` header, RFC 9110 section 11.6.2: a scheme in any letter case, one or more spaces, and the
 * credentials. Surrounding spaces and tabs, as left by a paste, are ignored.
 * @returns `null` without a header or for a malformed one
 */
export function readAuthorization(header: string | undefined): Credentials | null {
  const [, scheme, text] = CREDENTIALS.exec(header ?? '') ?? [];
  return scheme === undefined || text === undefined ? null : { scheme: scheme.toLowerCase(), text };
}

/**
 * The token of an `Authorization` header, RFC 6750 section 2.1.
 * @returns `null` when it has no bearer token, or more than one word after the scheme
 */
export function readBearer(header: string | undefined): string | null {
  const credentials = readAuthorization(header);
  return credentials?.scheme === 'bearer' && !/\s/.test(credentials.text) ? credentials.text : null;
}

/**
 * The token of a header that contains the scheme more than once: someone has pasted `Bearer …` into a field to whose
 * content Entra adds `Bearer` itself.
 * @returns `null` for any other header
 */
export function readRepeatedBearer(header: string | undefined): string | null {
  const credentials = readAuthorization(header);
  return credentials?.scheme === 'bearer' ? (SCHEMES_AGAIN.exec(credentials.text)?.[1] ?? null) : null;
}

/**
 * Normalises the `Authorization` header of a request, with one space after the scheme and none around, so that
 * libraries accept what `readAuthorization` accepts. A malformed header stays unchanged.
 */
export function normaliseAuthorization(headers: IncomingHttpHeaders): void {
  const { authorization } = headers;
  if (authorization === undefined || USUAL.test(authorization)) return;
  const [, scheme, text] = CREDENTIALS.exec(authorization) ?? [];
  if (scheme !== undefined && text !== undefined) headers.authorization = `${scheme} ${text}`;
}
