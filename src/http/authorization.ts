import type { IncomingHttpHeaders } from 'node:http';

/** What an `Authorization` header holds. */
export interface Credentials {
  /** In lower case, since schemes are compared without case (RFC 9110 section 11.1). */
  readonly scheme: string;
  /** What follows the scheme; never empty. */
  readonly text: string;
}

const CREDENTIALS = /^[ \t]*([A-Za-z][\w!#$%&'*+.^`|~-]*) [ \t]*(\S(?:.*\S)?)[ \t]*$/;
const USUAL = /^\S+ \S+$/;
const SCHEMES_AGAIN = /^(?:bearer[ \t]+)+(\S+)$/i;

/**
 * Reads an `Authorization` header, RFC 9110 section 11.6.2: a scheme in any letter case, one blank or more, and the
 * credentials. Blanks and tabs around them, which a paste leaves behind, do not count.
 * @returns `null` without a header, and for one of another shape
 */
export function readAuthorization(header: string | undefined): Credentials | null {
  const [, scheme, text] = CREDENTIALS.exec(header ?? '') ?? [];
  return scheme === undefined || text === undefined ? null : { scheme: scheme.toLowerCase(), text };
}

/**
 * The token of an `Authorization` header, RFC 6750 section 2.1.
 * @returns `null` when it holds none, or more than one word behind the scheme
 */
export function readBearer(header: string | undefined): string | null {
  const credentials = readAuthorization(header);
  return credentials?.scheme === 'bearer' && !/\s/.test(credentials.text) ? credentials.text : null;
}

/**
 * The token of a header that names the scheme more than once: someone has pasted `Bearer …`, scheme and all, in a field
 * whose content Entra puts behind a `Bearer` of its own.
 * @returns `null` for any other header
 */
export function readRepeatedBearer(header: string | undefined): string | null {
  const credentials = readAuthorization(header);
  return credentials?.scheme === 'bearer' ? (SCHEMES_AGAIN.exec(credentials.text)?.[1] ?? null) : null;
}

/**
 * Brings the `Authorization` header of a request into its usual form, one blank behind the scheme and none around, so
 * that libraries read what `readAuthorization` reads. A header of another shape stays as it is.
 */
export function normaliseAuthorization(headers: IncomingHttpHeaders): void {
  const { authorization } = headers;
  if (authorization === undefined || USUAL.test(authorization)) return;
  const [, scheme, text] = CREDENTIALS.exec(authorization) ?? [];
  if (scheme !== undefined && text !== undefined) headers.authorization = `${scheme} ${text}`;
}
