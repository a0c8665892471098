import { ScimError } from '../../scim/errors.js';
import {
  USUAL_TYPES,
  type ResourceType,
  type ResourceTypes,
  type TypeName,
} from '../../scim/resource-type.js';
import type { Database, Statements } from '../database/database.js';
import { recount } from './resource-counts.js';
import { ResourceRepository } from './resource.repository.js';
import { tableOf } from './storage-map.js';
import { heldState, readTypes, type HeldState } from '../schemas/tenant-schemas.js';

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

/** The resource types of a tenant, read again when its schemas or settings have changed. */
class TypesInForce {
  private types: ResourceTypes | null = null;
  private state: HeldState | undefined;

  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
  ) {}

  /** The resource type, which cannot change until the transaction ends. */
  async type(tx: Statements, name: TypeName): Promise<ResourceType> {
    const state = await heldState(tx, this.database.dialect, this.tenantId);
    const isSame =
      state?.revision === this.state?.revision && state?.uniqueGroupNames === this.state?.uniqueGroupNames;
    if (this.types === null || !isSame) {
      const uniqueGroupNames = state?.uniqueGroupNames ?? true;
      this.types = await readTypes(tx, this.tenantId, { ...USUAL_TYPES, uniqueGroupNames });
      this.state = state;
    }
    return this.types[name];
  }
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
