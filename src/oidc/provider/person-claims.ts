import type { ScimResource } from '../../scim/resource.js';

/** Groups in an ID token, which travels through browsers; `userinfo` has all of them. */
const MOST_IN_ID_TOKEN = 200;

/** The claims of each scope. */
export const CLAIMS = {
  openid: ['sub', 'tenant'],
  profile: ['name', 'preferred_username', 'given_name', 'family_name'],
  email: ['email'],
  groups: ['groups'],
  roles: ['roles'],
};

export interface PersonClaims {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

/**
 * What applications learn about a person: all of it is what Entra has provisioned.
 * @param resource the stored user, with its groups
 * @param roles by the mapping of groups, and those that Entra has provisioned
 * @param use whether the claims are for an ID token
 */
export function personClaims(
  tenantId: string,
  resource: ScimResource,
  roles: readonly string[],
  use: string,
): PersonClaims {
  const { id, userName, displayName } = resource;
  const { formatted, givenName, familyName } = Object(resource.name) as Readonly<Record<string, unknown>>;
  const groups = groupsOf(resource);
  const claims = {
    tenant: tenantId,
    name: displayName ?? formatted ?? fullName(givenName, familyName) ?? userName,
    preferred_username: userName,
    given_name: givenName,
    family_name: familyName,
    email: emailOf(resource),
    groups: use === 'id_token' && groups.length > MOST_IN_ID_TOKEN ? undefined : groups,
    roles,
  };
  const known = Object.entries(claims).filter(([, value]) => value !== undefined);
  return { sub: String(id), ...Object.fromEntries(known) };
}

function groupsOf({ groups }: ScimResource): { id: unknown; name: unknown }[] {
  if (!Array.isArray(groups)) return [];
  return (groups as { value?: unknown; display?: unknown }[]).map(({ value, display }) => ({
    id: value,
    name: display,
  }));
}

/** The primary address, or else the one for work. */
function emailOf({ emails }: ScimResource): unknown {
  if (!Array.isArray(emails)) return undefined;
  const all = emails as { value?: unknown; type?: unknown; primary?: unknown }[];
  const found =
    all.find(({ primary }) => primary === true) ?? all.find(({ type }) => type === 'work') ?? all[0];
  return found?.value;
}

function fullName(given: unknown, family: unknown): string | undefined {
  const parts = [given, family].filter((part) => typeof part === 'string' && part !== '');
  return parts.length === 0 ? undefined : parts.join(' ');
}
