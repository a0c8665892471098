/** The actor of an admin request. */
export interface AdminActor {
  readonly kind: 'admin-token' | 'operator-session' | 'setup-link';
  /** Identifies the session or the set-up link: its first characters. */
  readonly hint: string;
  /** The only accessible tenant; `null` for an operator. */
  readonly tenantId: string | null;
}
