import type { ArgumentsHost } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * The HTTP request of an execution context. `switchToHttp()` would make three closures, for each guard and parameter of
 * each request.
 */
export function requestOf(host: ArgumentsHost): FastifyRequest {
  return host.getArgByIndex<FastifyRequest>(0);
}
