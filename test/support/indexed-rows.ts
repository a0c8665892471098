import { v7 as uuidv7 } from 'uuid';
import type { Database, SqlValue } from '../../src/persistence/database/database.js';
import { indexKey } from '../../src/persistence/resources/index-key.js';
import { storageOf } from '../../src/persistence/resources/storage-map.js';
import { comparisonKey, type Comparable } from '../../src/scim/compare.js';
import type { AttributeTarget, ResourceType } from '../../src/scim/resource-type.js';
import { filterableTargets } from './arbitrary-filter.js';
import { insertRows } from './bulk-rows.js';

/** Resources of each type in a tenant, and the number of them with a value for each attribute without a column. */
export const RESOURCES = 2000;
export const VALUES = 200;
const START = Date.UTC(2026, 0, 1);

/** The value of the attribute in the resource with this number: all differ, except for booleans. */
function valueOf({ attribute, sub }: AttributeTarget, number: number): Comparable {
  switch ((sub ?? attribute).type) {
    case 'boolean':
      return isTrue(number);
    case 'integer':
    case 'decimal':
      return number;
    case 'dateTime':
      return new Date(START + number * 1000).toISOString();
    case 'string':
    case 'reference':
    case 'binary':
    case 'complex':
      return `value${String(number).padStart(6, '0')}`;
  }
}

function isTrue(number: number): boolean {
  return number % 250 < RESOURCES / VALUES;
}

/** The resources with a value for the attribute at this position among all attributes. */
function numbersWith(place: number): number[] {
  const step = RESOURCES / VALUES;
  return Array.from({ length: VALUES }, (_, index) => index * step + (place % step));
}

/** A JSON literal of a value that the attribute has in the resources of `fillIndexes`. */
export function literalOf(
  target: AttributeTarget,
  place: number,
  own: readonly string[],
  others: readonly string[],
): string {
  switch (target.path) {
    case 'id':
      return JSON.stringify(own[RESOURCES - 200]);
    case 'meta.version':
      return JSON.stringify(`W/"${RESOURCES - 200}"`);
    case 'groups.value':
    case 'members.value':
      return JSON.stringify(others[77]);
    case 'groups.display':
      return JSON.stringify(valueOf(target, 77));
    case 'groups.type':
      return '"indirect"';
    case 'members.type':
      return '"Group"';
  }
  const { type } = target.sub ?? target.attribute;
  return JSON.stringify(type === 'boolean' ? true : valueOf(target, numbersWith(place)[VALUES - 20] ?? 0));
}

/**
 * Fills a tenant with users and groups in stored form but without documents, directly in the database, since they are
 * many.
 * @returns the ids of the resources of each type, by number
 */
export async function fillIndexes(
  storage: Database,
  tenantId: string,
  types: readonly ResourceType[],
): Promise<Map<ResourceType, string[]>> {
  const idsByType = new Map<ResourceType, string[]>();
  const rows: SqlValue[][] = [];
  for (const type of types) {
    const ids = Array.from({ length: RESOURCES }, () => uuidv7());
    idsByType.set(type, ids);
    for (const [place, target] of filterableTargets(type).entries()) {
      if (target.attribute.association === true) continue;
      const stored = storageOf(target, type);
      if (stored.kind !== 'rows') continue;
      const definition = target.sub ?? target.attribute;
      for (const number of numbersWith(place)) {
        const { key } = indexKey(comparisonKey(definition, valueOf(target, number)));
        rows.push([tenantId, ids[number] ?? '', stored.path, 0, key]);
      }
    }
    for (const [element, { id }] of type.extensions.entries()) {
      for (let number = 0; number < RESOURCES; number += 250) {
        rows.push([tenantId, ids[number] ?? '', 'schemas', element, id.toLowerCase()]);
      }
    }
    await insertResources(storage, tenantId, type, ids);
  }
  const columns = ['tenant_id', 'resource_id', 'path', 'element', 'value_key'];
  await insertRows(storage, 'attribute_values', columns, rows);
  return idsByType;
}

async function insertResources(
  storage: Database,
  tenantId: string,
  { name }: ResourceType,
  ids: readonly string[],
): Promise<void> {
  const key = (number: number): string => `value${String(number).padStart(6, '0')}`;
  const common = ids.map((id, number) => [
    ...[tenantId, id, key(number), key(number), key(number)],
    ...[START + number * 1000, START + number * 1000, 1 + number, `{"id":"${id}"}`],
  ]);
  const times = ['created_at', 'modified_at', 'version', 'document'];
  if (name === 'Group') {
    const columns = ['tenant_id', 'id', 'display_name', 'display_name_key', 'external_id', ...times];
    return insertRows(storage, '`groups`', columns, common);
  }
  const columns = ['tenant_id', 'id', 'user_name', 'user_name_key', 'external_id', ...times];
  return insertRows(
    storage,
    'users',
    [...columns, 'display_name_key', 'active'],
    common.map((row, number) => [...row, key(number), isTrue(number) ? 1 : 0]),
  );
}

/** Memberships: each user in one of the first groups, and a few nested groups. */
export async function fillMemberships(
  storage: Database,
  tenantId: string,
  users: readonly string[],
  groups: readonly string[],
): Promise<void> {
  const rows = [
    ...users.map((id, number) => [tenantId, groups[number % 400] ?? '', id, 'User']),
    ...[1, 2, 3].map((number) => [tenantId, groups[500 + number] ?? '', groups[number] ?? '', 'Group']),
  ];
  await insertRows(storage, 'group_members', ['tenant_id', 'group_id', 'member_id', 'member_type'], rows);
}
