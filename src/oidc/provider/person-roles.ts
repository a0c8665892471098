import type { ScimResource } from '../../scim/resource.js';

/** The roles that Entra has provisioned for a user. */
export function rolesOf({ roles }: ScimResource): string[] {
  if (!Array.isArray(roles)) return [];
  return roles.flatMap((role) => {
    const { value } = Object(role) as { value?: unknown };
    return typeof value === 'string' ? [value] : [];
  });
}
