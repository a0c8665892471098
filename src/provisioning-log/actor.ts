import type { Actor } from './log-entry.js';
import type { CredentialKind, Refusal, TenantAccess } from '../access/tenant-access.js';

/** Kinds of credentials that a refused one is known by, by the beginning of its hint. */
const BY_PREFIX: Readonly<Record<string, CredentialKind>> = {
  idk_: 'access-code',
  ids_: 'oauth-client',
  ida_: 'oauth-client',
};

/** Whom the provisioning log names for a request: the credential, by what tells it apart. */
export function actorOf(caller: TenantAccess | Refusal): Actor {
  const { hint = '' } = caller;
  const kind = 'kind' in caller ? caller.kind : (BY_PREFIX[hint.slice(0, 4)] ?? 'federated');
  return { kind, name: hint };
}
