import { timingSafeEqual } from 'node:crypto';
import type { Database } from '../../persistence/database/database.js';
import { selected, type StoredColumns } from '../../persistence/database/entity-columns.js';
import { AccessCode } from './access-code.entity.js';
import type { StoredSecret } from '../../secrets/secret-text.js';
import type { Refusal, TenantAccess } from '../../access/tenant-access.js';
import { endOf } from './credential-life.js';
import { SETTINGS_COLUMNS, settingsOf, type SettingsRow } from '../settings/settings-columns.js';

/** A credential as found in the database. */
export interface KnownCredential {
  readonly access: TenantAccess;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly revoked: boolean;
  /** Whether provisioning is enabled for the tenant. */
  readonly enabled: boolean;
}

export type Lookup = KnownCredential | Refusal;

/** The columns of the tenant that a look-up reads. */
export interface TenantColumns extends SettingsRow {
  readonly tenantId: string;
  readonly enabled: number;
  readonly schemasRevision: string | null;
  readonly logBodiesUntil: number | null;
}

/** `TenantColumns` without the id, of the table `tenants` with the alias `n`. */
export const TENANT_COLUMNS = `n.provisioning_enabled AS enabled, n.schemas_revision AS schemasRevision, n.log_bodies_until AS logBodiesUntil,
  ${SETTINGS_COLUMNS}`;

const CODE_COLUMNS = ['tenantId', 'sha256', 'expiresAt', 'retiresAt', 'revokedAt'] as const;
type CodeRow = TenantColumns &
  StoredColumns<AccessCode, (typeof CODE_COLUMNS)[number]> & { readonly tokenId: string };
const CODE_LOOKUP = `SELECT t.id AS tokenId, ${selected(AccessCode, CODE_COLUMNS, 't')}, ${TENANT_COLUMNS}
     FROM access_codes t JOIN tenants n ON n.id = t.tenant_id WHERE t.hint = ?`;

/** Finds an access code in one statement. */
export async function findAccessCode(database: Database, { hint, sha256 }: StoredSecret): Promise<Lookup> {
  const [row] = await database.rows<CodeRow>(CODE_LOOKUP, [hint]);
  if (row === undefined) return { reason: 'unknown', hint };
  if (!sameHash(row.sha256, sha256)) return { reason: 'wrong-secret', tenantId: row.tenantId, hint };
  return {
    access: accessOf(row, 'access-code', row.tokenId, hint),
    expiresAt: endOf(row),
    revoked: row.revokedAt !== null,
    enabled: Number(row.enabled) === 1,
  };
}

interface AccessTokenRow extends TenantColumns {
  readonly sha256: string;
  readonly expiresAt: number;
  readonly credentialId: string;
  readonly secretHint: string | null;
  readonly secretExpiresAt: number | null;
  readonly secretRetiresAt: number | null;
  readonly secretRevokedAt: number | null;
  readonly federatedId: string | null;
}

/**
 * Finds an access token of the token endpoint in one statement, together with the credential that it was issued for:
 * when that ends, so does the token.
 */
export async function findAccessToken(database: Database, { hint, sha256 }: StoredSecret): Promise<Lookup> {
  const [row] = await database.rows<AccessTokenRow>(
    `SELECT a.tenant_id AS tenantId, a.sha256 AS sha256, a.expires_at AS expiresAt, a.credential_id AS credentialId,
            s.hint AS secretHint, s.expires_at AS secretExpiresAt, s.retires_at AS secretRetiresAt,
            s.revoked_at AS secretRevokedAt, f.id AS federatedId, ${TENANT_COLUMNS}
     FROM oauth_access_tokens a JOIN tenants n ON n.id = a.tenant_id
       LEFT JOIN oauth_secrets s ON s.tenant_id = a.tenant_id AND s.id = a.credential_id
       LEFT JOIN federated_credentials f ON f.tenant_id = a.tenant_id AND f.id = a.credential_id
     WHERE a.hint = ?`,
    [hint],
  );
  if (row === undefined) return { reason: 'unknown', hint };
  if (!sameHash(row.sha256, sha256)) return { reason: 'wrong-secret', tenantId: row.tenantId, hint };
  const { credentialId, secretHint } = row;
  const access =
    secretHint === null
      ? accessOf(row, 'federated', credentialId, credentialId)
      : accessOf(row, 'oauth-client', credentialId, secretHint);
  return {
    access,
    expiresAt: Math.min(
      Number(row.expiresAt),
      endOf({ expiresAt: row.secretExpiresAt, retiresAt: row.secretRetiresAt }),
    ),
    revoked: row.secretRevokedAt !== null || (secretHint === null && row.federatedId === null),
    enabled: Number(row.enabled) === 1,
  };
}

/** The access that a credential grants, from the columns of its tenant. */
export function accessOf(
  columns: TenantColumns,
  kind: TenantAccess['kind'],
  tokenId: string,
  hint: string,
): TenantAccess {
  const { tenantId, schemasRevision, logBodiesUntil: until } = columns;
  const logBodiesUntil = until === null ? null : Number(until);
  const settings = settingsOf(columns);
  return Object.freeze({ tenantId, kind, tokenId, hint, schemasRevision, settings, logBodiesUntil });
}

/** Compares two hexadecimal hashes in constant time. */
export function sameHash(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
