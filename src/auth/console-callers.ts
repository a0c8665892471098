import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Refusal } from '../access/tenant-access.js';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { OperatorTenant } from '../operators/operator-tenant.js';
import { RolesOfPeople } from '../roles/roles-of-people.js';
import { TenantAdmins } from '../roles/tenant-admins.service.js';
import { ConsoleSessions } from '../sessions/console-sessions.service.js';
import { PersonSessions } from '../sessions/person-sessions.service.js';
import { AdminToken } from './admin-token.js';
import { isOverTls, isUse } from './console-request.js';
import { consoleCookie, personCookie } from './session-cookie.js';
import { byConsoleSession, byPersonSession, type SignedIn } from './signed-in.js';

/** Finds who is signed in to the console, by the cookies of a request. */
@Injectable()
export class ConsoleCallers {
  constructor(
    private readonly adminToken: AdminToken,
    private readonly sessions: ConsoleSessions,
    private readonly people: PersonSessions,
    private readonly roles: RolesOfPeople,
    private readonly operators: OperatorTenant,
    private readonly admins: TenantAdmins,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whether a request has a cookie that may be one of a session. */
  hasCookie(request: FastifyRequest): boolean {
    const overTls = isOverTls(request, this.config);
    return consoleCookie.read(request, overTls) !== null || personCookie.read(request, overTls) !== null;
  }

  /** A session of the console comes before one of a person, unless it has ended. */
  async find(request: FastifyRequest): Promise<SignedIn | Refusal> {
    const overTls = isOverTls(request, this.config);
    const [console, person] = [consoleCookie.read(request, overTls), personCookie.read(request, overTls)];
    const found = console === null ? null : await this.byConsole(console, isUse(request));
    if (found !== null && (person === null || !('reason' in found))) return found;
    return person === null ? { reason: 'missing' } : this.byPerson(person, isUse(request));
  }

  private async byConsole(secret: string, use: boolean): Promise<SignedIn | Refusal> {
    const found = await this.sessions.find(secret, this.adminToken.fingerprint, use);
    return 'reason' in found ? found : byConsoleSession(found);
  }

  /** What a person may do is read anew for each request. */
  private async byPerson(secret: string, use: boolean): Promise<SignedIn | Refusal> {
    const session = await this.people.find(secret, use);
    if ('reason' in session) return session;
    const { tenantId, userId, hint } = session;
    const person = await this.roles.of(tenantId, userId);
    if (person === null) return { reason: 'revoked', tenantId, hint };
    const role = await this.operators.roleOf(tenantId, person);
    if (role !== null || (await this.admins.include(tenantId, person))) return byPersonSession(session, role);
    return { reason: 'no-admin', tenantId, hint };
  }
}
