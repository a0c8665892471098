import type { OperatorRole } from './operator-role.js';

/** The actor of an admin request. */
export interface AdminActor {
  readonly kind:
    'admin-token' | 'named-token' | 'operator-session' | 'setup-link' | 'read-only-link' | 'person';
  /** Identifies the token, the session or the set-up link: its first characters. */
  readonly hint: string;
  /** What an operator may do; `null` for a customer. */
  readonly role: OperatorRole | null;
  /** The only accessible tenant; `null` for an operator. */
  readonly tenantId: string | null;
  /** The user id of a person. */
  readonly userId: string | null;
  /** The user name of a person at present, or the name of a token; `null` without one. */
  readonly name: string | null;
}
