import { foldCase } from '../scim/compare.js';

/** The form of a tenant's name for search and order, regardless of letter case and accents: `Müller` as `muller`. */
export function tenantNameKey(name: string): string {
  return foldCase(name).normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
}
