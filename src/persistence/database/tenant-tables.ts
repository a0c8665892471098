import type { EntityMetadata, EntityTarget } from 'typeorm';
import { atTenantDeletion, type AtTenantDeletion } from './table.decorator.js';

/** An entity with a tenant column. */
export interface OfTenant {
  readonly tenantId: string;
}

/** The tables that hold rows of tenants, derived from the entities. */
export class TenantTables {
  /** Entities whose rows are removed in the same transaction as the tenant. */
  readonly removedWithTenant: readonly EntityTarget<OfTenant>[];
  /** Escaped names of the tables whose rows are removed in batches afterwards. */
  readonly removedLater: readonly string[];

  /** @throws Error when an entity does not say what deleting a tenant does to its rows */
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
