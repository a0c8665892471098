import { foldCase } from '../scim/compare.js';

const MAX_LENGTH = 255;

/** The form of a tenant's name for search and order, regardless of letter case and accents: `muller` for `Müller`. */
export function tenantNameKey(name: string): string {
  const folded = foldCase(name);
  const key = folded.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
  return [...(key === '' ? folded : key)].slice(0, MAX_LENGTH).join('');
}
