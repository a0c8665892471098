import type { SchemaDefinition } from '../../scim/attribute.js';
import { ScimError } from '../../scim/errors.js';
import type { ScimResource } from '../../scim/resource.js';
import {
  typesWith,
  type CustomSchema,
  type ResourceType,
  type ResourceTypes,
  type TypeSettings,
} from '../../scim/resource-type.js';
import type { Database, Statements } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { selected } from '../database/entity-columns.js';
import { TenantSchema } from './tenant-schema.entity.js';
import { sharesNames } from '../resources/storage-map.js';

const COLUMNS = ['resourceType', 'definition'] as const;
type SchemaRow = Readonly<Pick<TenantSchema, (typeof COLUMNS)[number]>>;

/** The resource types of a tenant with the given settings and its registered schemas. */
export async function readTypes(
  statements: Pick<Statements, 'rows'>,
  tenantId: string,
  settings?: TypeSettings,
): Promise<ResourceTypes> {
  const rows = await statements.rows<SchemaRow>(
    `SELECT ${selected(TenantSchema, COLUMNS)} FROM tenant_schemas WHERE tenant_id = ? ORDER BY created_at, urn_key`,
    [tenantId],
  );
  return typesWith(rows.map(customSchema), settings);
}

/** A schema from its stored form. */
export function customSchema({ resourceType, definition }: SchemaRow): CustomSchema {
  return { resourceType, schema: JSON.parse(definition) as SchemaDefinition };
}

/** A tenant and the revision of its schemas that a request was started with. Its settings are in the resource type. */
interface SchemasInUse {
  readonly tenantId: string;
  readonly schemasRevision: string | null;
}

/** Whether a write depends on recent decisions of the tenant, so that `holdTenant` has something to check. */
export function dependsOnTenant(type: ResourceType, resources: readonly ScimResource[]): boolean {
  return sharesNames(type) || usesCustomSchemas(type, resources);
}

/** Whether any of the resources has values of the tenant's own extensions. */
function usesCustomSchemas(type: ResourceType, resources: readonly ScimResource[]): boolean {
  return resources.some(
    ({ schemas }) =>
      Array.isArray(schemas) && schemas.length > 1 && schemas.some((urn) => type.isCustom(String(urn))),
  );
}

/**
 * Ensures that resources are written under the schemas and settings in force, and keeps these unchanged until the
 * transaction ends. Another process may have changed a schema in the last seconds: values that it added would be lost,
 * or values that it deleted would come back. The same goes for groups that may share a name. A group that may not needs
 * no check, since a unique constraint enforces it.
 * @param resources in their stored form, before and after the change
 * @throws ScimError 503 when schemas or settings have changed; the client can retry
 */
export async function holdTenant(
  tx: Statements,
  { dialect }: Database,
  { tenantId, schemasRevision }: SchemasInUse,
  type: ResourceType,
  resources: readonly ScimResource[],
): Promise<void> {
  if (!dependsOnTenant(type, resources)) return;
  const held = await heldState(tx, dialect, tenantId);
  if (usesCustomSchemas(type, resources) && held?.revision !== schemasRevision) throw justChanged('schemas');
  if (sharesNames(type) && held?.uniqueGroupNames !== false) throw justChanged('settings');
}

function justChanged(what: string): ScimError {
  return ScimError.http(503, `The ${what} of the tenant have just been changed: try again in a few seconds`);
}

/** The state of a tenant that writes of resources depend on. */
export interface HeldState {
  /** The revision of its schemas; null when none was ever registered. */
  readonly revision: string | null;
  readonly uniqueGroupNames: boolean;
}

/**
 * Reads the state of a tenant that writes depend on, and locks it until the transaction ends.
 * @returns undefined when the tenant is gone
 */
export async function heldState(
  tx: Pick<Statements, 'rows'>,
  { forShare }: Pick<Dialect, 'forShare'>,
  tenantId: string,
): Promise<HeldState | undefined> {
  const [row] = await tx.rows<{ revision: string | null; uniqueGroupNames: number }>(
    `SELECT schemas_revision AS revision, unique_group_names AS uniqueGroupNames FROM tenants WHERE id = ?${forShare}`,
    [tenantId],
  );
  return row && { revision: row.revision, uniqueGroupNames: Number(row.uniqueGroupNames) === 1 };
}
