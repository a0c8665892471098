import type { EntityManager } from 'typeorm';
import type { Database } from '../persistence/database/database.js';
import { isDuplicateKey } from '../persistence/database/duplicate-key.js';
import { newId } from '../persistence/database/new-id.js';
import { ServiceSetting } from '../persistence/database/service-setting.entity.js';
import { TenantSchema } from '../persistence/schemas/tenant-schema.entity.js';
import { Tenant } from '../tenants/tenant.entity.js';
import type { MovedTenant } from './file-manifest.js';
import { FileRefused } from './file-refusal.js';
import type { MovedSchema } from './file-schemas.js';
import { markerName, type Marker } from './import-marker.js';
import type { Counts } from './tenant-file.js';

/** Content that is written and waits for its tenant. */
export interface Written {
  readonly marker: Marker;
  readonly schemas: readonly MovedSchema[];
  readonly counts: Counts;
  readonly digest: string;
}

/** What has been imported. */
export interface Imported {
  readonly tenantId: string;
  readonly name: string;
  readonly counts: Counts;
  readonly digest: string;
}

export type NoteImport = (manager: EntityManager, imported: Imported) => Promise<void>;

/**
 * @throws FileRefused when the deployment has the tenant, or its users: people must not be two, since their ids are what
 *   applications know them by
 */
export async function refuseTaken(
  database: Database,
  { entraTenantId, origin }: Pick<MovedTenant, 'entraTenantId' | 'origin'>,
): Promise<void> {
  const [tenant] = await database.entities((manager) =>
    manager.find(Tenant, { where: [{ entraTenantId }, { id: origin }, { originId: origin }], take: 1 }),
  );
  if (tenant === undefined) return;
  const which = `${tenant.id}, ${JSON.stringify(tenant.name)}`;
  throw new FileRefused(
    1,
    tenant.entraTenantId === entraTenantId
      ? `a tenant of this deployment has the Entra tenant id ${entraTenantId} (${which})`
      : `a tenant of this deployment has the users of the file: it comes from the same tenant (${which})`,
  );
}

/**
 * Stores the tenant itself, in one transaction: from then on its content can be seen.
 * @throws FileRefused when the tenant was added meanwhile
 */
export async function storeTenant(
  database: Database,
  { origin, name, entraTenantId, settings }: MovedTenant,
  { marker, schemas, counts, digest }: Written,
  note: NoteImport,
): Promise<Imported> {
  const { tenantId } = marker;
  const imported = { tenantId, name, counts, digest };
  try {
    await database.entities(async (manager) => {
      const { affected } = await manager.delete(ServiceSetting, {
        name: markerName(tenantId),
        value: marker.value,
      });
      if (affected !== 1) throw new Error('The import was taken for dead, and is being removed');
      await manager.insert(Tenant, {
        id: tenantId,
        name,
        entraTenantId,
        originId: origin,
        provisioningEnabled: false,
        schemasRevision: schemas.length === 0 ? null : newId(),
        ...settings,
        createdAt: new Date(),
      });
      for (const { schema, resourceType, definition, createdAt } of schemas) {
        const urnKey = schema.id.toLowerCase();
        const at = new Date(createdAt);
        await manager.insert(TenantSchema, { tenantId, urnKey, resourceType, definition, createdAt: at });
      }
      await note(manager, imported);
    });
  } catch (error) {
    if (isDuplicateKey(error)) await refuseTaken(database, { entraTenantId, origin });
    throw error;
  }
  return imported;
}
