import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { BodyMeter } from './memory-shares.js';
import { OAuthError } from './oauth-error.js';
import { readBytes } from './read-bytes.js';

/** The parameters of a form by name. */
export type Form = ReadonlyMap<string, string>;

const MEDIA_TYPE = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i;

/**
 * Parses a form (`application/x-www-form-urlencoded`). A parameter without a value counts as absent, RFC 6749 section
 * 3.2.
 * @throws OAuthError 400 for another media type, invalid UTF-8 or a repeated parameter; ScimError 413, 429 or 503
 */
export async function parseForm(request: IncomingMessage, maxBytes: number, meter: BodyMeter): Promise<Form> {
  if (!MEDIA_TYPE.test(request.headers['content-type'] ?? '')) {
    throw new OAuthError('invalid_request', 'Expected a body of application/x-www-form-urlencoded');
  }
  const bytes = await readBytes(request, maxBytes, meter);
  if (!isUtf8(bytes)) throw new OAuthError('invalid_request', 'The body is not valid UTF-8');
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(bytes.toString('utf8'))) {
    if (value === '') continue;
    if (form.has(name)) throw new OAuthError('invalid_request', 'A parameter is repeated');
    form.set(name, value);
  }
  return form;
}
