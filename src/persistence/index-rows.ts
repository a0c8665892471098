import type { AttributeDefinition } from '../scim/attribute.js';
import { comparisonKey, type Comparable } from '../scim/compare.js';
import { isObject, isUnassigned, type ScimResource } from '../scim/resource.js';
import type { ResourceType } from '../scim/resource-type.js';
import { indexKey, type IndexKey } from './index-key.js';
import { isIndexed, rowPath } from './storage-map.js';

/** One row of `attribute_values` without its tenant and resource. */
export interface IndexRow extends IndexKey {
  readonly path: string;
  /** Position in a multi-valued attribute; 0 for a single value. */
  readonly element: number;
}

/** The index rows of a resource, derived from its document alone. */
export function indexRows(resource: ScimResource, type: ResourceType): IndexRow[] {
  const core = type.attributes
    .filter((attribute) => attribute.name !== 'schemas' && isIndexed(null, attribute, type))
    .flatMap((attribute) => attributeRows(null, attribute, resource[attribute.name]));
  const extensions = type.extensions.flatMap(({ id, attributes }) => {
    const values = resource[id];
    if (!isObject(values)) return [];
    return attributes
      .filter((attribute) => isIndexed(id, attribute, type))
      .flatMap((attribute) => attributeRows(id, attribute, values[attribute.name]));
  });
  return [...core, ...extensions, ...schemaRows(resource, type)];
}

/** The change from one set of rows to another. */
export interface IndexDifference {
  readonly stale: readonly IndexRow[];
  /** New rows, and rows whose value differs. */
  readonly written: readonly IndexRow[];
}

export function indexDifference(before: readonly IndexRow[], after: readonly IndexRow[]): IndexDifference {
  const place = (row: IndexRow): string => `${row.path}\n${row.element}`;
  const old = new Map(before.map((row) => [place(row), row]));
  const now = new Set(after.map(place));
  return {
    stale: before.filter((row) => !now.has(place(row))),
    written: after.filter((row) => {
      const known = old.get(place(row));
      return known?.key !== row.key || known.text !== row.text;
    }),
  };
}

function attributeRows(extension: string | null, attribute: AttributeDefinition, value: unknown): IndexRow[] {
  if (isUnassigned(value)) return [];
  const elements = Array.isArray(value) ? (value as unknown[]) : [value];
  return elements.flatMap((each, element) => {
    if (!isObject(each)) return [row(rowPath({ extension, attribute, sub: null }), element, attribute, each)];
    return (attribute.subAttributes ?? []).flatMap((sub) =>
      isUnassigned(each[sub.name])
        ? []
        : [row(rowPath({ extension, attribute, sub }), element, sub, each[sub.name])],
    );
  });
}

/** The core schema is the same for all: only extensions have rows. */
function schemaRows(resource: ScimResource, type: ResourceType): IndexRow[] {
  return type.extensions
    .filter(({ id }) => isObject(resource[id]))
    .map(({ id }, element) => ({ path: 'schemas', element, ...indexKey(id.toLowerCase()) }));
}

function row(path: string, element: number, definition: AttributeDefinition, value: unknown): IndexRow {
  return { path, element, ...indexKey(comparisonKey(definition, value as Comparable)) };
}
