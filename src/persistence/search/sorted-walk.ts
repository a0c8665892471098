import type { ResourceType } from '../../scim/resource-type.js';
import type { Sort } from '../../scim/sort.js';
import type { Dialect } from '../database/dialect.js';
import { sql, trusted, type Sql } from '../database/sql.js';
import { READABLE_KEY_LENGTH } from '../resources/index-key.js';
import { storageOf, tableOf } from '../resources/storage-map.js';
import { chosenOf } from './sort-sql.js';

/** A resource with the value that it is sorted by. */
export interface WalkedRow {
  readonly id: string;
  readonly value_key: string;
}

/**
 * What follows `SELECT` to read all resources of a type that have a value of an attribute, in ascending order of the
 * value. The database reads them in the order of an index and ends with the page; sorting would begin with a look at
 * the values of each resource. Resources without a value come last and are not among them.
 * @returns null for an order that no index of values has
 */
export function walkAlong(
  { target, descending }: Sort,
  type: ResourceType,
  tenantId: string,
  dialect: Dialect,
): Sql | null {
  const { table, associations } = tableOf(type);
  if (descending || (target.extension === null && target.attribute.name in associations)) return null;
  const storage = storageOf(target, type);
  if (storage.kind !== 'rows') return null;
  const index = trusted(dialect.byIndex('ix_attribute_values_value'));
  const join = trusted(dialect.joinInOrder);
  const byKey = trusted(dialect.byKey('PRIMARY'));
  return sql`r.id, v.value_key FROM attribute_values v ${index} ${join} ${table} r ${byKey} ON r.tenant_id = v.tenant_id AND r.id = v.resource_id
    WHERE v.tenant_id = ${tenantId} AND v.path = ${storage.path} AND ${chosenOf(target, tenantId)} ORDER BY v.value_key, v.resource_id`;
}

/**
 * Whether the order of the index is that of the search: of very long values, which the index has as digests, it is not.
 */
export function isOrdered(rows: readonly WalkedRow[]): boolean {
  return rows.every(({ value_key: key }) => key.length < READABLE_KEY_LENGTH);
}
