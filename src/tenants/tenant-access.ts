/** What a valid access code opens: one tenant. */
export interface TenantAccess {
  readonly tenantId: string;
  readonly tokenId: string;
  /** The first characters of the code: names it in logs and in the list of codes. */
  readonly hint: string;
  /** Which state of the tenant's extension schemas was in force when the code was looked up. */
  readonly schemasRevision: string | null;
}

/** Why a request was refused; told in the log only, never to the caller. */
export type AuthFailure =
  | 'missing'
  | 'malformed'
  | 'checksum'
  | 'unknown'
  | 'wrong-secret'
  | 'revoked'
  | 'expired'
  | 'switched-off'
  | 'wrong-admin-token'
  | 'undecorated-route';

/** A refusal with what is known about whom it concerns. */
export interface Refusal {
  readonly reason: AuthFailure;
  readonly tenantId?: string;
  readonly hint?: string;
}
