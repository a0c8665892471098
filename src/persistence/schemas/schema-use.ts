import type { EntityManager } from 'typeorm';
import type { AttributeDefinition } from '../../scim/attribute.js';
import { indexKey } from '../resources/index-key.js';
import { rowPath } from '../resources/storage-map.js';

/**
 * Whether any resource of a tenant has a value of an extension, or of one of its attributes or sub-attributes. Every
 * stored value has an index row.
 */
export async function isUsed(
  manager: EntityManager,
  tenantId: string,
  extension: string,
  attribute: AttributeDefinition | null,
  sub: AttributeDefinition | null,
): Promise<boolean> {
  const [condition, params] = rowsOf(extension, attribute, sub);
  const rows: unknown[] = await manager.query(
    `SELECT 1 FROM attribute_values WHERE tenant_id = ? AND ${condition} LIMIT 1`,
    [tenantId, ...params],
  );
  return rows.length > 0;
}

function rowsOf(
  extension: string,
  attribute: AttributeDefinition | null,
  sub: AttributeDefinition | null,
): [string, string[]] {
  if (attribute === null) {
    return ['path = ? AND value_key = ?', ['schemas', indexKey(extension.toLowerCase()).key]];
  }
  const path = rowPath({ extension, attribute, sub });
  if (attribute.type !== 'complex' || sub !== null) return ['path = ?', [path]];
  // The range of paths that begin with "path.": "/" follows "." in ASCII.
  return ['path >= ? AND path < ?', [`${path}.`, `${path}/`]];
}
