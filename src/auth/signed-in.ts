import type { AdminActor } from '../access/admin-actor.js';
import type { OperatorRole } from '../access/operator-role.js';
import { isReadOnlyLink } from '../secrets/secret-text.js';
import type { OpenSession } from '../sessions/console-sessions.service.js';
import type { OpenPersonSession } from '../sessions/person-sessions.service.js';

/** Whoever is signed in to the console. */
export interface SignedIn {
  readonly actor: AdminActor;
  /** The only tenant within reach; `null` for an operator. */
  readonly tenant: { readonly id: string; readonly name: string } | null;
  /** Milliseconds since 1970; earlier when the session is idle. */
  readonly expiresAt: number;
}

/** By a session of the console. */
export function byConsoleSession({ hint, operator, tenant, expiresAt }: OpenSession): SignedIn {
  const nobody = { userId: null, name: null };
  if (tenant !== null) {
    const actor = {
      ...nobody,
      kind: isReadOnlyLink(tenant.linkHint) ? 'read-only-link' : 'setup-link',
      hint: tenant.linkHint,
      role: null,
      tenantId: tenant.id,
    } as const;
    return { actor, tenant, expiresAt };
  }
  const { role, name } = operator ?? { role: 'read-only', name: null };
  const actor = { ...nobody, kind: 'operator-session', hint, role, name, tenantId: null } as const;
  return { actor, tenant: null, expiresAt };
}

/**
 * By a session of a person.
 * @param role of an operator; `null` for an admin of the person's own tenant
 */
export function byPersonSession(session: OpenPersonSession, role: OperatorRole | null): SignedIn {
  const { hint, userId, userName, tenantId, tenantName, endsAt } = session;
  const person = { kind: 'person', hint, userId, name: userName } as const;
  return role === null
    ? {
        actor: { ...person, role, tenantId },
        tenant: { id: tenantId, name: tenantName },
        expiresAt: endsAt,
      }
    : { actor: { ...person, role, tenantId: null }, tenant: null, expiresAt: endsAt };
}
