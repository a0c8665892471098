import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { stateOf } from './request-state.js';
import type { TenantAccess } from '../access/tenant-access.js';

/**
 * Who may call a route: everyone; operators and who watches the service; operators; operators and the holder of a set-up link of the tenant that the route is
 * about; who has signed in to the console; who holds a tenant's access code.
 */
export type Audience =
  'public' | 'metrics' | 'admin' | 'tenant-admin' | 'session' | 'scim' | 'public-or-scim';

/** Key of the metadata that the decorators below set; a route without it is refused. */
export const AUDIENCE = 'invitedesk:audience';

/** Anyone may call the route. */
export const Public = () => SetMetadata(AUDIENCE, 'public' satisfies Audience);

/** The route needs the admin token, or the session of an operator. */
export const AdminOnly = () => SetMetadata(AUDIENCE, 'admin' satisfies Audience);

/** The same, or the session of a set-up link of the tenant whose `:id` is in the route. */
export const TenantAdmin = () => SetMetadata(AUDIENCE, 'tenant-admin' satisfies Audience);

/** The route needs the admin token, an operator's session or the token for metrics. */
export const MetricsAccess = () => SetMetadata(AUDIENCE, 'metrics' satisfies Audience);

/** The route needs a session of the console, whoever's it is. */
export const SessionOnly = () => SetMetadata(AUDIENCE, 'session' satisfies Audience);

/** The route needs the access code of a tenant that is switched on. */
export const ScimAccess = () => SetMetadata(AUDIENCE, 'scim' satisfies Audience);

/** The route takes a tenant's access code but does not need one; a wrong one is refused all the same. */
export const OptionalScimAccess = () => SetMetadata(AUDIENCE, 'public-or-scim' satisfies Audience);

/**
 * The tenant that the request's access code opened, a `TenantAccess`; under `@OptionalScimAccess()`
 * null when there was no code.
 */
export const CurrentTenant = createParamDecorator(
  (_data: unknown, context: ExecutionContext): TenantAccess | null =>
    stateOf(context.switchToHttp().getRequest<FastifyRequest>()).access,
);
