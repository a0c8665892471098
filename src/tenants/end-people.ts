import { IsNull, type EntityManager } from 'typeorm';
import type { TenantTables } from '../persistence/database/tenant-tables.js';

/** Signs out everybody of a tenant, from applications too, in the transaction of the change that demands it. */
export async function endPeople(
  manager: EntityManager,
  { endingWithPerson, announcingPerson }: TenantTables,
  tenantId: string,
): Promise<void> {
  for (const entity of endingWithPerson) await manager.delete(entity, { tenantId });
  for (const entity of announcingPerson)
    await manager.update(entity, { tenantId, dueAt: IsNull() }, { dueAt: Date.now() });
}
