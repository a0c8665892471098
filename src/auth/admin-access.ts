import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { AdminActor } from '../access/admin-actor.js';
import { includesRole, type OperatorRole } from '../access/operator-role.js';
import type { Refusal } from '../access/tenant-access.js';
import { auditedRequest } from '../admin/audit.interceptor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Config } from '../config.js';
import { changesNothing } from '../http/access.decorators.js';
import { readBearer } from '../http/authorization.js';
import { CONFIG } from '../http/injected-config.js';
import { stateOf } from '../http/request-state.js';
import { NamedTokens } from '../operators/named-tokens.service.js';
import { OperatorTenant } from '../operators/operator-tenant.js';
import { ScimError } from '../scim/errors.js';
import { operatorTokens } from '../secrets/secret-text.js';
import { sameHash } from '../tenants/credentials/credential-lookup.js';
import { AdminToken } from './admin-token.js';
import { ConsoleCallers } from './console-callers.js';
import { isFromConsole } from './console-request.js';
import type { SignedIn } from './signed-in.js';

/** Routes about one tenant, with its id. */
const TENANT_ROUTE = /^\/admin\/v1\/tenants\/:id(?:\/|$)/;
const ADMIN_TOKEN: AdminActor = Object.freeze({
  kind: 'admin-token',
  hint: 'admin-token',
  role: 'owner',
  tenantId: null,
  userId: null,
  name: null,
});

/** What a route asks of its callers. */
export interface AdminRoute {
  /** Whether customers may call it, about their own tenant. */
  readonly forCustomers: boolean;
  /** Whether holders of a read-only link may call it, too. */
  readonly forReaders?: boolean;
  /** The role that an operator needs at least. */
  readonly least: OperatorRole;
}

/** Authenticates callers of the admin API, by a token in a header or a session in a cookie, and checks what they may do. */
@Injectable()
export class AdminAccess {
  constructor(
    private readonly adminToken: AdminToken,
    private readonly named: NamedTokens,
    private readonly console: ConsoleCallers,
    private readonly operators: OperatorTenant,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Admits operators with the role that the route needs and, if it is for customers, those of the tenant in the route.
   * @throws ScimError 401 without a valid token or session; 403 when the caller may not do it
   */
  async check(request: FastifyRequest, route: AdminRoute): Promise<true> {
    const actor =
      request.headers.authorization === undefined && this.console.hasCookie(request)
        ? (await this.session(request)).actor
        : await this.byToken(request);
    const tenantId = tenantIn(request);
    const problem = problemOf(actor, route, tenantId) ?? (await this.ofOperators(actor, request, tenantId));
    if (problem !== null) {
      await this.noteOutOfReach(actor, problem.reason, request);
      throw ScimError.forbidden(problem.message);
    }
    stateOf(request).admin = actor;
    return true;
  }

  /**
   * Admits callers with the metrics token, and operators.
   * @throws ScimError 401 without a valid token or session; 403 when the session does not permit the action
   */
  async checkMetrics(request: FastifyRequest): Promise<true> {
    const { metricsToken } = this.config;
    const presented = readBearer(request.headers.authorization);
    if (metricsToken !== null && presented !== null && sameText(presented, metricsToken)) return true;
    return this.check(request, { forCustomers: false, least: 'read-only' });
  }

  /**
   * Whoever is signed in to the console.
   * @throws ScimError 401 when nobody is; 403 when another site's page may have sent the request, or when the person is
   *   neither an operator nor an admin
   */
  async session(request: FastifyRequest): Promise<SignedIn> {
    if (this.console.hasCookie(request)) this.requireConsole(request);
    const found = await this.console.find(request);
    if (!('reason' in found)) {
      stateOf(request).admin = found.actor;
      return found;
    }
    refuse(request, found);
    if (found.reason === 'missing') throw ScimError.unauthorized('Sign in first');
    if (found.reason === 'no-admin')
      throw ScimError.forbidden(
        'You are signed in, but no admin of your organisation: ask one to make you an admin',
      );
    throw ScimError.unauthorized('The session has ended: sign in again');
  }

  /** @throws ScimError 403 when another site's page may have sent the request */
  requireConsole(request: FastifyRequest): void {
    if (isFromConsole(request, this.config)) return;
    refuse(request, { reason: 'cross-site' });
    throw ScimError.forbidden(
      'The request does not come from the console: it needs the header X-InviteDesk-Console, and the Origin of this service',
    );
  }

  /** Nobody but owners changes the tenant of the operators: its groups decide who is one. */
  private async ofOperators(
    { role }: AdminActor,
    request: FastifyRequest,
    tenantId: string | undefined,
  ): Promise<Problem | null> {
    if (role === 'owner' || changesNothing(request.method) || tenantId === undefined) return null;
    const message = 'This is the tenant of the operators: only an owner changes it';
    return (await this.operators.is(tenantId)) ? { reason: 'beyond-role', message } : null;
  }

  private async noteOutOfReach(
    actor: AdminActor,
    reason: Problem['reason'],
    request: FastifyRequest,
  ): Promise<void> {
    const { tenantId, hint } = actor;
    refuse(request, { reason, hint, ...(tenantId === null ? {} : { tenantId }) });
    stateOf(request).admin = actor;
    const target = `${request.method} ${request.routeOptions.url}`;
    await this.audit.refused(auditedRequest(request, 'out-of-reach'), { tenantId, target }, 403);
  }

  private async byToken(request: FastifyRequest): Promise<AdminActor> {
    const { authorization } = request.headers;
    const presented = readBearer(authorization);
    if (presented !== null && this.adminToken.matches(presented)) return ADMIN_TOKEN;
    if (presented?.startsWith(operatorTokens.prefix)) {
      const found = await this.named.find(presented);
      if (!('reason' in found)) {
        const { hint, role, name } = found;
        return { kind: 'named-token', hint, role, name, tenantId: null, userId: null };
      }
      refuse(request, found);
    } else {
      const reason =
        authorization === undefined ? 'missing' : presented === null ? 'malformed' : 'wrong-admin-token';
      refuse(request, { reason });
    }
    throw ScimError.unauthorized('The admin token is missing or not valid');
  }
}

interface Problem {
  readonly reason: 'beyond-setup-link' | 'beyond-admin-access' | 'beyond-role';
  readonly message: string;
}

/** Why an actor may not call a route about a tenant; `null` when it may. */
function problemOf(
  actor: AdminActor,
  { forCustomers, forReaders = false, least }: AdminRoute,
  tenantId: string | undefined,
): Problem | null {
  if (actor.kind === 'read-only-link' && !forReaders) {
    const message = 'A read-only link shows status, log, users and groups, and changes nothing';
    return { reason: 'beyond-setup-link', message };
  }
  if (actor.role === null) {
    if (forCustomers && actor.tenantId !== null && actor.tenantId === tenantId) return null;
    return actor.kind === 'person'
      ? { reason: 'beyond-admin-access', message: 'An admin reaches their own tenant only' }
      : { reason: 'beyond-setup-link', message: 'A set-up link reaches its own tenant only' };
  }
  if (includesRole(actor.role, least)) return null;
  return { reason: 'beyond-role', message: `This needs the role ${least}; yours is ${actor.role}` };
}

/** Compares in constant time. */
function sameText(a: string, b: string): boolean {
  return sameHash(hash('sha256', a), hash('sha256', b));
}

function tenantIn(request: FastifyRequest): string | undefined {
  if (!TENANT_ROUTE.test(request.routeOptions.url ?? '')) return undefined;
  return (request.params as { id?: string }).id;
}

function refuse(request: FastifyRequest, refusal: Refusal): void {
  stateOf(request).refusal = refusal;
}
