import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../admin/page.js';
import type { OperatorRole } from '../access/operator-role.js';
import { OperatorTenant } from '../operators/operator-tenant.js';
import { RolesOfPeople } from '../roles/roles-of-people.js';
import { SessionList, type ListedConsoleSession } from '../sessions/session-list.js';
import { AdminToken } from './admin-token.js';

/** Lists and ends sessions in which somebody is at the console: with a token, a set-up link, or as one of our people. */
@Injectable()
export class OperatorSessions {
  constructor(
    private readonly sessions: SessionList,
    private readonly adminToken: AdminToken,
    private readonly tenant: OperatorTenant,
    private readonly roles: RolesOfPeople,
  ) {}

  /** The open sessions, newest first. Our people without a role are left out: a page may have fewer than asked for. */
  async page(request: PageRequest): Promise<Page<ListedConsoleSession>> {
    const tenantId = await this.tenant.id();
    const page = await this.sessions.ofConsole(request, this.adminToken.fingerprint, tenantId);
    const userIds = page.items.flatMap(({ userId }) => userId ?? []);
    if (tenantId === null || userIds.length === 0) return page;
    const roles = await this.rolesOf(tenantId, [...new Set(userIds)]);
    const items = page.items.filter(({ userId }) => userId === null || roles.has(userId));
    return { ...page, items };
  }

  /** @throws NotFoundException when there is no such session */
  async end(id: string): Promise<void> {
    await this.sessions.endOfConsole(id, await this.tenant.id());
  }

  private async rolesOf(tenantId: string, userIds: readonly string[]): Promise<Map<string, OperatorRole>> {
    const roles = new Map<string, OperatorRole>();
    for (const [userId, person] of await this.roles.ofAll(tenantId, userIds)) {
      const role = await this.tenant.roleOf(tenantId, person);
      if (role !== null) roles.set(userId, role);
    }
    return roles;
  }
}
