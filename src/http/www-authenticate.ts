import type { FastifyRequest } from 'fastify';
import { isOAuthUrl } from './oauth-error.js';

const REALM = 'realm="invitedesk"';

/**
 * The `WWW-Authenticate` header of a 401: RFC 6749 section 5.2 at the OAuth endpoints, RFC 6750 section 3 elsewhere
 * (with an error code only when a token was sent).
 */
export function wwwAuthenticate(request: FastifyRequest): string {
  if (isOAuthUrl(request.url)) return `Basic ${REALM}`;
  return request.headers.authorization === undefined
    ? `Bearer ${REALM}`
    : `Bearer ${REALM}, error="invalid_token"`;
}
