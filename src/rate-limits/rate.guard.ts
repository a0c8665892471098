import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { HeldRefusals } from '../http/held-refusals.js';
import { requestOf } from '../http/request-of-context.js';
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
  constructor(
    private readonly limits: RateLimits,
    private readonly refusals: HeldRefusals,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    const { access } = stateOf(request);
    const rated = access === null ? null : this.limits.take(access);
    if (rated === null) return true;
    return rated instanceof Promise
      ? rated.then((awaited) => this.admit(request, awaited, access?.tenantId ?? ''))
      : this.admit(request, rated, access?.tenantId ?? '');
  }

  private admit(request: FastifyRequest, rated: Rated, tenantId: string): true | Promise<true> {
    stateOf(request).limitFields = rateLimitFields(rated);
    return rated.isAdmitted ? true : this.refuse(rated, tenantId);
  }

  private async refuse(rated: Rated, tenantId: string): Promise<never> {
    await this.refusals.hold(tenantId);
    throw tooMany(rated);
  }
}

function tooMany(rated: Rated): ScimError {
  return ScimError.limited(
    'rate',
    429,
    `More than ${rated.perSecond} requests a second came for this tenant: send further ones after the time in Retry-After`,
    Math.max(1, Math.ceil(rated.waitMs / 1000)),
  );
}
