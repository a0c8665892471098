import { expect } from '@jest/globals';
import { tally } from './parallel.js';
import type { Database } from '../../src/persistence/database/database.js';
import { indexKey } from '../../src/persistence/resources/index-key.js';
import { indexRows } from '../../src/persistence/resources/index-rows.js';
import { tableOf } from '../../src/persistence/resources/storage-map.js';
import type { KindOfProblem } from '../../src/persistence/verify/problems.js';
import { verify } from '../../src/persistence/verify/verify.js';
import { comparisonKey, type Comparable } from '../../src/scim/compare.js';
import type { ScimResource } from '../../src/scim/resource.js';
import { groupType, resourceTypes, userType, type ResourceType } from '../../src/scim/resource-type.js';

type Row = Record<string, string | number | null>;

/** Every table of the database. */
export async function tableNames(storage: Database): Promise<string[]> {
  const statement =
    storage.dialect.name === 'mysql'
      ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()'
      : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
  return (await storage.rows<{ name: string }>(statement)).map(({ name }) => name).sort();
}

/** Written periodically, after any request. */
const COUNTERS = ['request_counts', 'tenant_activity', 'tenant_summaries'];
/** Records of requests, including those that change nothing. */
const REQUEST_RECORDS = ['provisioning_log', 'audit_log', ...COUNTERS];

/**
 * All rows of all tables as sorted text: equal before and after a request that must change nothing. Records of requests
 * and the last use of access codes are left out.
 * @param tenantId restricts tables with tenants to the rows of this one
 */
export async function storedRows(storage: Database, tenantId?: string): Promise<Record<string, string[]>> {
  const stored: Record<string, string[]> = {};
  for (const table of await tableNames(storage)) {
    if (!REQUEST_RECORDS.includes(table)) stored[table] = await rowsOf(storage, table, tenantId);
  }
  return stored;
}

/** The number of a tenant's rows in all tables, without request counts and tables that outlive it. */
export async function countRows(storage: Database, tenantId: string): Promise<number> {
  let count = 0;
  for (const table of await tableNames(storage)) {
    if (![...COUNTERS, 'audit_log'].includes(table)) count += (await rowsOf(storage, table, tenantId)).length;
  }
  return count;
}

async function rowsOf(storage: Database, table: string, tenantId?: string): Promise<string[]> {
  // The distribution over slots is random.
  const rows = await storage.rows<Row>(
    table === 'resource_counts'
      ? `SELECT tenant_id, resource_type, SUM(resources) AS resources FROM resource_counts
         GROUP BY tenant_id, resource_type HAVING SUM(resources) <> 0`
      : `SELECT * FROM \`${table}\``,
  );
  return rows
    .filter((row) => tenantId === undefined || (table === 'tenants' ? row.id : row.tenant_id) === tenantId)
    .map(({ last_used_at: _unstable, ...row }) => JSON.stringify(row))
    .sort();
}
/**
 * Expects derived data to be consistent: columns and `attribute_values` with the documents, and memberships with
 * existing resources. `npm run verify` must agree.
 */
export async function expectConsistentStorage(storage: Database): Promise<void> {
  const derived: string[] = [];
  const existing = new Map<string, string>();
  for (const type of resourceTypes) {
    for (const row of await storage.rows<Row>(`SELECT * FROM ${tableOf(type).table.text}`)) {
      const resource = JSON.parse(String(row.document)) as ScimResource;
      existing.set(`${row.tenant_id} ${row.id}`, type.name);
      expect(row).toMatchObject({ id: resource.id, ...columnsOf(resource, type) });
      for (const { path, element, key, text } of indexRows(resource, type)) {
        derived.push(JSON.stringify([row.tenant_id, row.id, path, element, key, text]));
      }
    }
  }
  const indexed = await storage.rows<Row>(
    'SELECT tenant_id, resource_id, path, element, value_key, value_text FROM attribute_values',
  );
  expect(indexed.map((row) => JSON.stringify(Object.values(row))).sort()).toEqual(derived.sort());
  const counted = await storage.rows<Row>(
    'SELECT tenant_id, resource_type, SUM(resources) AS resources FROM resource_counts GROUP BY tenant_id, resource_type',
  );
  const counts = counted.map(
    (row) => [`${row.tenant_id} ${row.resource_type}`, Number(row.resources)] as const,
  );
  expect(new Map(counts.filter(([, count]) => count !== 0))).toEqual(
    new Map(Object.entries(tally([...existing].map(([key, type]) => `${key.split(' ')[0]} ${type}`)))),
  );
  const members = await storage.rows<Row>('SELECT * FROM group_members');
  const dangling = members.filter(
    (row) =>
      existing.get(`${row.tenant_id} ${row.group_id}`) !== groupType.name ||
      existing.get(`${row.tenant_id} ${row.member_id}`) !== row.member_type,
  );
  expect(dangling).toEqual([]);
  expect(
    members.every((row) => [userType.name, groupType.name].includes(String(row.member_type) as 'User')),
  ).toBe(true);
  const problems: KindOfProblem[] = [];
  await verify(storage, (tenant) => problems.push(...tenant.problems));
  expect(problems).toEqual([]);
}

function columnsOf(resource: ScimResource, type: ResourceType): Row {
  const { columns, texts, originals } = tableOf(type);
  const expected: Row = {};
  for (const [name, column] of Object.entries(columns)) {
    const value = resource[name] as Comparable | undefined;
    const definition = type.attribute(name);
    const text = texts[name];
    if (text !== undefined) expected[text] = null;
    if (value === undefined || definition === undefined) expected[column] = null;
    else if (typeof value === 'boolean') expected[column] = Number(value);
    else {
      const whole = comparisonKey(definition, value);
      expected[column] = text === undefined ? whole : indexKey(whole).key;
      if (text !== undefined && whole !== expected[column]) expected[text] = whole;
    }
  }
  for (const [name, column] of Object.entries(originals)) expected[column] = String(resource[name]);
  return expected;
}
