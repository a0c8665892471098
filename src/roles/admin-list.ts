import { Inject, Injectable } from '@nestjs/common';
import type { PageRequest } from '../admin/page.js';
import { decodeCursorText, encodeCursorText } from '../admin/cursor-text.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { placeholders } from '../persistence/database/in-list.js';
import { foldCase } from '../scim/compare.js';
import { RolesOfPeople } from './roles-of-people.js';
import { isGranted, TenantAdmins } from './tenant-admins.service.js';

/** An admin of a tenant. */
export interface ListedAdmin {
  readonly userId: string;
  readonly userName: string;
}

/** Finds the admins of a tenant. */
@Injectable()
export class AdminList {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly admins: TenantAdmins,
    private readonly people: RolesOfPeople,
  ) {}

  /** A page of the admins, in the order in which the users were created; it may have fewer items than asked for. */
  async page(
    tenantId: string,
    { cursor, limit }: PageRequest,
  ): Promise<{ readonly items: ListedAdmin[]; readonly nextCursor: string | null }> {
    const [after] = cursor === undefined ? [''] : decodeCursorText(cursor, ['string']);
    const grants = await this.admins.grants(tenantId);
    const mappings = await this.database.rows<{ groupId: string; role: string }>(
      'SELECT group_id AS groupId, role FROM role_mappings WHERE tenant_id = ?',
      [tenantId],
    );
    const roles = grants.filter(({ kind }) => kind === 'role').map(({ value }) => value);
    const groups = [
      ...grants.filter(({ kind }) => kind === 'group').map(({ value }) => value),
      ...mappings.filter(({ role }) => roles.includes(foldCase(role))).map(({ groupId }) => groupId),
    ];
    const found = [
      ...(await this.membersOf(tenantId, [...new Set(groups)], after, limit + 1)),
      ...(await this.withRole(tenantId, roles, after, limit + 1)),
    ];
    const ids = [...new Set(found)].sort();
    const shown = ids.slice(0, limit);
    const people = await this.people.ofAll(tenantId, shown);
    const items = shown.flatMap((userId) => {
      const person = people.get(userId);
      return person !== undefined && isGranted(grants, person) ? [{ userId, userName: person.userName }] : [];
    });
    const last = shown.at(-1);
    return { items, nextCursor: ids.length > limit && last !== undefined ? encodeCursorText([last]) : null };
  }

  /** The ids of users in groups, directly or not. */
  private async membersOf(
    tenantId: string,
    groups: readonly string[],
    after: string,
    limit: number,
  ): Promise<string[]> {
    if (groups.length === 0) return [];
    const rows = await this.database.rows<{ userId: string }>(
      `WITH RECURSIVE inner_groups (id) AS (
         SELECT id FROM \`groups\` WHERE tenant_id = ? AND id IN (${placeholders(groups.length)})
         UNION SELECT m.member_id FROM inner_groups r
           CROSS JOIN group_members m ON m.tenant_id = ? AND m.group_id = r.id AND m.member_type = 'Group')
       SELECT DISTINCT m.member_id AS userId FROM inner_groups r
         CROSS JOIN group_members m ON m.tenant_id = ? AND m.group_id = r.id AND m.member_type = 'User'
       WHERE m.member_id > ? ORDER BY userId LIMIT ${limit}`,
      [tenantId, ...groups, tenantId, tenantId, after],
    );
    return rows.map(({ userId }) => userId);
  }

  /** The ids of users with a role that Entra has provisioned, or with JSON texts that may have one. */
  private async withRole(
    tenantId: string,
    roles: readonly string[],
    after: string,
    limit: number,
  ): Promise<string[]> {
    if (roles.length === 0) return [];
    const rows = await this.database.rows<{ userId: string }>(
      `SELECT DISTINCT resource_id AS userId FROM attribute_values
       WHERE tenant_id = ? AND path = 'roles.value'
         AND (value_key IN (${placeholders(roles.length)}) OR (value_key >= '{' AND value_key < '|'))
         AND resource_id > ? ORDER BY userId LIMIT ${limit}`,
      [tenantId, ...roles, after],
    );
    return rows.map(({ userId }) => userId);
  }
}
