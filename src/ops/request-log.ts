import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isFailure } from '../http/answer-for-error.js';
import type { Logger } from '../logger.js';
import type { Metrics } from '../metrics/metrics.js';

const QUIET = '/health/';

/** Writes one line a request, never its query, its headers or its body, and counts it. */
export function logRequests(server: FastifyInstance, logger: Logger, metrics: Metrics): void {
  // What `describe` tells holds no secret, and to look for one costs every request.
  const lines = logger.child({}, { redact: [] });
  server.addHook('onResponse', (request, reply, done) => {
    // Fastify makes this object anew each time it is asked for.
    const route = request.routeOptions.url;
    const ms = reply.elapsedTime;
    metrics.countRequest({
      method: request.method,
      route,
      status: reply.statusCode,
      seconds: ms / 1000,
      refusal: request.state?.refusal?.reason,
      limit: request.state?.limit ?? undefined,
    });
    const level = levelFor(request, reply, route);
    if (lines.isLevelEnabled(level)) lines[level](describe(request, reply, route, ms), 'request');
    done();
  });
}

function levelFor(
  request: FastifyRequest,
  reply: FastifyReply,
  route: string | undefined,
): 'debug' | 'info' | 'warn' | 'error' {
  if (route?.startsWith(QUIET) === true) return 'debug';
  if (isFailure(reply.statusCode)) return 'error';
  return request.state?.refusal == null ? 'info' : 'warn';
}

function describe(
  request: FastifyRequest,
  reply: FastifyReply,
  route: string | undefined,
  ms: number,
): object {
  const { access = null, refusal = null, scimType = null, limit = null } = request.state ?? {};
  return {
    requestId: request.id,
    tenantId: access?.tenantId ?? refusal?.tenantId,
    tokenHint: access?.hint ?? refusal?.hint,
    method: request.method,
    route,
    status: reply.statusCode,
    ms: Math.round(ms * 100) / 100,
    scimType: scimType ?? undefined,
    limit: limit ?? undefined,
    authFailure: refusal?.reason,
    address: refusal === null ? undefined : request.ip,
  };
}
