import type { Actor } from '../provisioning-log/log-entry.js';
import type { Refusal, TenantAccess } from '../tenants/tenant-access.js';

/** Whom the provisioning log names for a request: the credential, by what tells it apart. */
export function actorOf({ hint = '' }: TenantAccess | Refusal): Actor {
  return { kind: 'access-code', name: hint };
}
