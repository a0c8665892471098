import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { Tenant } from '../tenants/tenant.entity.js';
import { groupNames, namesToStore, readerOf, withPresentNames, type ChosenGroup } from './chosen-groups.js';
import { RoleMapping } from './role-mapping.entity.js';

/** A mapping as its admin gives it; the order of the list is their precedence. */
export interface GivenMapping {
  readonly groupId: string;
  readonly role: string;
}

/** A mapping with the group that it refers to. */
export interface ListedMapping extends ChosenGroup {
  readonly role: string;
}

/** Manages the roles that a tenant gives to members of its groups. */
@Injectable()
export class RoleMappingsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The mappings, highest precedence first.
   * @throws NotFoundException when there is no such tenant
   */
  list(tenantId: string): Promise<ListedMapping[]> {
    return this.database.entities(async (manager) => {
      if (!(await manager.existsBy(Tenant, { id: tenantId })))
        throw new NotFoundException('No tenant has this id');
      return listed(manager, tenantId, await mappingsOf(manager, tenantId));
    });
  }

  /**
   * Replaces all mappings. In force at once.
   * @throws NotFoundException when there is no such tenant; BadRequestException for a group that it does not have
   */
  set(tenantId: string, given: readonly GivenMapping[]): Promise<ListedMapping[]> {
    return this.database.entities(async (manager) => {
      await lockTenant(manager, this.database.dialect, tenantId);
      const before = await mappingsOf(manager, tenantId);
      const names = await namesToStore(
        readerOf(manager),
        tenantId,
        given.map(({ groupId }) => groupId),
        new Map(before.map(({ groupId, groupName }) => [groupId, groupName])),
        (index) => `mappings.${index}.groupId`,
      );
      const after = given.map(({ groupId, role }, position) =>
        manager.create(RoleMapping, { tenantId, position, groupId, groupName: names[position] ?? '', role }),
      );
      if (!isSame(before, after)) {
        await manager.delete(RoleMapping, { tenantId });
        if (after.length > 0) await manager.insert(RoleMapping, after);
        await this.audit.note(manager, { tenantId, detail: { before: shown(before), after: shown(after) } });
      }
      return listed(manager, tenantId, after);
    });
  }
}

function mappingsOf(manager: EntityManager, tenantId: string): Promise<RoleMapping[]> {
  return manager.find(RoleMapping, { where: { tenantId }, order: { position: 'ASC' } });
}

async function listed(
  manager: EntityManager,
  tenantId: string,
  mappings: readonly RoleMapping[],
): Promise<ListedMapping[]> {
  const ids = mappings.map(({ groupId }) => groupId);
  return withPresentNames(mappings, await groupNames(readerOf(manager), tenantId, ids));
}

function isSame(before: readonly RoleMapping[], after: readonly RoleMapping[]): boolean {
  return JSON.stringify(shown(before)) === JSON.stringify(shown(after));
}

/** The mappings in the audit log, as short as they are readable. */
function shown(mappings: readonly RoleMapping[]): string[] {
  return mappings.map(({ groupId, role }) => `${groupId}: ${role}`);
}
