import { BASE62 } from '../../secrets/secret-text.js';
import { randomText } from '../../secrets/random-id.js';

const RANDOM_LENGTH = 43;
const GRANT_ID = /^([0-9a-z]{12})\.[0-9A-Za-z]{43}$/;

/**
 * The id of a new grant. It begins with the tenant, which every code and token thereby knows: user ids of two tenants
 * may be the same once the file of a tenant was imported twice.
 */
export function newGrantId(tenantId: string): string {
  return `${tenantId}.${randomText(BASE62, RANDOM_LENGTH)}`;
}

/** The tenant of a grant; null when the text is no id of one. */
export function tenantOfGrant(grantId: string | undefined): string | null {
  return GRANT_ID.exec(grantId ?? '')?.[1] ?? null;
}
