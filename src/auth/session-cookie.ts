import type { FastifyRequest } from 'fastify';

/** Over TLS the browser itself sees to it that no other host, path or plain connection sets or gets it. */
const NAMES = { tls: '__Host-invitedesk', plain: 'invitedesk' };
const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';

/** The secret of the session in a request's cookie; `null` without one. */
export function readSessionCookie(request: FastifyRequest, overTls: boolean): string | null {
  const name = overTls ? NAMES.tls : NAMES.plain;
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return null;
}

/** The `Set-Cookie` header that hands a session over; it lasts as long as the browser, or until the session ends. */
export function sessionCookie(secret: string, overTls: boolean): string {
  return overTls
    ? `${NAMES.tls}=${secret}; ${ATTRIBUTES}; Secure`
    : `${NAMES.plain}=${secret}; ${ATTRIBUTES}`;
}

/** The `Set-Cookie` header that takes it back. */
export function noSessionCookie(overTls: boolean): string {
  return `${sessionCookie('', overTls)}; Max-Age=0`;
}
