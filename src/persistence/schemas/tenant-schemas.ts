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

/** The resource types of a tenant with these settings, as they are registered now. */
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

/** A registered schema as it is stored. */
export function customSchema({ resourceType, definition }: SchemaRow): CustomSchema {
  return { resourceType, schema: JSON.parse(definition) as SchemaDefinition };
}

/** A tenant with the state of its extensions that a request goes by; its settings are in the resource type. */
interface SchemasInUse {
  readonly tenantId: string;
  readonly schemasRevision: string | null;
}

/** Whether resources are written by what the tenant has decided lately: `holdTenant` has something to do. */
export function dependsOnTenant(type: ResourceType, resources: readonly ScimResource[]): boolean {
  return sharesNames(type) || usesCustomSchemas(type, resources);
}

/** Whether any of some resources has values of a tenant's own extensions. */
function usesCustomSchemas(type: ResourceType, resources: readonly ScimResource[]): boolean {
  return resources.some(
    ({ schemas }) =>
      Array.isArray(schemas) && schemas.length > 1 && schemas.some((urn) => type.isCustom(String(urn))),
  );
}

/**
 * Makes sure that a resource with values of a tenant's own extensions is written by the extensions in
 * force, and that these stay until the transaction ends. Another process may have changed them in the
 * last seconds: what it has stored would be lost, or what it has deleted would come back. The same for a group that
 * may share its name, as long as that is so; who writes one that may not needs no look: a constraint sees to it.
 * @param resources as stored before and after the change
 * @throws ScimError 503 when extensions or settings have changed: the request can be sent again
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

/** What resources of a tenant are written by. */
export interface HeldState {
  /** Of its extensions; null when none was ever registered. */
  readonly revision: string | null;
  readonly uniqueGroupNames: boolean;
}

/**
 * What resources of a tenant are written by, which stays so until the transaction ends.
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
