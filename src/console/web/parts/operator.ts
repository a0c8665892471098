import type { Session } from '../api/answers.js';

/** Whether the user is an operator who may do everything. */
export function isOwner(session: Session | null | undefined): boolean {
  return session?.role === 'owner';
}

/** Whether the user is an operator who may make set-up links and switch provisioning. */
export function isSupport(session: Session | null | undefined): boolean {
  return session?.role === 'support' || isOwner(session);
}

/** The roles of operators who change something. */
export type ChangingRole = 'owner' | 'support';

/**
 * Whether the user may change what needs this role of operators. Customers have none: they change what they see, unless
 * they came by a read-only link.
 */
export function mayChange(session: Session | null | undefined, least: ChangingRole): boolean {
  if (session == null || session.kind === 'read-only-link') return false;
  if (session.role === null) return true;
  return least === 'support' ? isSupport(session) : isOwner(session);
}

/** How the user is signed in, as the end of a sentence. */
export function describeUser({ kind, role, name, tenant }: Session): string {
  if (kind === 'setup-link') return `with a set-up link of ${tenant?.name ?? 'another tenant'}`;
  const who = name === null ? 'with the admin token' : `as ${name}`;
  return tenant === null ? `${who} (${role ?? kind})` : `${who}, an admin of ${tenant.name}`;
}
