import type { AttributeDefinition } from '../../scim/attribute.js';
import { comparisonKey, type Comparable } from '../../scim/compare.js';
import { isObject, isUnassigned, type ScimResource } from '../../scim/resource.js';
import type { ResourceType } from '../../scim/resource-type.js';
import { indexKey, type IndexKey } from './index-key.js';
import { isIndexed, rowPath } from './storage-map.js';

/**
 * A row of `attribute_values` without its tenant and resource: `{ path: 'emails.value', element: 0, key:
 * 'anna@example.com', text: null }`.
 */
export interface IndexRow extends IndexKey {
  readonly path: string;
  /** Position in a multi-valued attribute; 0 for a single value. */
  readonly element: number;
}

/** An attribute whose values have index rows, with the paths of these rows. */
interface IndexedAttribute {
  readonly extension: string | null;
  readonly attribute: AttributeDefinition;
  readonly path: string;
  readonly subs: readonly { readonly sub: AttributeDefinition; readonly path: string }[];
}

const indexedAttributes = new WeakMap<ResourceType, readonly IndexedAttribute[]>();

/** The index rows of a resource, derived from its document alone. */
export function indexRows(resource: ScimResource, type: ResourceType): IndexRow[] {
  const rows: IndexRow[] = [];
  for (const indexed of indexedAttributesOf(type)) addRows(rows, indexed, valueIn(resource, indexed));
  addExtensions(rows, resource, type);
  return rows;
}

/** The difference between two sets of index rows. */
export interface IndexDifference {
  readonly stale: readonly IndexRow[];
  /** New rows, and rows whose value differs. */
  readonly written: readonly IndexRow[];
}

/**
 * The difference between the index rows of two states of a resource. Rows are derived only for attributes whose values
 * are not the very same: a change leaves most of them alone.
 */
export function indexChanges(before: ScimResource, after: ScimResource, type: ResourceType): IndexDifference {
  const [old, now]: [IndexRow[], IndexRow[]] = [[], []];
  for (const indexed of indexedAttributesOf(type)) {
    const [was, is] = [valueIn(before, indexed), valueIn(after, indexed)];
    if (was === is) continue;
    addRows(old, indexed, was);
    addRows(now, indexed, is);
  }
  if (type.extensions.some(({ id }) => isObject(before[id]) !== isObject(after[id]))) {
    addExtensions(old, before, type);
    addExtensions(now, after, type);
  }
  return indexDifference(old, now);
}

export function indexDifference(before: readonly IndexRow[], after: readonly IndexRow[]): IndexDifference {
  const keyOf = (row: IndexRow): string => `${row.path}\n${row.element}`;
  const stale = new Map(before.map((row) => [keyOf(row), row]));
  const written: IndexRow[] = [];
  for (const row of after) {
    const known = stale.get(keyOf(row));
    if (known !== undefined) stale.delete(keyOf(row));
    if (known?.key !== row.key || known.text !== row.text) written.push(row);
  }
  return { stale: [...stale.values()], written };
}

function indexedAttributesOf(type: ResourceType): readonly IndexedAttribute[] {
  let found = indexedAttributes.get(type);
  if (found === undefined) {
    found = [
      ...indexedIn(null, type.attributes, type),
      ...type.extensions.flatMap(({ id, attributes }) => indexedIn(id, attributes, type)),
    ];
    indexedAttributes.set(type, found);
  }
  return found;
}

function indexedIn(
  extension: string | null,
  attributes: readonly AttributeDefinition[],
  type: ResourceType,
): IndexedAttribute[] {
  return attributes
    .filter((attribute) => isIndexed(extension, attribute, type))
    .filter((attribute) => extension !== null || attribute.name !== 'schemas')
    .map((attribute) => ({
      extension,
      attribute,
      path: rowPath({ extension, attribute, sub: null }),
      subs: (attribute.subAttributes ?? []).map((sub) => ({
        sub,
        path: rowPath({ extension, attribute, sub }),
      })),
    }));
}

function valueIn(resource: ScimResource, { extension, attribute }: IndexedAttribute): unknown {
  const values = extension === null ? resource : resource[extension];
  return isObject(values) ? values[attribute.name] : undefined;
}

/** The core schema is common to all resources: only extensions have rows. */
function addExtensions(rows: IndexRow[], resource: ScimResource, { extensions }: ResourceType): void {
  let element = 0;
  for (const { id } of extensions) {
    if (isObject(resource[id])) rows.push(keyRow('schemas', element++, id.toLowerCase()));
  }
}

function addRows(rows: IndexRow[], { attribute, path, subs }: IndexedAttribute, value: unknown): void {
  if (isUnassigned(value)) return;
  const elements = Array.isArray(value) ? (value as unknown[]) : [value];
  elements.forEach((each, element) => {
    if (!isObject(each)) {
      rows.push(keyRow(path, element, comparisonKey(attribute, each as Comparable)));
      return;
    }
    for (const { sub, path: subPath } of subs) {
      const part = each[sub.name];
      if (!isUnassigned(part)) rows.push(keyRow(subPath, element, comparisonKey(sub, part as Comparable)));
    }
  });
}

function keyRow(path: string, element: number, comparable: string): IndexRow {
  const { key, text } = indexKey(comparable);
  return { path, element, key, text };
}
