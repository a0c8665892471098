import { comparisonKey } from '../../scim/compare.js';
import type { ScimResource } from '../../scim/resource.js';
import type { ResourceType } from '../../scim/resource-type.js';
import type { SqlValue } from '../database/database.js';
import { indexKey } from './index-key.js';
import { sharesNames, tableOf } from './storage-map.js';

/** The columns of a resource's own table that are derived from its document. Every resource has the same columns. */
export function promotedColumns(resource: ScimResource, type: ResourceType): Record<string, SqlValue> {
  const { originals, columns, texts, sharing } = tableOf(type);
  const promoted: Record<string, SqlValue> = {};
  for (const [name, column] of Object.entries(originals)) {
    promoted[column] = (resource[name] as string | undefined) ?? null;
  }
  for (const [name, column] of Object.entries(columns)) {
    const value = resource[name];
    if (typeof value === 'boolean') {
      promoted[column] = value ? 1 : 0;
      continue;
    }
    const definition = type.attribute(name);
    const whole = typeof value === 'string' && definition ? comparisonKey(definition, value) : null;
    const textColumn = texts[name];
    const { key, text } =
      whole === null || textColumn === undefined ? { key: whole, text: null } : indexKey(whole);
    promoted[column] = key;
    if (textColumn !== undefined) promoted[textColumn] = text;
  }
  if (sharing !== null) promoted[sharing.column] = sharesNames(type) ? 1 : 0;
  return promoted;
}
