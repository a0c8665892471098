import type { EntityMetadata, EntityTarget } from 'typeorm';
import { atTenantDeletion, type AtTenantDeletion } from './table.decorator.js';

/** An entity whose rows belong to tenants. */
export interface OfTenant {
  readonly tenantId: string;
}

/** What belongs to a tenant, as the entities tell. */
export class TenantTables {
  /** Entities whose rows go in one transaction with the tenant. */
  readonly removedWithTenant: readonly EntityTarget<OfTenant>[];
  /** Names of the tables, as in a statement, whose rows go in batches after it. */
  readonly removedLater: readonly string[];

  /** @throws Error when the deletion of a tenant would not know what to do with a table */
  constructor(entities: readonly EntityMetadata[], escape: (name: string) => string) {
    for (const entity of entities) check(entity);
    const those = (rule: AtTenantDeletion) =>
      entities.filter(({ target }) => atTenantDeletion(target) === rule);
    this.removedWithTenant = those('removed-with-it').map(({ target }) => target);
    this.removedLater = those('removed-later').map(({ tableName }) => escape(tableName));
  }
}

function check({ tableName, target, columns }: EntityMetadata): void {
  const hasTenant = columns.some(({ databaseName }) => databaseName === 'tenant_id');
  const rule = atTenantDeletion(target);
  if (rule !== undefined && hasTenant === (rule !== 'of-no-tenant')) return;
  throw new Error(
    rule === undefined || hasTenant
      ? `The entity of ${tableName} must say with @Table what becomes of its rows when a tenant is deleted`
      : `${tableName} has no tenant_id: without one the deletion of a tenant would leave its rows`,
  );
}
