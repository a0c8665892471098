import type { EntityMetadata, EntityTarget } from 'typeorm';
import {
  atTenantDeletion,
  indexOfPerson,
  tablesAnnouncingPerson,
  tablesEndingWithPerson,
  type AtTenantDeletion,
} from './table.decorator.js';

/** An entity with a tenant column. */
export interface OfTenant {
  readonly tenantId: string;
}

/** An entity whose rows tell others of a person's end once they are due. */
export interface Announced extends OfTenant {
  dueAt: number | null;
}

/** The tables that hold rows of tenants, derived from the entities. */
export class TenantTables {
  /** Entities whose rows are removed in the same transaction as the tenant. */
  readonly removedWithTenant: readonly EntityTarget<OfTenant>[];
  /** Escaped names of the tables whose rows are removed in batches afterwards. */
  readonly removedLater: readonly string[];
  /** Entities whose rows end with the person that they name. */
  readonly endingWithPerson: readonly EntityTarget<OfTenant>[];
  /** Entities whose rows become due then. */
  readonly announcingPerson: readonly EntityTarget<Announced>[];

  /** @throws Error when an entity does not say what becomes of its rows, or lacks a column or index for it */
  constructor(entities: readonly EntityMetadata[], escape: (name: string) => string) {
    for (const entity of entities) check(entity);
    const those = (rule: AtTenantDeletion) =>
      entities.filter(({ target }) => atTenantDeletion(target) === rule);
    this.removedWithTenant = those('removed-with-it').map(({ target }) => target);
    const ending = entities.filter(({ target }) => tablesEndingWithPerson().has(target));
    for (const entity of ending) checkPerson(entity);
    this.endingWithPerson = ending.map(({ target }) => target);
    const announcing = entities.filter(({ target }) => tablesAnnouncingPerson().has(target));
    for (const entity of announcing) checkPerson(entity);
    this.announcingPerson = announcing.map(({ target }) => target);
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

function checkPerson({ tableName, indices }: EntityMetadata): void {
  const index = indices.find(({ name }) => name === indexOfPerson(tableName));
  const [tenant, user] = index?.columns.map(({ databaseName }) => databaseName) ?? [];
  if (tenant === 'tenant_id' && user === 'user_id') return;
  throw new Error(
    `${tableName} ends with a person, so it needs the index ${indexOfPerson(tableName)} on tenant_id and user_id`,
  );
}
