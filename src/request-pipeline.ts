import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { RequestCounter } from './activity/request-counter.js';
import { AccessGuard } from './auth/access.guard.js';
import { AuthModule } from './auth/auth.module.js';
import { BodyGuard } from './http/body.guard.js';
import { ErrorFilter } from './http/error.filter.js';
import { MemorySharesModule } from './http/memory-shares.module.js';
import { addServerHooks } from './http/server-hooks.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics/metrics.js';
import { countRequests } from './ops/count-requests.js';
import { logBodies } from './ops/log-bodies.js';
import { logRequests } from './ops/request-log.js';
import type { BodyLog } from './provisioning-log/bodies/body-log.js';
import { ProvisioningLogModule } from './provisioning-log/provisioning-log.module.js';
import { RateGuard } from './rate-limits/rate.guard.js';
import { RateLimitsModule } from './rate-limits/rate-limits.module.js';

/**
 * The stages of every request, in order:
 *
 * 1. `onRequest` hook (`http/server-hooks.ts`): creates the request state; refuses a wrong `Host`.
 * 2. Access guard (`auth/access.guard.ts`): checks the access decorator of the route; a route without one is refused.
 * 3. Rate guard (`rate-limits/rate.guard.ts`): the number of requests of the tenant.
 * 4. Body guard (`http/body.guard.ts`): size, media type, the turn of the tenant (`http/request-turns.ts`), JSON. A guard
 *    rather than a body parser of Fastify, so that nothing is read from unauthorised callers.
 * 5. In the admin API only (`@AdminController`): the audit log's interceptor, the validation pipe.
 * 6. The controller. A SCIM answer is written to the connection by `scim-api/scim-answer.ts` and skips all further
 *    stages except 9: see "Why raw answers" in docs/architecture.md.
 * 7. Error filter (`http/error.filter.ts`).
 * 8. `onSend` hook (`http/server-hooks.ts`): headers that are common to all answers.
 * 9. `onResponse` hooks (`ops/`): the log line, metrics, request counts, bodies.
 */
@Module({
  imports: [AuthModule, MemorySharesModule, ProvisioningLogModule, RateLimitsModule],
  providers: [
    { provide: APP_GUARD, useExisting: AccessGuard },
    { provide: APP_GUARD, useExisting: RateGuard },
    { provide: APP_GUARD, useClass: BodyGuard },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
})
export class RequestPipelineModule {}

/** Adds the hooks of the pipeline; to be called before Nest adds its routes. */
export function addRequestHooks(
  server: FastifyInstance,
  logger: Logger,
  metrics: Metrics,
  activity: RequestCounter | null,
  bodies: BodyLog | null,
): void {
  addServerHooks(server);
  logRequests(server, logger, metrics);
  if (activity !== null) countRequests(server, activity);
  if (bodies !== null) logBodies(server, bodies);
}
