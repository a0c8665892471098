import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { requestOf } from '../http/request-of-context.js';
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
  /** By handler and controller: to read the metadata of decorators takes a microsecond. */
  private readonly audiences = new Map<unknown, Map<unknown, Audience | undefined>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly accessCodes: TenantBearerGuard,
    private readonly admins: AdminAccess,
    private readonly people: PersonBearer,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const audience = this.audienceOf(context);
    const request = requestOf(context);
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

  private audienceOf(context: ExecutionContext): Audience | undefined {
    const handler = context.getHandler();
    const controller = context.getClass();
    let byController = this.audiences.get(handler);
    if (byController === undefined) {
      byController = new Map<unknown, Audience | undefined>();
      this.audiences.set(handler, byController);
    }
    if (!byController.has(controller)) {
      const stated = this.reflector.getAllAndOverride<Audience | undefined>(AUDIENCE, [handler, controller]);
      byController.set(controller, stated);
    }
    return byController.get(controller);
  }

  private checkCode(context: ExecutionContext): boolean | Promise<boolean> {
    return this.accessCodes.canActivate(context) as boolean | Promise<boolean>;
  }
}
