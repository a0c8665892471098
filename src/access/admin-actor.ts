/** Who acts in the admin API. */
export interface AdminActor {
  readonly kind: 'admin-token' | 'operator-session' | 'setup-link';
  /** Names the session or the set-up link: its first characters. */
  readonly hint: string;
  /** The only tenant within reach; `null` for an operator. */
  readonly tenantId: string | null;
}
