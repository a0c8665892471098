import type { IncomingMessage } from 'node:http';
import { ScimError } from '../scim/errors.js';

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]*)"?/i;

/**
 * Checks that a request's body is JSON in UTF-8, RFC 7644 section 3.1.
 * @param accepted media types in lower case
 * @throws ScimError 415 that names what is accepted
 */
export function checkMediaType(request: IncomingMessage, accepted: readonly string[]): void {
  const { 'content-type': header, 'content-encoding': encoding } = request.headers;
  const [mediaType] = (header ?? '').split(';');
  const charset = CHARSET.exec(header ?? '')?.[1];
  const acceptable =
    accepted.includes(String(mediaType).trim().toLowerCase()) &&
    (charset === undefined || /^utf-?8$/i.test(charset)) &&
    (encoding === undefined || encoding.toLowerCase() === 'identity') &&
    !isRepeated(request.rawHeaders);
  if (!acceptable) {
    throw ScimError.unsupportedMediaType(
      `Expected one Content-Type of ${accepted.join(' or ')}, in UTF-8 and not compressed`,
    );
  }
}

/** Node keeps only the first of several headers. */
function isRepeated(rawHeaders: readonly string[]): boolean {
  const names = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'content-type');
  return names.length > 1;
}
