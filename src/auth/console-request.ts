import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { baseUrl } from '../http/base-url.js';

/**
 * Every request of the console carries it: `user` for what someone does, `refresh` for what a page asks by itself. No
 * other site can send it, since it would have to ask this one first, which never allows it.
 */
const HEADER = 'x-invitedesk-console';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request with a session's cookie comes from the console itself and not from another site's page. */
export function isFromConsole(request: FastifyRequest, config: Pick<Config, 'publicUrl'>): boolean {
  if (SAFE.has(request.method)) return true;
  const { origin, 'sec-fetch-site': site = 'same-origin' } = request.headers;
  const own = [`${request.protocol}://${request.host}`, new URL(baseUrl(request, config)).origin];
  return (
    request.headers[HEADER] !== undefined &&
    site === 'same-origin' &&
    (origin === undefined || own.includes(origin))
  );
}

/** Whether a request counts as use of a session, which then goes on. */
export function isUse(request: FastifyRequest): boolean {
  return request.headers[HEADER] !== 'refresh';
}

/** Whether browsers reach this service over TLS. */
export function isOverTls(request: FastifyRequest, config: Pick<Config, 'publicUrl'>): boolean {
  return baseUrl(request, config).startsWith('https:');
}
