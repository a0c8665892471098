import type { TokenFailure } from '../federation/entra-token.js';
import type { TenantSettings } from './tenant-settings.js';

/** How a caller has proved who it is. */
export type CredentialKind = 'access-code' | 'oauth-client' | 'federated' | 'entra-token';

/** What a valid credential opens: one tenant. */
export interface TenantAccess {
  readonly tenantId: string;
  readonly kind: CredentialKind;
  /** Id of the access code, of the client's secret, of the federated credential or of the trust in Entra. */
  readonly tokenId: string;
  /**
   * Names the credential in logs and lists, in at most 16 characters: the first characters of the access code or of
   * the client's secret, else the id of the federated credential or of the trust.
   */
  readonly hint: string;
  /** Which state of the tenant's extension schemas was in force when the credential was looked up. */
  readonly schemasRevision: string | null;
  /** What the tenant had decided then. */
  readonly settings: TenantSettings;
}

/** Why a request was refused; told in the log only, never to the caller. */
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
  | 'undecorated-route';

/** A refusal with what is known about whom it concerns. */
export interface Refusal {
  readonly reason: AuthFailure;
  readonly tenantId?: string;
  readonly hint?: string;
}
