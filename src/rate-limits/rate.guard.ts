import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { stateOf } from '../http/request-state.js';
import { ScimError } from '../scim/errors.js';
import { rateLimitFields } from './rate-limit-fields.js';
import { RateLimits, type Rated } from './rate-limits.js';

/**
 * Refuses requests of a tenant that has sent too many. Runs after the access guard, which tells the tenant, and before
 * the body is read.
 * @throws ScimError 429
 */
@Injectable()
export class RateGuard implements CanActivate {
  constructor(private readonly limits: RateLimits) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { access } = stateOf(request);
    const rated = access === null ? null : this.limits.take(access);
    if (rated === null) return true;
    return rated instanceof Promise
      ? rated.then((awaited) => admit(request, awaited))
      : admit(request, rated);
  }
}

function admit(request: FastifyRequest, rated: Rated): true {
  stateOf(request).limitFields = rateLimitFields(rated);
  if (rated.isAdmitted) return true;
  throw ScimError.limited(
    'rate',
    429,
    `More than ${rated.perSecond} requests a second came for this tenant: send further ones after the time in Retry-After`,
    Math.max(1, Math.ceil(rated.waitMs / 1000)),
  );
}
