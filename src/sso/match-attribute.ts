import type { ResourceType } from '../scim/resource-type.js';

/**
 * The attribute by which people may be matched with users: `externalId`, or a single text of an extension, into which
 * only the attribute mapping in Entra writes. Names and addresses of people change, and are given to others.
 * @returns its canonical path; null when the attribute does not exist or must not be matched by
 */
export function matchAttributeOf(users: ResourceType, name: string): string | null {
  const target = users.find(name);
  if (target?.attribute == null) return null;
  const { attribute, sub, extension, path } = target;
  if (extension === null) return path === 'externalId' ? path : null;
  const isText = attribute.type === 'string' && !attribute.multiValued && sub === null;
  return isText && attribute.returned !== 'never' ? path : null;
}
