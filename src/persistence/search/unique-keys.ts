import type { CheckedFilter } from '../../scim/filter/ast.js';
import type { ResourceType } from '../../scim/resource-type.js';
import { storedKey, uniqueColumnOf } from '../resources/storage-map.js';
import { lookUpOf } from './look-up.js';

/** Maximum number of unique keys that are looked up one by one. */
const MOST_KEYS = 16;

/** Values of a column that a unique constraint covers together with the tenant. */
export interface UniqueKeys {
  readonly column: string;
  readonly keys: readonly [string, ...string[]];
}

/**
 * The unique keys that a filter compares with, if it looks for nothing else, as Entra's probe does; `null` for any other
 * filter.
 * @param isSorted whether the resources are to be in an order of the client's
 */
export function uniqueKeysOf(
  filter: CheckedFilter | null,
  isSorted: boolean,
  type: ResourceType,
): UniqueKeys | null {
  const lookUp = filter === null ? null : lookUpOf(filter);
  if (lookUp?.op !== 'eq') return null;
  const column = uniqueColumnOf(lookUp.target, type);
  if (column === null) return null;
  const [first, ...others] = lookUp.keys;
  const stored = (key: string): string => storedKey(key, lookUp.target, type);
  if (others.length === 0) return { column, keys: [stored(first)] };
  const keys = [...new Set([first, ...others].map(stored))] as [string, ...string[]];
  return keys.length > (isSorted ? 1 : MOST_KEYS) ? null : { column, keys };
}
