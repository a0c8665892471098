import type { Statements } from '../persistence/database/database.js';
import { lengthOf } from '../persistence/database/entity-columns.js';
import {
  parseSessionSecret,
  sessionSecrets,
  type SecretText,
  type StoredSecret,
} from '../secrets/secret-text.js';
import { ConsoleSession } from './console-session.entity.js';

/** Idle time after which a session ends. */
export const IDLE_MS = 30 * 60_000;
const ROWS_SWEPT = 100;

/** The browser that signs in. */
export interface Visit {
  readonly address: string;
  readonly userAgent: string | null;
  /** The cookie of an earlier session, which the new one replaces. */
  readonly earlier: string | null;
}

/** What a session is opened with. */
export interface SessionColumns {
  readonly tenantId: string | null;
  readonly linkId: string | null;
  readonly adminToken: string | null;
  readonly adminTokenId: string | null;
  readonly expiresAt: number;
}

export const NO_CREDENTIAL = { tenantId: null, linkId: null, adminToken: null, adminTokenId: null } as const;

/** Ends the session with this secret. */
export async function endSession(tx: Statements, secret: string): Promise<void> {
  const parsed = parseSessionSecret(secret);
  if (typeof parsed === 'string') return;
  const { hint, sha256 } = parsed;
  await tx.run('DELETE FROM console_sessions WHERE hint = ? AND sha256 = ?', [hint, sha256]);
}

/** Each new session removes ended ones, and the one that it replaces. */
export async function openSession(
  tx: Statements,
  { tenantId, linkId, adminToken, adminTokenId, expiresAt }: SessionColumns,
  { address, userAgent, earlier }: Visit,
  secrets: SecretText = sessionSecrets,
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
  if (earlier !== null) await endSession(tx, earlier);
  const secret = secrets.generate();
  await tx.run(
    `INSERT INTO console_sessions (hint, sha256, tenant_id, setup_link_id, admin_token, admin_token_id,
       address, user_agent, created_at, last_seen_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[secret.hint, secret.sha256, tenantId, linkId, adminToken, adminTokenId],
      ...[
        cut(address, 'address'),
        userAgent === null ? null : cut(userAgent, 'userAgent'),
        now,
        now,
        expiresAt,
      ],
    ],
  );
  return secret;
}

function cut(text: string, column: 'address' | 'userAgent'): string {
  return [...text].slice(0, lengthOf(ConsoleSession, column)).join('');
}
