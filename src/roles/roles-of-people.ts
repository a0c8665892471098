import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { inChunks } from '../persistence/database/id-chunks.js';
import { MembershipSearch } from '../persistence/members/membership-search.js';
import { provisionedRoles } from './provisioned-roles.js';

/** What a person may do, as far as the directory says. */
export interface RolesOfPerson {
  readonly userName: string;
  /** The role of the first mapping with a group of the person; null when there is none. */
  readonly mapped: string | null;
  /** All roles, for the claim `roles`: the mapped one, then those that Entra has provisioned. */
  readonly roles: readonly string[];
  /** The groups that the person belongs to, directly or through groups in groups, as `User.groups` counts them. */
  readonly groupIds: ReadonlySet<string>;
}

interface UserRow {
  readonly id: string;
  readonly userName: string;
  readonly roles: string | null;
}

/** Derives roles from memberships and attributes. Nothing is cached: what Entra changes counts with the next request. */
@Injectable()
export class RolesOfPeople {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** @returns null for a user who is disabled or does not exist */
  async of(tenantId: string, userId: string): Promise<RolesOfPerson | null> {
    return (await this.ofAll(tenantId, [userId])).get(userId) ?? null;
  }

  /** By user id; users who are disabled or do not exist are left out. */
  async ofAll(tenantId: string, userIds: readonly string[]): Promise<Map<string, RolesOfPerson>> {
    const users = await inChunks<UserRow>(
      this.database,
      tenantId,
      userIds,
      (marks) => `SELECT id, user_name AS userName, document->>'$.roles' AS roles FROM users
        WHERE tenant_id = ? AND id IN (${marks}) AND (active IS NULL OR active <> 0)`,
    );
    const memberships = await new MembershipSearch(this.database, tenantId).groupsOf(
      users.map(({ id }) => id),
      null,
    );
    const mappings = await this.database.rows<{ groupId: string; role: string }>(
      'SELECT group_id AS groupId, role FROM role_mappings WHERE tenant_id = ? ORDER BY position',
      [tenantId],
    );
    const groupsOf = new Map(users.map(({ id }) => [id, new Set<string>()]));
    for (const { memberId, groupId } of memberships ?? []) groupsOf.get(memberId)?.add(groupId);
    return new Map(
      users.map(({ id, userName, roles: text }) => {
        const groupIds = groupsOf.get(id) ?? new Set();
        const mapped = mappings.find(({ groupId }) => groupIds.has(groupId))?.role ?? null;
        const roles = new Set([...(mapped === null ? [] : [mapped]), ...provisionedRoles(text)]);
        return [id, { userName, mapped, roles: [...roles], groupIds }];
      }),
    );
  }
}
