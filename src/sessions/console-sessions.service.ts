import { Inject, Injectable } from '@nestjs/common';
import type { OperatorRole } from '../access/operator-role.js';
import type { AuthFailure, Refusal } from '../access/tenant-access.js';
import { AuditTrail } from '../audit/audit-trail.js';
import type { KnownNamedToken } from '../operators/named-tokens.service.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { selected, type StoredColumns } from '../persistence/database/entity-columns.js';
import {
  isReadOnlyLink,
  parseLinkSecret,
  parseSessionSecret,
  readSessionSecrets,
  sessionSecrets,
  type StoredSecret,
} from '../secrets/secret-text.js';
import { failureOf } from '../tenants/credentials/credential-life.js';
import { sameHash } from '../tenants/credentials/credential-lookup.js';
import { ConsoleSession } from './console-session.entity.js';
import { endSession, IDLE_MS, NO_CREDENTIAL, openSession, type Visit } from './session-rows.js';
import { findLink } from './setup-link-lookup.js';

/** Maximum lifetime of a session of an operator. */
const LIFETIME_MS = 12 * 3_600_000;
/** Minimum interval between two updates of the time of last use. */
const TOUCH_MS = 15_000;
/** What the admin token of the settings may do. */
const OWNER = 'owner';

/** A valid session. */
export interface OpenSession {
  readonly hint: string;
  /** The operator; `null` for the session of a set-up link. */
  readonly operator: SignedInOperator | null;
  /** The tenant of a set-up link's session; `null` for an operator. */
  readonly tenant: { readonly id: string; readonly name: string; readonly linkHint: string } | null;
  /** Milliseconds since 1970; earlier when the session is idle. */
  readonly expiresAt: number;
}

/** An operator who has signed in with an admin token. */
export interface SignedInOperator {
  readonly role: OperatorRole;
  /** The name of the token; `null` for the one of the settings. */
  readonly name: string | null;
}

/** What an operator signs in with: the admin token of the settings, by its fingerprint, or one with a name. */
export type OperatorProof = { readonly fingerprint: string } | KnownNamedToken;

/** A new session; `secret` is for the cookie only. */
export interface NewSession {
  readonly session: OpenSession;
  readonly secret: string;
}

const SESSION_COLUMNS = [
  'sha256',
  'tenantId',
  'adminToken',
  'adminTokenId',
  'lastSeenAt',
  'expiresAt',
] as const;
const SESSION_SELECTED = selected(ConsoleSession, SESSION_COLUMNS, 's');
interface SessionRow extends StoredColumns<ConsoleSession, (typeof SESSION_COLUMNS)[number]> {
  readonly tenantName: string | null;
  readonly linkHint: string | null;
  readonly linkExpiresAt: number | null;
  readonly linkRevokedAt: number | null;
  readonly tokenName: string | null;
  readonly tokenRole: OperatorRole | null;
  readonly tokenExpiresAt: number | null;
  readonly tokenRevokedAt: number | null;
}

/** Manages console sessions. They are kept only in the database, so that all processes agree. */
@Injectable()
export class ConsoleSessions {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /** Opens a session for an operator with an admin token. */
  async openForOperator(proof: OperatorProof, visit: Visit): Promise<NewSession> {
    const named = 'id' in proof ? proof : null;
    const operator = { role: named?.role ?? OWNER, name: named?.name ?? null };
    const expiresAt = Math.min(Date.now() + LIFETIME_MS, named?.expiresAt ?? Infinity);
    const row = {
      ...NO_CREDENTIAL,
      ...('id' in proof ? { adminTokenId: proof.id } : { adminToken: proof.fingerprint }),
      expiresAt,
    };
    const note = this.audit.noteLater();
    const { text, hint } = await this.database.transaction(async (tx) => {
      const secret = await openSession(tx, row, visit);
      const actor = { kind: 'operator-session', hint: secret.hint, name: operator.name };
      await note(tx, { tenantId: null, actor });
      return secret;
    });
    return { session: { hint, operator, tenant: null, expiresAt }, secret: text };
  }

  /** Opens a session for the holder of a set-up link. */
  async openForLink(secret: string, visit: Visit): Promise<NewSession | Refusal> {
    const parsed = parseLinkSecret(secret);
    if (typeof parsed === 'string') return { reason: parsed };
    const isReadOnly = isReadOnlyLink(parsed.hint);
    const note = this.audit.noteLater();
    return this.database.transaction(async (tx) => {
      const link = await findLink(tx, parsed);
      if ('reason' in link) return link;
      const { tenantId } = link;
      // Whoever waits for Entra is not signed out: while the page is open, the session lasts as long as the link.
      const expiresAt = Number(link.expiresAt);
      // The database checks the limit, since others may sign in concurrently.
      const admitted = await tx.run(
        `UPDATE setup_links SET uses = uses + 1, last_used_at = ?
         WHERE tenant_id = ? AND id = ? AND uses < max_uses AND revoked_at IS NULL`,
        [Date.now(), tenantId, link.id],
      );
      if (admitted === 0) return { reason: 'used-up', tenantId, hint: parsed.hint };
      const { text, hint } = await openSession(
        tx,
        { ...NO_CREDENTIAL, tenantId, linkId: link.id, expiresAt },
        visit,
        isReadOnly ? readSessionSecrets : sessionSecrets,
      );
      const kind = isReadOnly ? 'read-only-link' : 'setup-link';
      await note(tx, { tenantId, target: link.id, actor: { kind, hint: parsed.hint } });
      const tenant = { id: tenantId, name: link.tenantName, linkHint: parsed.hint };
      return { session: { hint, operator: null, tenant, expiresAt }, secret: text };
    });
  }

  /** The tenant of a set-up link, without signing in with it. */
  async tenantOfLink(secret: string): Promise<{ readonly id: string; readonly name: string } | Refusal> {
    const parsed = parseLinkSecret(secret);
    if (typeof parsed === 'string') return { reason: parsed };
    const link = await findLink(this.database, parsed);
    return 'reason' in link ? link : { id: link.tenantId, name: link.tenantName };
  }

  /**
   * Finds the session of a cookie.
   * @param adminToken the current one: sessions that were opened with another end
   * @param isUse whether the request prolongs the session: automatic requests of a page do not, unless it is the session
   *   of a link
   */
  async find(secret: string, adminToken: string, isUse: boolean): Promise<OpenSession | Refusal> {
    const parsed = parseSessionSecret(secret);
    if (typeof parsed === 'string') return { reason: parsed };
    const { hint } = parsed;
    const [row] = await this.database.rows<SessionRow>(
      `SELECT ${SESSION_SELECTED}, n.name AS tenantName, l.hint AS linkHint,
              l.expires_at AS linkExpiresAt, l.revoked_at AS linkRevokedAt, k.name AS tokenName,
              k.role AS tokenRole, k.expires_at AS tokenExpiresAt, k.revoked_at AS tokenRevokedAt
       FROM console_sessions s LEFT JOIN tenants n ON n.id = s.tenant_id
         LEFT JOIN setup_links l ON l.tenant_id = s.tenant_id AND l.id = s.setup_link_id
         LEFT JOIN admin_tokens k ON k.id = s.admin_token_id
       WHERE s.hint = ?`,
      [hint],
    );
    if (row === undefined) return { reason: 'unknown', hint };
    const reason = failureOfSession(row, parsed, adminToken);
    if (reason !== null)
      return { reason, hint, ...(row.tenantId === null ? {} : { tenantId: row.tenantId }) };
    // A page of a customer that is open in the background waits for Entra.
    if (isUse || row.tenantId !== null) await this.touch(hint, Number(row.lastSeenAt));
    const { tenantId, tenantName, linkHint } = row;
    const tenant =
      tenantId === null ? null : { id: tenantId, name: tenantName ?? '', linkHint: linkHint ?? '' };
    const operator = tenantId === null ? { role: row.tokenRole ?? OWNER, name: row.tokenName } : null;
    return { hint, operator, tenant, expiresAt: Number(row.expiresAt) };
  }

  /** Ends the session of a cookie in all processes at once. */
  async close(secret: string, tenantId: string | null): Promise<void> {
    const note = this.audit.noteLater();
    await this.database.transaction(async (tx) => {
      await endSession(tx, secret);
      await note(tx, { tenantId });
    });
  }

  private async touch(hint: string, lastSeenAt: number): Promise<void> {
    const now = Date.now();
    if (lastSeenAt > now - TOUCH_MS) return;
    await this.database.transaction((tx) =>
      tx.run('UPDATE console_sessions SET last_seen_at = ? WHERE hint = ?', [now, hint]),
    );
  }
}

function failureOfSession(row: SessionRow, { sha256 }: StoredSecret, adminToken: string): AuthFailure | null {
  if (!sameHash(row.sha256, sha256)) return 'wrong-secret';
  const now = Date.now();
  if (Number(row.expiresAt) <= now || Number(row.lastSeenAt) <= now - IDLE_MS) return 'expired';
  if (row.adminTokenId !== null) {
    if (row.tokenExpiresAt === null) return 'revoked';
    return failureOf({ revokedAt: row.tokenRevokedAt, expiresAt: row.tokenExpiresAt }, now);
  }
  if (row.tenantId === null) return row.adminToken === adminToken ? null : 'revoked';
  if (row.tenantName === null || row.linkHint === null || row.linkRevokedAt !== null) return 'revoked';
  return Number(row.linkExpiresAt) <= now ? 'expired' : null;
}
