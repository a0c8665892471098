import type { SchemaDefinition } from './attribute.js';

/**
 * Maximum number of leaf attributes in all schemas of one tenant. Prepared data per leaf stays in memory while the
 * tenant is served.
 */
export const MAX_LEAVES = 2000;

/** The number of leaf attributes: simple attributes, and the sub-attributes of complex ones. */
export function countLeaves({ attributes }: Pick<SchemaDefinition, 'attributes'>): number {
  return attributes.reduce((sum, { subAttributes }) => sum + Math.max(1, subAttributes?.length ?? 0), 0);
}
