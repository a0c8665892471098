import type { Actor } from './log-entry.js';
import type { CredentialKind, Refusal, TenantAccess } from '../access/tenant-access.js';

/** The kind of a refused credential, by the prefix of its hint. */
const BY_PREFIX: Readonly<Record<string, CredentialKind>> = {
  idk_: 'access-code',
  ids_: 'oauth-client',
  ida_: 'oauth-client',
};

/** The actor of a request in the provisioning log: its credential, by its hint or id. */
export function actorOf(caller: TenantAccess | Refusal): Actor {
  const { hint = '' } = caller;
  const kind = 'kind' in caller ? caller.kind : (BY_PREFIX[hint.slice(0, 4)] ?? 'federated');
  return { kind, name: hint };
}
