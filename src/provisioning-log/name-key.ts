import { indexKey } from '../persistence/resources/index-key.js';
import { foldCase } from '../scim/compare.js';

/** The index key of a name: case-folded and shortened. */
export function nameKeyOf(name: string): string {
  return indexKey(foldCase(name)).key;
}
