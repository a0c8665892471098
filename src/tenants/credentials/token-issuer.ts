import { Inject, Injectable } from '@nestjs/common';
import { readIssuer } from '../../federation/entra-issuer.js';
import { checkToken, CLOCK_TOLERANCE_MS, readToken } from '../../federation/entra-token.js';
import { LOGIN_ORIGINS } from '../../federation/login-origins.js';
import { SigningKeys } from '../../federation/signing-keys.js';
import { DATABASE, type Database, type Statements } from '../../persistence/database/database.js';
import { selected, type StoredColumns } from '../../persistence/database/entity-columns.js';
import { isDuplicateKey } from '../../persistence/database/duplicate-key.js';
import { endOf, failureOf } from './credential-life.js';
import { sameHash } from './credential-lookup.js';
import { FederatedCredential } from './federated-credential.entity.js';
import { OAuthSecret } from './oauth-secret.entity.js';
import { LastUse } from './last-use.js';
import { accessTokens, clientSecrets } from '../../secrets/secret-text.js';
import type { Refusal, TenantAccess } from '../../access/tenant-access.js';
import { USUAL_SETTINGS } from '../../access/tenant-settings.js';

/** Lifetime of an access token: the minimum that Entra requires. */
const LIFETIME_MS = 3_600_000;
/** Maximum lifetime of an assertion: that of a managed identity. Until its end it is remembered as used. */
const ASSERTION_LIFE_MS = 86_400_000;
/** Number of ended rows to remove with each new one. */
const ROWS_SWEPT = 100;
/** Maximum number of access tokens per tenant. Beyond it, a new token replaces those that end first. */
const MAX_TOKENS = 2000;

/** The parts of `TenantAccess` that only SCIM requests need. */
const NOTHING_READ = { schemasRevision: null, settings: USUAL_SETTINGS, logBodiesUntil: null } as const;

/** A new access token; its text is stored nowhere. */
export interface IssuedAccessToken {
  readonly text: string;
  readonly expiresInSeconds: number;
  readonly access: TenantAccess;
}

const SECRET_COLUMNS = [
  'id',
  'tenantId',
  'clientId',
  'sha256',
  'expiresAt',
  'retiresAt',
  'revokedAt',
] as const;
type SecretRow = StoredColumns<OAuthSecret, (typeof SECRET_COLUMNS)[number]>;
const SECRET_LOOKUP = `SELECT ${selected(OAuthSecret, SECRET_COLUMNS)} FROM oauth_secrets WHERE hint = ?`;

const FEDERATED_COLUMNS = ['id', 'tenantId', 'issuer', 'subject', 'audiences'] as const;
type FederatedRow = StoredColumns<FederatedCredential, (typeof FEDERATED_COLUMNS)[number]> & {
  readonly entraTenantId: string;
};
const FEDERATED_LOOKUP = `SELECT ${selected(FederatedCredential, FEDERATED_COLUMNS, 'f')}, n.entra_tenant_id AS entraTenantId
       FROM federated_credentials f JOIN tenants n ON n.id = f.tenant_id WHERE f.id = ?`;

/**
 * Issues access tokens to clients of a tenant, RFC 6749 section 4.4. Attempts are not limited: a secret has 256 random
 * bits, so guessing is hopeless at any speed. A guess with a wrong checksum costs no statement, any other one index
 * look-up.
 */
@Injectable()
export class TokenIssuer {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGIN_ORIGINS) private readonly loginOrigins: readonly string[],
    private readonly keys: SigningKeys,
    private readonly lastUse: LastUse,
  ) {}

  /** Issues a token to a client that presents one of its secrets. */
  async forSecret(clientId: string, secret: string): Promise<IssuedAccessToken | Refusal> {
    const parsed = clientSecrets.parse(secret);
    if (typeof parsed === 'string') return { reason: parsed };
    const { hint, sha256 } = parsed;
    const [row] = await this.database.rows<SecretRow>(SECRET_LOOKUP, [hint]);
    if (row === undefined) return { reason: 'unknown', hint };
    const { id, tenantId } = row;
    const reason = !sameHash(row.sha256, sha256)
      ? 'wrong-secret'
      : row.clientId !== clientId
        ? 'wrong-client'
        : failureOf(row, Date.now());
    if (reason !== null) return { reason, tenantId, hint };
    const access: TenantAccess = { ...NOTHING_READ, tenantId, kind: 'oauth-client', tokenId: id, hint };
    return this.issue(access, endOf(row), () => Promise.resolve());
  }

  /** Issues a token to a workload identity that presents an assertion signed by Entra, RFC 7523 section 2.2. */
  async forAssertion(clientId: string, assertion: string): Promise<IssuedAccessToken | Refusal> {
    const read = readToken(assertion);
    if (typeof read === 'string') return { reason: read };
    const [row] = await this.database.rows<FederatedRow>(FEDERATED_LOOKUP, [clientId]);
    if (row === undefined) return { reason: 'unknown' };
    const { id, tenantId } = row;
    const refused = (reason: Refusal['reason']): Refusal => ({ reason, tenantId, hint: id });
    const from = readIssuer(row.issuer, this.loginOrigins);
    if (from === null) return refused('wrong-issuer');
    if (from.entraTenantId !== row.entraTenantId) return refused('wrong-tenant');
    const audiences = JSON.parse(row.audiences) as string[];
    const expected = { from, audiences, subject: row.subject, maxLifeMs: ASSERTION_LIFE_MS };
    const failure = await checkToken(read, expected, this.keys);
    if (failure !== null) return refused(failure);
    const access: TenantAccess = { ...NOTHING_READ, tenantId, kind: 'federated', tokenId: id, hint: id };
    try {
      return await this.issue(access, Infinity, (tx) =>
        useUp(tx, tenantId, read.fingerprint, read.expiresAt + CLOCK_TOLERANCE_MS),
      );
    } catch (error) {
      if (isDuplicateKey(error)) return refused('replayed');
      throw error;
    }
  }

  /** @param alsoIn further work in the same transaction */
  private async issue(
    access: TenantAccess,
    endsAt: number,
    alsoIn: (tx: Statements) => Promise<void>,
  ): Promise<IssuedAccessToken> {
    const { tenantId, tokenId } = access;
    const now = Date.now();
    const expiresAt = Math.min(now + LIFETIME_MS, endsAt);
    const { text, hint, sha256 } = accessTokens.generate();
    await this.database.transaction(async (tx) => {
      await alsoIn(tx);
      await sweep(tx, 'oauth_access_tokens', 'hint', tenantId, now);
      await makeRoom(tx, tenantId);
      await tx.run(
        'INSERT INTO oauth_access_tokens (hint, tenant_id, credential_id, sha256, expires_at) VALUES (?, ?, ?, ?, ?)',
        [hint, tenantId, tokenId, sha256, expiresAt],
      );
    });
    this.lastUse.note(access);
    return { text, expiresInSeconds: Math.max(1, Math.floor((expiresAt - now) / 1000)), access };
  }
}

/**
 * Records an assertion as used. A second use violates a unique key, in whichever process it happens.
 * @throws the driver's error for a duplicate key when it was used before
 */
async function useUp(
  tx: Statements,
  tenantId: string,
  fingerprint: string,
  expiresAt: number,
): Promise<void> {
  await tx.run('INSERT INTO used_assertions (tenant_id, sha256, expires_at) VALUES (?, ?, ?)', [
    tenantId,
    fingerprint,
    expiresAt,
  ]);
  await sweep(tx, 'used_assertions', 'sha256', tenantId, Date.now());
}

async function makeRoom(tx: Statements, tenantId: string): Promise<void> {
  const surplus = await tx.rows<{ hint: string }>(
    `SELECT hint FROM oauth_access_tokens WHERE tenant_id = ? ORDER BY expires_at DESC LIMIT ${ROWS_SWEPT} OFFSET ${MAX_TOKENS - 1}`,
    [tenantId],
  );
  for (const { hint } of surplus)
    await tx.run('DELETE FROM oauth_access_tokens WHERE tenant_id = ? AND hint = ?', [tenantId, hint]);
}

/** Reads first: usually there is nothing to remove, and a DELETE would lock the gap. */
async function sweep(
  tx: Statements,
  table: 'oauth_access_tokens' | 'used_assertions',
  key: string,
  tenantId: string,
  now: number,
): Promise<void> {
  const stale = await tx.rows<{ id: string }>(
    `SELECT ${key} AS id FROM ${table} WHERE tenant_id = ? AND expires_at <= ? LIMIT ${ROWS_SWEPT}`,
    [tenantId, now],
  );
  for (const { id } of stale)
    await tx.run(`DELETE FROM ${table} WHERE tenant_id = ? AND ${key} = ?`, [tenantId, id]);
}
