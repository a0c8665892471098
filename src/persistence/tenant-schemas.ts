import type { SchemaDefinition } from '../scim/attribute.js';
import { ScimError } from '../scim/errors.js';
import type { ScimResource } from '../scim/resource.js';
import {
  typesWith,
  type CustomSchema,
  type ResourceType,
  type ResourceTypes,
  type TypeName,
  type TypeSettings,
} from '../scim/resource-type.js';
import type { Database, Statements } from './database.js';
import type { Dialect } from './dialect.js';

interface SchemaRow {
  readonly resourceType: TypeName;
  readonly definition: string;
}

/** The resource types of a tenant with these settings, as they are registered now. */
export async function readTypes(
  statements: Pick<Statements, 'rows'>,
  tenantId: string,
  settings?: TypeSettings,
): Promise<ResourceTypes> {
  const rows = await statements.rows<SchemaRow>(
    'SELECT resource_type AS resourceType, definition FROM tenant_schemas WHERE tenant_id = ? ORDER BY created_at, urn_key',
    [tenantId],
  );
  return typesWith(rows.map(customSchema), settings);
}

/** A registered schema as it is stored. */
export function customSchema({ resourceType, definition }: SchemaRow): CustomSchema {
  return { resourceType, schema: JSON.parse(definition) as SchemaDefinition };
}

/** A tenant with the state of its extensions that a request goes by. */
interface SchemasInUse {
  readonly tenantId: string;
  readonly schemasRevision: string | null;
}

/** Whether any of some resources has values of a tenant's own extensions: `holdSchemas` has something to do. */
export function usesCustomSchemas(type: ResourceType, resources: readonly ScimResource[]): boolean {
  return resources.some(
    ({ schemas }) =>
      Array.isArray(schemas) && schemas.length > 1 && schemas.some((urn) => type.isCustom(String(urn))),
  );
}

/**
 * Makes sure that a resource with values of a tenant's own extensions is written by the extensions in
 * force, and that these stay until the transaction ends. Another process may have changed them in the
 * last seconds: what it has stored would be lost, or what it has deleted would come back.
 * @param resources as stored before and after the change
 * @throws ScimError 503 when the extensions have changed: the request can be sent again
 */
export async function holdSchemas(
  tx: Statements,
  { dialect }: Database,
  { tenantId, schemasRevision }: SchemasInUse,
  type: ResourceType,
  resources: readonly ScimResource[],
): Promise<void> {
  if (!usesCustomSchemas(type, resources)) return;
  if ((await heldRevision(tx, dialect, tenantId)) !== schemasRevision) {
    throw ScimError.http(503, 'The schemas of the tenant have just been changed: try again in a few seconds');
  }
}

/**
 * The state of a tenant's extensions, which stays until the transaction ends.
 * @returns null when none was ever registered, undefined when the tenant is gone
 */
export async function heldRevision(
  tx: Statements,
  { forShare }: Pick<Dialect, 'forShare'>,
  tenantId: string,
): Promise<string | null | undefined> {
  const [row] = await tx.rows<{ revision: string | null }>(
    `SELECT schemas_revision AS revision FROM tenants WHERE id = ?${forShare}`,
    [tenantId],
  );
  return row?.revision;
}
