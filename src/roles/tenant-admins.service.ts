import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { foldCase } from '../scim/compare.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { Tenant } from '../tenants/tenant.entity.js';
import { AdminGrant } from './admin-grant.entity.js';
import { groupNames, namesToStore, readerOf, withPresentNames, type ChosenGroup } from './chosen-groups.js';
import { RolesOfPeople, type RolesOfPerson } from './roles-of-people.js';

/** Who is an admin of a tenant. */
export interface AdminGrants {
  readonly groups: readonly ChosenGroup[];
  readonly roles: readonly string[];
}

type Grant = Pick<AdminGrant, 'kind' | 'value'>;

/** Manages who of a tenant's people are its admins. */
@Injectable()
export class TenantAdmins {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly people: RolesOfPeople,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws NotFoundException when there is no such tenant */
  read(tenantId: string): Promise<AdminGrants> {
    return this.database.entities(async (manager) => {
      if (!(await manager.existsBy(Tenant, { id: tenantId })))
        throw new NotFoundException('No tenant has this id');
      return listed(manager, tenantId, await grantsOf(manager, tenantId));
    });
  }

  /**
   * Replaces all grants. In force at once.
   * @param changedBy the user who makes the change and is to stay an admin; null for others
   * @throws NotFoundException when there is no such tenant; BadRequestException for a group that it does not have;
   *   ConflictException when the user would no longer be an admin
   */
  async set(
    tenantId: string,
    { groupIds, roles }: { readonly groupIds: readonly string[]; readonly roles: readonly string[] },
    changedBy: string | null,
  ): Promise<AdminGrants> {
    const person = changedBy === null ? null : await this.people.of(tenantId, changedBy);
    return this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const before = await grantsOf(manager, tenantId);
      const known = before
        .filter(({ kind }) => kind === 'group')
        .map(({ value, name }) => [value, name] as const);
      const ids = [...new Set(groupIds)];
      const names = await namesToStore(
        readerOf(manager),
        tenantId,
        ids,
        new Map(known),
        (index) => `groupIds.${groupIds.indexOf(ids[index] ?? '')}`,
      );
      const byKey = new Map(roles.map((role) => [foldCase(role), role]));
      const after = [
        ...ids.map((value, index) => ({ kind: 'group' as const, value, name: names[index] ?? '' })),
        ...[...byKey].map(([value, name]) => ({ kind: 'role' as const, value, name })),
      ].map((grant) => manager.create(AdminGrant, { tenantId, ...grant }));
      if (person !== null && !isGranted(after, person)) {
        throw new ConflictException(
          'You would no longer be an admin yourself: ask another admin to change this',
        );
      }
      await manager.delete(AdminGrant, { tenantId });
      if (after.length > 0) await manager.insert(AdminGrant, after);
      await this.audit.note(manager, { tenantId, detail: { before: shown(before), after: shown(after) } });
      return listed(manager, tenantId, await grantsOf(manager, tenantId));
    });
  }

  /** Whether a person is an admin of the tenant at this moment. */
  async include(tenantId: string, person: RolesOfPerson): Promise<boolean> {
    return isGranted(await this.grants(tenantId), person);
  }

  /** The grants of a tenant as they are stored. */
  grants(tenantId: string): Promise<Grant[]> {
    return this.database.rows<Grant>('SELECT kind, value FROM admin_grants WHERE tenant_id = ?', [tenantId]);
  }
}

/** Whether any grant matches a group or a role of the person. */
export function isGranted(grants: readonly Grant[], { groupIds, roles }: RolesOfPerson): boolean {
  const keys = new Set(roles.map(foldCase));
  return grants.some(({ kind, value }) => (kind === 'group' ? groupIds.has(value) : keys.has(value)));
}

function grantsOf(manager: EntityManager, tenantId: string): Promise<AdminGrant[]> {
  return manager.find(AdminGrant, { where: { tenantId }, order: { kind: 'ASC', value: 'ASC' } });
}

async function listed(
  manager: EntityManager,
  tenantId: string,
  grants: readonly AdminGrant[],
): Promise<AdminGrants> {
  const groups = grants
    .filter(({ kind }) => kind === 'group')
    .map(({ value, name }) => ({ groupId: value, groupName: name }));
  const ids = groups.map(({ groupId }) => groupId);
  return {
    groups: withPresentNames(groups, await groupNames(readerOf(manager), tenantId, ids)),
    roles: grants.filter(({ kind }) => kind === 'role').map(({ name }) => name),
  };
}

/** The grants in the audit log. */
function shown(grants: readonly AdminGrant[]): string[] {
  return grants.map(({ kind, value }) => `${kind} ${value}`);
}
