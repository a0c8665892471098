import { indexKey } from '../persistence/resources/index-key.js';
import { foldCase } from '../scim/compare.js';

/** What the index of names holds of a name, in whatever letter case and of whatever length. */
export function nameKeyOf(name: string): string {
  return indexKey(foldCase(name)).key;
}
