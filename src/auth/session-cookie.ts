import type { FastifyRequest } from 'fastify';

/** Over TLS, the prefix makes browsers restrict the cookie to this host, any path and encrypted connections. */
const NAMES = { tls: '__Host-invitedesk', plain: 'invitedesk' };
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';

/** The session secret in a request's cookie; `null` without one. */
export function readSessionCookie(request: FastifyRequest, overTls: boolean): string | null {
  const name = overTls ? NAMES.tls : NAMES.plain;
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return null;
}

/** The `Set-Cookie` header of a new session. The cookie lasts until the browser is closed or the session ends. */
export function sessionCookie(secret: string, overTls: boolean): string {
  return overTls
    ? `${NAMES.tls}=${secret}; ${ATTRIBUTES}; Secure`
    : `${NAMES.plain}=${secret}; ${ATTRIBUTES}`;
}

/** The `Set-Cookie` header that deletes the cookie. */
export function noSessionCookie(overTls: boolean): string {
  return `${sessionCookie('', overTls)}; Max-Age=0`;
}
