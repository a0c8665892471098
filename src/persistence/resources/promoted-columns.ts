import type { AttributeDefinition } from '../../scim/attribute.js';
import { comparisonKey } from '../../scim/compare.js';
import type { ScimResource } from '../../scim/resource.js';
import type { ResourceType } from '../../scim/resource-type.js';
import type { SqlValue } from '../database/database.js';
import { indexKey } from './index-key.js';
import { sharesNames, tableOf } from './storage-map.js';

/** An attribute with a column for its key. */
interface PromotedAttribute {
  readonly name: string;
  readonly definition: AttributeDefinition | undefined;
  readonly column: string;
  readonly textColumn: string | undefined;
}

const promotedAttributes = new WeakMap<ResourceType, readonly PromotedAttribute[]>();

/** The columns of a resource's own table that are derived from its document. Every resource has the same columns. */
export function promotedColumns(resource: ScimResource, type: ResourceType): Record<string, SqlValue> {
  const { originals, sharing } = tableOf(type);
  const promoted: Record<string, SqlValue> = {};
  for (const name in originals) {
    promoted[originals[name]!] = (resource[name] as string | undefined) ?? null;
  }
  for (const { name, definition, column, textColumn } of promotedAttributesOf(type)) {
    const value = resource[name];
    if (typeof value === 'boolean') {
      promoted[column] = value ? 1 : 0;
      continue;
    }
    const whole = typeof value === 'string' && definition ? comparisonKey(definition, value) : null;
    const { key, text } =
      whole === null || textColumn === undefined ? { key: whole, text: null } : indexKey(whole);
    promoted[column] = key;
    if (textColumn !== undefined) promoted[textColumn] = text;
  }
  if (sharing !== null) promoted[sharing.column] = sharesNames(type) ? 1 : 0;
  return promoted;
}

function promotedAttributesOf(type: ResourceType): readonly PromotedAttribute[] {
  let found = promotedAttributes.get(type);
  if (found === undefined) {
    const { columns, texts } = tableOf(type);
    found = Object.entries(columns).map(([name, column]) => ({
      name,
      definition: type.attribute(name),
      column,
      textColumn: texts[name],
    }));
    promotedAttributes.set(type, found);
  }
  return found;
}
