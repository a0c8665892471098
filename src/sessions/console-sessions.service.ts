import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { DATABASE, type Database, type Statements } from '../persistence/database/database.js';
import { selected, type StoredColumns } from '../persistence/database/entity-columns.js';
import { ConsoleSession } from './console-session.entity.js';
import { SetupLink } from './setup-link.entity.js';
import { failureOf } from '../tenants/credentials/credential-life.js';
import { sameHash } from '../tenants/credentials/credential-lookup.js';
import { sessionSecrets, setupSecrets, type StoredSecret } from '../secrets/secret-text.js';
import type { AuthFailure } from '../access/tenant-access.js';

/** Idle time after which a session ends. */
export const IDLE_MS = 30 * 60_000;
/** Maximum lifetime of a session. */
const LIFETIME_MS = 12 * 3_600_000;
/** Minimum interval between two updates of the time of last use. */
const TOUCH_MS = 15_000;
const ROWS_SWEPT = 100;

/** A valid session. */
export interface OpenSession {
  readonly hint: string;
  /** The tenant of a set-up link's session; `null` for an operator. */
  readonly tenant: { readonly id: string; readonly name: string; readonly linkHint: string } | null;
  /** Milliseconds since 1970; earlier when the session is idle. */
  readonly expiresAt: number;
}

/** A new session; `secret` is for the cookie only. */
export interface NewSession {
  readonly session: OpenSession;
  readonly secret: string;
}

/** Why a sign-in was refused, with the tenant of the set-up link. */
export interface SessionRefusal {
  readonly reason: AuthFailure;
  readonly tenantId?: string;
  readonly hint?: string;
}

const SESSION_COLUMNS = ['sha256', 'tenantId', 'adminToken', 'lastSeenAt', 'expiresAt'] as const;
const SESSION_SELECTED = selected(ConsoleSession, SESSION_COLUMNS, 's');
interface SessionRow extends StoredColumns<ConsoleSession, (typeof SESSION_COLUMNS)[number]> {
  readonly tenantName: string | null;
  readonly linkHint: string | null;
  readonly linkExpiresAt: number | null;
  readonly linkRevokedAt: number | null;
}

const LINK_COLUMNS = ['id', 'sha256', 'tenantId', 'expiresAt', 'revokedAt'] as const;
const LINK_SELECTED = selected(SetupLink, LINK_COLUMNS, 'l');
interface LinkRow extends StoredColumns<SetupLink, (typeof LINK_COLUMNS)[number]> {
  readonly tenantName: string;
}

/** Manages console sessions. They are kept only in the database, so that all processes agree. */
@Injectable()
export class ConsoleSessions {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /** Opens a session for an operator with the admin token. */
  async openForOperator(adminToken: string): Promise<NewSession> {
    const expiresAt = Date.now() + LIFETIME_MS;
    const row = { tenantId: null, linkId: null, adminToken, expiresAt };
    const note = this.audit.noteLater();
    const { text, hint } = await this.database.transaction(async (tx) => {
      const secret = await open(tx, row);
      await note(tx, { tenantId: null, actor: { kind: 'operator-session', hint: secret.hint } });
      return secret;
    });
    return { session: { hint, tenant: null, expiresAt }, secret: text };
  }

  /** Opens a session for the holder of a set-up link. */
  async openForLink(secret: string): Promise<NewSession | SessionRefusal> {
    const parsed = setupSecrets.parse(secret);
    if (typeof parsed === 'string') return { reason: parsed };
    const note = this.audit.noteLater();
    return this.database.transaction(async (tx) => {
      const [link] = await tx.rows<LinkRow>(
        `SELECT ${LINK_SELECTED}, n.name AS tenantName
         FROM setup_links l JOIN tenants n ON n.id = l.tenant_id WHERE l.hint = ?`,
        [parsed.hint],
      );
      if (link === undefined) return { reason: 'unknown', hint: parsed.hint };
      const { tenantId } = link;
      const reason = !sameHash(link.sha256, parsed.sha256) ? 'wrong-secret' : failureOf(link, Date.now());
      if (reason !== null) return { reason, tenantId, hint: parsed.hint };
      const expiresAt = Math.min(Date.now() + LIFETIME_MS, Number(link.expiresAt));
      // The database checks the limit, since others may sign in concurrently.
      const admitted = await tx.run(
        `UPDATE setup_links SET uses = uses + 1, last_used_at = ?
         WHERE tenant_id = ? AND id = ? AND uses < max_uses AND revoked_at IS NULL`,
        [Date.now(), tenantId, link.id],
      );
      if (admitted === 0) return { reason: 'used-up', tenantId, hint: parsed.hint };
      const { text, hint } = await open(tx, { tenantId, linkId: link.id, adminToken: null, expiresAt });
      await note(tx, { tenantId, target: link.id, actor: { kind: 'setup-link', hint: parsed.hint } });
      const tenant = { id: tenantId, name: link.tenantName, linkHint: parsed.hint };
      return { session: { hint, tenant, expiresAt }, secret: text };
    });
  }

  /**
   * Finds the session of a cookie.
   * @param adminToken the current one: sessions that were opened with another end
   * @param isUse whether the request prolongs the session; automatic requests of a page do not
   */
  async find(secret: string, adminToken: string, isUse: boolean): Promise<OpenSession | SessionRefusal> {
    const parsed = sessionSecrets.parse(secret);
    if (typeof parsed === 'string') return { reason: parsed };
    const { hint } = parsed;
    const [row] = await this.database.rows<SessionRow>(
      `SELECT ${SESSION_SELECTED}, n.name AS tenantName, l.hint AS linkHint,
              l.expires_at AS linkExpiresAt, l.revoked_at AS linkRevokedAt
       FROM console_sessions s LEFT JOIN tenants n ON n.id = s.tenant_id
         LEFT JOIN setup_links l ON l.tenant_id = s.tenant_id AND l.id = s.setup_link_id
       WHERE s.hint = ?`,
      [hint],
    );
    if (row === undefined) return { reason: 'unknown', hint };
    const reason = failureOfSession(row, parsed, adminToken);
    if (reason !== null)
      return { reason, hint, ...(row.tenantId === null ? {} : { tenantId: row.tenantId }) };
    if (isUse) await this.touch(hint, Number(row.lastSeenAt));
    const { tenantId, tenantName, linkHint } = row;
    const tenant =
      tenantId === null ? null : { id: tenantId, name: tenantName ?? '', linkHint: linkHint ?? '' };
    return { hint, tenant, expiresAt: Number(row.expiresAt) };
  }

  /** Ends a session in all processes at once. */
  async close({ hint, tenant }: OpenSession): Promise<void> {
    const note = this.audit.noteLater();
    await this.database.transaction(async (tx) => {
      await tx.run('DELETE FROM console_sessions WHERE hint = ?', [hint]);
      await note(tx, { tenantId: tenant?.id ?? null });
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
  if (row.tenantId === null) return row.adminToken === adminToken ? null : 'revoked';
  if (row.tenantName === null || row.linkHint === null || row.linkRevokedAt !== null) return 'revoked';
  return Number(row.linkExpiresAt) <= now ? 'expired' : null;
}

interface SessionColumns {
  readonly tenantId: string | null;
  readonly linkId: string | null;
  readonly adminToken: string | null;
  readonly expiresAt: number;
}

/** Each new session removes ended ones. */
async function open(
  tx: Statements,
  { tenantId, linkId, adminToken, expiresAt }: SessionColumns,
): Promise<StoredSecret & { readonly text: string }> {
  const now = Date.now();
  for (const [column, limit] of [
    ['expires_at', now],
    ['last_seen_at', now - IDLE_MS],
  ] as const) {
    const stale = await tx.rows<{ hint: string }>(
      `SELECT hint FROM console_sessions WHERE ${column} <= ? LIMIT ${ROWS_SWEPT}`,
      [limit],
    );
    for (const { hint } of stale) await tx.run('DELETE FROM console_sessions WHERE hint = ?', [hint]);
  }
  const secret = sessionSecrets.generate();
  await tx.run(
    `INSERT INTO console_sessions (hint, sha256, tenant_id, setup_link_id, admin_token, created_at, last_seen_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [secret.hint, secret.sha256, tenantId, linkId, adminToken, now, now, expiresAt],
  );
  return secret;
}
