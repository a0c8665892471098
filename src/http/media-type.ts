import type { IncomingMessage } from 'node:http';
import { ScimError } from '../scim/errors.js';

/**
 * Checks that a request's media type allows JSON, RFC 7644 section 3.1. A missing type is accepted. Parameters are
 * ignored: Java clients add `charset=ISO-8859-1` by default to bodies in UTF-8, which RFC 8259 requires.
 * @param accepted media types in lower case
 * @throws ScimError 415 naming the accepted types
 */
export function checkMediaType(request: IncomingMessage, accepted: readonly string[]): void {
  const { 'content-type': header = '', 'content-encoding': encoding = 'identity' } = request.headers;
  const mediaType = header.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const acceptable =
    (header.trim() === '' || accepted.includes(mediaType)) &&
    encoding.trim().toLowerCase() === 'identity' &&
    !isRepeated(request.rawHeaders);
  if (!acceptable) {
    throw ScimError.unsupportedMediaType(
      `Expected one Content-Type of ${accepted.join(' or ')}, and a body that is not compressed`,
    );
  }
}

/** Node keeps only the first of repeated headers. */
function isRepeated(rawHeaders: readonly string[]): boolean {
  const names = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'content-type');
  return names.length > 1;
}
