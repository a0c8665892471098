import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { stateOf } from '../http/request-state.js';
import { ScimError } from '../scim/errors.js';
import { TenantBearerGuard } from './tenant-bearer.guard.js';
import { AUDIENCE, changesNothing, leastRoleOf, type Audience } from '../http/access.decorators.js';
import { AdminAccess } from './admin-access.js';
import { PersonBearer } from './person-bearer.js';

/**
 * Checks the access decorator of every route; a route without one is refused.
 * @throws ScimError 401 or 403
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly accessCodes: TenantBearerGuard,
    private readonly admins: AdminAccess,
    private readonly people: PersonBearer,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const audience = this.reflector.getAllAndOverride<Audience | undefined>(AUDIENCE, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    switch (audience) {
      case 'public':
        return true;
      case 'admin':
      case 'tenant-admin':
      case 'tenant-reader': {
        const least = leastRoleOf(this.reflector, context, request.method);
        const forReaders = audience === 'tenant-reader' && changesNothing(request.method);
        return this.admins.check(request, { forCustomers: audience !== 'admin', forReaders, least });
      }
      case 'metrics':
        return this.admins.checkMetrics(request);
      case 'session':
        return this.admins.session(request).then(() => true);
      case 'scim':
        return this.checkCode(context);
      case 'public-or-scim':
        return request.headers.authorization === undefined || this.checkCode(context);
      case 'person-or-scim':
        return this.people.isShownBy(request) ? this.people.check(request) : this.checkCode(context);
      case undefined:
        stateOf(request).refusal = { reason: 'undecorated-route' };
        throw ScimError.unauthorized('Nobody may call this');
    }
  }

  private checkCode(context: ExecutionContext): boolean | Promise<boolean> {
    return this.accessCodes.canActivate(context) as boolean | Promise<boolean>;
  }
}
