import { subAttribute } from './attribute.js';
import { compareKeys, comparisonKey, type Comparable } from './compare.js';
import { ScimError } from './errors.js';
import { isObject, isUnassigned, type ScimResource } from './resource.js';
import type { AttributeTarget, ResourceType } from './resource-type.js';

/** An order of resources, RFC 7644 section 3.4.2.3. */
export interface Sort {
  readonly target: AttributeTarget;
  readonly descending: boolean;
}

/**
 * Parses `sortBy` and `sortOrder` for a resource type.
 * @returns `null` without `sortBy`: the order is then that of creation
 * @throws ScimError invalidValue when the attribute is unknown or has no order, or when `sortOrder` is invalid
 */
export function parseSort(type: ResourceType, sortBy?: string, sortOrder?: string): Sort | null {
  const order = (sortOrder?.trim() || 'ascending').toLowerCase();
  if (order !== 'ascending' && order !== 'descending') {
    throw ScimError.invalidValue(
      `"sortOrder" must be "ascending" or "descending", got "${order.slice(0, 80)}"`,
    );
  }
  if (sortBy === undefined || sortBy.trim() === '') return null;
  const target = type.find(sortBy.trim());
  if (target?.attribute == null || target.attribute.returned === 'never') {
    throw ScimError.invalidValue(
      `"sortBy": a ${type.name} has no attribute "${sortBy.slice(0, 200)}" to sort by`,
    );
  }
  return { target: withValue(target), descending: order === 'descending' };
}

/**
 * The sort key of a resource: the comparison key of its value; for a multi-valued attribute, that of the primary value
 * or else the first. `null` without a value, which sorts last when ascending and first when descending.
 */
export function sortKey({ target }: Sort, resource: ScimResource): string | null {
  const container = target.extension === null ? resource : resource[target.extension];
  if (!isObject(container)) return null;
  const value = container[target.attribute.name];
  const elements = Array.isArray(value) ? (value as unknown[]) : [value];
  const chosen = elements.find((element) => isObject(element) && element.primary === true) ?? elements[0];
  const leaf = target.sub === null ? chosen : isObject(chosen) ? chosen[target.sub.name] : undefined;
  return isUnassigned(leaf) ? null : comparisonKey(target.sub ?? target.attribute, leaf as Comparable);
}

/** Compares two sort keys in ascending order; missing ones last. */
export function compareSortKeys(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareKeys(a, b);
}

function withValue(target: AttributeTarget): AttributeTarget {
  if (target.sub !== null || target.attribute.type !== 'complex') return target;
  const sub = subAttribute(target.attribute, 'value');
  if (sub === undefined) {
    const names = target.attribute.subAttributes?.map(({ name }) => name).join(', ');
    throw ScimError.invalidValue(
      `"sortBy": "${target.path}" is complex; sort by one of its sub-attributes: ${names}`,
    );
  }
  return { ...target, sub, path: `${target.path}.${sub.name}` };
}
