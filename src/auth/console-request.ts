import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { baseUrl } from '../http/base-url.js';

/**
 * Sent with every request of the console: `user` for an action of its user, `refresh` for a request that a page makes
 * by itself. Other sites cannot send it: their browsers would need permission from this service first, which it never
 * gives.
 */
const HEADER = 'x-invitedesk-console';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request with a session cookie comes from the console and not from another site's page. */
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

/** Whether a request counts as use of a session, which prolongs it. */
export function isUse(request: FastifyRequest): boolean {
  return request.headers[HEADER] !== 'refresh';
}

/** Whether browsers reach this service over TLS. */
export function isOverTls(request: FastifyRequest, config: Pick<Config, 'publicUrl'>): boolean {
  return baseUrl(request, config).startsWith('https:');
}
