import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { auditedRequest } from '../admin/audit.interceptor.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { Config } from '../config.js';
import { readBearer } from '../http/authorization.js';
import { CONFIG } from '../http/injected-config.js';
import { stateOf } from '../http/request-state.js';
import { ScimError } from '../scim/errors.js';
import { ConsoleSessions, type OpenSession } from '../sessions/console-sessions.service.js';
import type { Refusal } from '../access/tenant-access.js';
import { AdminToken } from './admin-token.js';
import type { AdminActor } from '../access/admin-actor.js';
import { isFromConsole, isOverTls, isUse } from './console-request.js';
import { consoleCookie } from './session-cookie.js';

const OPERATOR: AdminActor = Object.freeze({ kind: 'admin-token', hint: 'admin-token', tenantId: null });
/** Routes about one tenant, with its id. */
const TENANT_ROUTE = /^\/admin\/v1\/tenants\/:id(?:\/|$)/;

/** Authenticates callers of the admin API: by the admin token in a header, or by a console session in a cookie. */
@Injectable()
export class AdminAccess {
  constructor(
    private readonly adminToken: AdminToken,
    private readonly sessions: ConsoleSessions,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Admits operators and, if `forCustomers`, holders of a set-up link for the tenant in the route.
   * @throws ScimError 401 without a valid token or session; 403 when the session does not permit the action
   */
  async check(request: FastifyRequest, forCustomers: boolean): Promise<true> {
    const actor =
      request.headers.authorization === undefined && this.cookieOf(request) !== null
        ? actorOf(await this.session(request))
        : this.byToken(request);
    if (actor.tenantId !== null && !(forCustomers && actor.tenantId === tenantIn(request))) {
      await this.noteOutOfReach(actor, request);
      throw ScimError.forbidden('A set-up link reaches its own tenant only');
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
    return this.check(request, false);
  }

  /**
   * The session of a console request.
   * @throws ScimError 401 when there is none or it has ended; 403 when another site's page may have sent the request
   */
  async session(request: FastifyRequest): Promise<OpenSession> {
    const secret = this.cookieOf(request);
    if (secret === null) {
      refuse(request, { reason: 'missing' });
      throw ScimError.unauthorized('Sign in first');
    }
    this.requireConsole(request);
    const found = await this.sessions.find(secret, this.adminToken.fingerprint, isUse(request));
    if (!('reason' in found)) {
      stateOf(request).admin = actorOf(found);
      return found;
    }
    refuse(request, found);
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

  private async noteOutOfReach({ hint, tenantId }: AdminActor, request: FastifyRequest): Promise<void> {
    if (tenantId === null) return;
    refuse(request, { reason: 'beyond-setup-link', hint, tenantId });
    const target = `${request.method} ${request.routeOptions.url}`;
    await this.audit.refused(auditedRequest(request, 'out-of-reach'), { tenantId, target }, 403);
  }

  private cookieOf(request: FastifyRequest): string | null {
    return consoleCookie.read(request, isOverTls(request, this.config));
  }

  private byToken(request: FastifyRequest): AdminActor {
    const { authorization } = request.headers;
    const presented = readBearer(authorization);
    if (presented !== null && this.adminToken.matches(presented)) return OPERATOR;
    const reason =
      authorization === undefined ? 'missing' : presented === null ? 'malformed' : 'wrong-admin-token';
    refuse(request, { reason });
    throw ScimError.unauthorized('The admin token is missing or not valid');
  }
}

/** Compares in constant time. */
function sameText(a: string, b: string): boolean {
  const sha256 = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(sha256(a), sha256(b));
}

function actorOf({ hint, tenant }: OpenSession): AdminActor {
  return tenant === null
    ? { kind: 'operator-session', hint, tenantId: null }
    : { kind: 'setup-link', hint: tenant.linkHint, tenantId: tenant.id };
}

function tenantIn(request: FastifyRequest): string | undefined {
  if (!TENANT_ROUTE.test(request.routeOptions.url ?? '')) return undefined;
  return (request.params as { id?: string }).id;
}

function refuse(request: FastifyRequest, refusal: Refusal): void {
  stateOf(request).refusal = refusal;
}
