import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { requestOf } from './request-of-context.js';
import { stateOf } from './request-state.js';
import type { OperatorRole } from '../access/operator-role.js';
import type { TenantAccess } from '../access/tenant-access.js';

/**
 * Who may call a route: everyone; operators and metrics collectors; operators; operators and holders of a set-up link
 * for the tenant in the route; these and holders of a read-only link; anyone signed in to the console; holders of a
 * tenant's credential; people, too.
 */
export type Audience =
  | 'public'
  | 'metrics'
  | 'admin'
  | 'tenant-admin'
  | 'tenant-reader'
  | 'session'
  | 'scim'
  | 'public-or-scim'
  | 'person-or-scim';

/** Metadata key of the decorators below; a route without one is refused. */
export const AUDIENCE = 'invitedesk:audience';

/** Metadata key of `LeastRole`. */
const LEAST_ROLE = 'invitedesk:least-role';

/**
 * The role that an operator needs at least. Without it, a route that only reads needs `read-only`, and any other
 * `owner`. Customers are not affected.
 */
export const LeastRole = (role: OperatorRole) => SetMetadata(LEAST_ROLE, role);

/** The role that an operator needs at least for a request to the route. */
export function leastRoleOf(reflector: Reflector, context: ExecutionContext, method: string): OperatorRole {
  const stated = reflector.getAllAndOverride<OperatorRole | undefined>(LEAST_ROLE, [
    context.getHandler(),
    context.getClass(),
  ]);
  return stated ?? (changesNothing(method) ? 'read-only' : 'owner');
}

/** Whether a method only reads. */
export function changesNothing(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(method);
}

/** Anyone may call the route. */
export const Public = () => SetMetadata(AUDIENCE, 'public' satisfies Audience);

/** The route needs the admin token, or the session of an operator. */
export const AdminOnly = () => SetMetadata(AUDIENCE, 'admin' satisfies Audience);

/** The route needs the admin token, an operator's session, or the session of a set-up link for the tenant in `:id`. */
export const TenantAdmin = () => SetMetadata(AUDIENCE, 'tenant-admin' satisfies Audience);

/** Like `TenantAdmin`, and holders of a read-only link may call it: the route changes nothing. */
export const TenantReader = () => SetMetadata(AUDIENCE, 'tenant-reader' satisfies Audience);

/** The route needs the admin token, an operator's session or the metrics token. */
export const MetricsAccess = () => SetMetadata(AUDIENCE, 'metrics' satisfies Audience);

/** The route needs a console session of any kind. */
export const SessionOnly = () => SetMetadata(AUDIENCE, 'session' satisfies Audience);

/** The route needs a credential of a tenant with provisioning enabled. */
export const ScimAccess = () => SetMetadata(AUDIENCE, 'scim' satisfies Audience);

/** The route accepts a tenant's credential but needs none; an invalid one is refused nevertheless. */
export const OptionalScimAccess = () => SetMetadata(AUDIENCE, 'public-or-scim' satisfies Audience);

/** The route needs an access token of a person, or a tenant's credential. */
export const PersonOrScimAccess = () => SetMetadata(AUDIENCE, 'person-or-scim' satisfies Audience);

/** The `TenantAccess` of the request's credential; null without a credential under `@OptionalScimAccess()`. */
export const CurrentTenant = createParamDecorator(
  (_data: unknown, context: ExecutionContext): TenantAccess | null => stateOf(requestOf(context)).access,
);
