import { ScimError } from '../../scim/errors.js';
import type { ResourceType } from '../../scim/resource-type.js';
import type { Database } from '../database/database.js';
import { recount } from './resource-counts.js';
import { ResourceRepository } from './resource.repository.js';
import { tableOf } from './storage-map.js';
import { readTypes } from '../schemas/tenant-schemas.js';
import { TypesInForce } from '../schemas/types-in-force.js';

const IDS_A_PAGE = 500;

export interface Reindexed {
  readonly resources: number;
  /** One line per resource whose index could not be rebuilt. */
  readonly failures: readonly string[];
}

/**
 * Recounts resources and derives columns and index rows from the documents again, for all tenants: after a change of
 * the key rules or of the indexed attributes. Safe beside a running service, since each resource is locked meanwhile;
 * versions do not change.
 */
export async function reindex(database: Database): Promise<Reindexed> {
  let resources = 0;
  const failures: string[] = [];
  for (const { id: tenantId } of await database.rows<{ id: string }>('SELECT id FROM tenants ORDER BY id')) {
    const inForce = new TypesInForce(database, tenantId);
    for (const type of Object.values(await readTypes(database, tenantId))) {
      await recount(database, tenantId, type.name);
      for await (const id of idsOf(database, tenantId, type)) {
        try {
          await database.transaction(async (tx) => {
            const repository = new ResourceRepository(database, tenantId, await inForce.type(tx, type.name));
            const stored = await repository.findForUpdate(tx, id);
            if (stored !== null) await repository.reindex(tx, stored);
          });
          resources++;
        } catch (error) {
          if (!(error instanceof ScimError)) throw error;
          failures.push(`${type.name} ${id} of tenant ${tenantId}: ${error.detail}`);
        }
      }
    }
  }
  return { resources, failures };
}

async function* idsOf(database: Database, tenantId: string, type: ResourceType): AsyncGenerator<string> {
  let last = '';
  for (;;) {
    const page = await database.rows<{ id: string }>(
      `SELECT id FROM ${tableOf(type).table.text} WHERE tenant_id = ? AND id > ? ORDER BY id LIMIT ${IDS_A_PAGE}`,
      [tenantId, last],
    );
    for (const { id } of page) yield id;
    const end = page.at(-1);
    if (end === undefined) return;
    last = end.id;
  }
}
