import type { TokenFailure } from '../federation/entra-token.js';
import type { TenantSettings } from './tenant-settings.js';

/** The kind of credential that a caller has presented. */
export type CredentialKind = 'access-code' | 'oauth-client' | 'federated' | 'entra-token';

/** The access that a valid credential grants: to one tenant. */
export interface TenantAccess {
  readonly tenantId: string;
  readonly kind: CredentialKind;
  /** Id of the access code, the client's secret, the federated credential or the trust in Entra. */
  readonly tokenId: string;
  /**
   * Identifies the credential in logs and lists, in at most 16 characters: the first characters of the access code or
   * client secret, or the id of the federated credential or trust.
   */
  readonly hint: string;
  /** The revision of the tenant's extension schemas when the credential was looked up. */
  readonly schemasRevision: string | null;
  /** The tenant's settings at that time. */
  readonly settings: TenantSettings;
  /** Until when the bodies of the tenant's requests are logged, in milliseconds since 1970; null when they are not. */
  readonly logBodiesUntil: number | null;
}

/** Why a request was refused. The reason appears only in the log; the caller never sees it. */
export type AuthFailure =
  | TokenFailure
  | 'missing'
  | 'malformed'
  | 'bearer-twice'
  | 'checksum'
  | 'unknown'
  | 'wrong-secret'
  | 'wrong-client'
  | 'revoked'
  | 'used-up'
  | 'expired'
  | 'replayed'
  | 'switched-off'
  | 'wrong-admin-token'
  | 'cross-site'
  | 'beyond-setup-link'
  | 'beyond-admin-access'
  | 'beyond-role'
  | 'no-admin'
  | 'undecorated-route'
  | SignInFailure;

/** Why a person who signs in with Entra is refused. */
export type SignInFailure =
  | 'wrong-state'
  | 'wrong-nonce'
  | 'entra-error'
  | 'code-refused'
  | 'personal-account'
  | 'unknown-tenant'
  | 'sign-in-off'
  | 'guest'
  | 'not-provisioned'
  | 'ambiguous'
  | 'disabled';

/** A refusal, with the tenant and credential it concerns if these are known. */
export interface Refusal {
  readonly reason: AuthFailure;
  readonly tenantId?: string;
  readonly hint?: string;
}
