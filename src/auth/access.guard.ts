import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { stateOf } from '../http/request-state.js';
import { ScimError } from '../scim/errors.js';
import type { AuthFailure } from '../tenants/tenant-access.js';
import { AccessCodeGuard } from './access-code.guard.js';
import { AUDIENCE, type Audience } from './access.decorators.js';
import { AdminToken } from './admin-token.js';

const BEARER = /^Bearer +(\S+)$/i;

/**
 * Decides for every route who may call it, by its decorator; a route without one is refused.
 * @throws ScimError 401 or 403
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly accessCodes: AccessCodeGuard,
    private readonly adminToken: AdminToken,
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
        return this.checkAdmin(request);
      case 'scim':
        return this.checkCode(context);
      case 'public-or-scim':
        return request.headers.authorization === undefined || this.checkCode(context);
      case undefined:
        throw refusal(request, 'undecorated-route');
    }
  }

  private checkCode(context: ExecutionContext): boolean | Promise<boolean> {
    return this.accessCodes.canActivate(context) as boolean | Promise<boolean>;
  }

  private checkAdmin(request: FastifyRequest): true {
    const { authorization } = request.headers;
    if (authorization === undefined) throw refusal(request, 'missing');
    const presented = BEARER.exec(authorization)?.[1];
    if (presented === undefined) throw refusal(request, 'malformed');
    if (!this.adminToken.matches(presented)) throw refusal(request, 'wrong-admin-token');
    return true;
  }
}

function refusal(request: FastifyRequest, reason: AuthFailure): ScimError {
  stateOf(request).refusal = { reason };
  return ScimError.unauthorized('The admin token is missing or not valid');
}
