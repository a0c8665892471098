import type { SchemaDefinition } from './attribute.js';

/** Most leaves of all schemas of one tenant: what is prepared for each takes memory as long as the tenant is served. */
export const MAX_LEAVES = 2000;

/** How many values a resource can have by its own place: attributes without parts, and the parts of the others. */
export function countLeaves({ attributes }: Pick<SchemaDefinition, 'attributes'>): number {
  return attributes.reduce((sum, { subAttributes }) => sum + Math.max(1, subAttributes?.length ?? 0), 0);
}
