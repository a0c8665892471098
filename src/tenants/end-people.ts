import type { EntityManager } from 'typeorm';
import type { TenantTables } from '../persistence/database/tenant-tables.js';

/** Signs out everybody of a tenant, in the transaction of the change that demands it. */
export async function endPeople(
  manager: EntityManager,
  { endingWithPerson }: TenantTables,
  tenantId: string,
): Promise<void> {
  for (const entity of endingWithPerson) await manager.delete(entity, { tenantId });
}
