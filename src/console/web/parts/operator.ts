import type { Session } from '../api/answers.js';

/** Whether the user is an operator who may do everything. */
export function isOwner(session: Session | null | undefined): boolean {
  return session?.role === 'owner';
}

/** Whether the user is an operator who may make set-up links and switch provisioning. */
export function isSupport(session: Session | null | undefined): boolean {
  return session?.role === 'support' || isOwner(session);
}

/** How the user is signed in, as the end of a sentence. */
export function describeUser({ kind, role, name, tenant }: Session): string {
  if (kind === 'setup-link') return `with a set-up link of ${tenant?.name ?? 'another tenant'}`;
  const who = name === null ? 'with the admin token' : `as ${name}`;
  return tenant === null ? `${who} (${role ?? kind})` : `${who}, an admin of ${tenant.name}`;
}
