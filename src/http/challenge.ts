import type { FastifyRequest } from 'fastify';

const REALM = 'Bearer realm="invitedesk"';

/** The `WWW-Authenticate` header of a 401, RFC 6750 section 3: an error code only when a code was sent. */
export function challenge(request: FastifyRequest): string {
  return request.headers.authorization === undefined ? REALM : `${REALM}, error="invalid_token"`;
}
