import { createHash } from 'node:crypto';
import { builtInTypes, resourceTypes, type ResourceType, type TypeName } from '../../scim/resource-type.js';
import type { Database } from '../database/database.js';
import { tableOf } from '../resources/storage-map.js';
import { TypesInForce } from '../schemas/types-in-force.js';
import { containersIn, cycles, membershipPages, problemsOfMemberships } from './membership-check.js';
import { Findings, type KindOfProblem } from './problems.js';
import { orphanedIndexRows, pagesOf, problemsOfPage } from './resource-check.js';
import { TenantDigest } from './tenant-digest.js';
import { tenantIds } from './tenants.js';

/** What was found of one tenant. */
export interface TenantFound {
  readonly tenantId: string;
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
  readonly problems: readonly KindOfProblem[];
  /** SHA-256 of its resources and memberships in the order of their keys: the same on both databases. */
  readonly digest: string;
}

export interface Verified {
  readonly tenants: number;
  readonly problems: number;
  /** SHA-256 of the digests of all tenants. */
  readonly digest: string;
}

/**
 * Compares all that is derived from documents with these, tenant by tenant in constant memory, and memberships with the
 * resources that they name. Safe beside a running service: what seems wrong is read again in a transaction, so a change
 * under way is no problem. Changes nothing.
 * @param report called with each tenant
 */
export async function verify(database: Database, report: (found: TenantFound) => void): Promise<Verified> {
  const all = createHash('sha256');
  let [tenants, problems] = [0, 0];
  for await (const tenantId of tenantIds(database)) {
    const found = await verifyTenant(database, tenantId);
    report(found);
    tenants++;
    problems += found.problems.reduce((sum, { count }) => sum + count, 0);
    all.update(`${tenantId} ${found.digest}\n`);
  }
  return { tenants, problems, digest: all.digest('hex') };
}

async function verifyTenant(database: Database, tenantId: string): Promise<TenantFound> {
  const findings = new Findings();
  const digest = new TenantDigest();
  const sizes: Record<TypeName, number> = { User: 0, Group: 0 };
  const inForce = new TypesInForce(database, tenantId);
  for (const { name } of resourceTypes) {
    for await (const page of pagesOf(database, tenantId, builtInTypes[name])) {
      sizes[name] += page.length;
      for (const row of page) digest.addResource(name, row);
      const type = await readable(inForce.current(name));
      if (type === null) continue;
      for (const problem of await problemsOfPage(database, tenantId, type, page, inForce))
        findings.add(problem);
    }
    if (await isMiscounted(database, tenantId, name)) findings.add({ kind: 'count', subject: name });
  }
  if ((await readable(inForce.current('User'))) === null) {
    findings.add({ kind: 'custom-schema', subject: 'tenant_schemas' });
  }
  for await (const problem of orphanedIndexRows(database, tenantId)) findings.add(problem);
  let memberships = 0;
  for await (const page of membershipPages(database, tenantId)) {
    memberships += page.length;
    for (const row of page) digest.addMembership(row);
    for (const problem of await problemsOfMemberships(database, tenantId, page)) findings.add(problem);
    for (const problem of await cycles(database, tenantId, containersIn(page))) findings.add(problem);
  }
  const { User: users, Group: groups } = sizes;
  return { tenantId, users, groups, memberships, problems: findings.kinds, digest: digest.hex() };
}

/** @returns null when a definition is no JSON, or that of no schema */
async function readable(reading: Promise<ResourceType>): Promise<ResourceType | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

/** One statement: a resource and its count are of one commit. */
async function isMiscounted(database: Database, tenantId: string, name: TypeName): Promise<boolean> {
  const [row] = await database.rows<{ counted: number | string | null; present: number; tenants: number }>(
    `SELECT
       (SELECT SUM(resources) FROM resource_counts WHERE tenant_id = ? AND resource_type = ?) AS counted,
       (SELECT COUNT(*) FROM ${tableOf(builtInTypes[name]).table.text} WHERE tenant_id = ?) AS present,
       (SELECT COUNT(*) FROM tenants WHERE id = ?) AS tenants`,
    [tenantId, name, tenantId, tenantId],
  );
  return row !== undefined && Number(row.tenants) > 0 && Number(row.counted ?? 0) !== Number(row.present);
}
