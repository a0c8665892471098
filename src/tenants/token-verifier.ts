import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DATABASE, type Database } from '../persistence/database.js';
import { parseAccessCode, type StoredCode } from './access-code.js';
import { LastUse } from './last-use.js';
import type { Refusal, TenantAccess } from './tenant-access.js';

/** A change made by another process is seen this much later, at most. */
const REMEMBER_MS = 3000;
const REMEMBERED_CODES = 10_000;

interface TokenRow {
  readonly tokenId: string;
  readonly tenantId: string;
  readonly sha256: string;
  readonly expiresAt: number | null;
  readonly retiresAt: number | null;
  readonly revokedAt: number | null;
  readonly enabled: number;
  readonly schemasRevision: string | null;
}

interface KnownCode {
  readonly access: TenantAccess;
  readonly expiresAt: number;
  readonly revoked: boolean;
  readonly enabled: boolean;
}

type Lookup = KnownCode | Refusal;

/** Decides whether an access code opens a tenant; a code seen in the last seconds costs no statement. */
@Injectable()
export class TokenVerifier {
  private readonly known = this.makeCache<KnownCode>();
  // Kept apart, so that a flood of wrong codes does not push out the right ones.
  private readonly refused = this.makeCache<Refusal>();
  /** Of codes in `known` that open a tenant, by the whole header. */
  private readonly headers = this.makeCache<KnownCode>();
  private readonly loading = new Map<string, Promise<Lookup>>();
  private changes = 0;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly lastUse: LastUse,
  ) {}

  /** What the presented code opens, or why it opens nothing. */
  async verify(code: string): Promise<TenantAccess | Refusal> {
    const parsed = parseAccessCode(code);
    if (typeof parsed === 'string') return { reason: parsed };
    const { sha256 } = parsed;
    const found = this.known.get(sha256) ?? this.refused.get(sha256) ?? (await this.load(parsed));
    if ('reason' in found) return found;
    const { access } = found;
    const reason = found.revoked
      ? 'revoked'
      : found.expiresAt <= Date.now()
        ? 'expired'
        : found.enabled
          ? null
          : 'switched-off';
    if (reason !== null) return { reason, tenantId: access.tenantId, hint: access.hint };
    this.lastUse.note(access);
    return access;
  }

  /**
   * What a header that `remember` was told opens, as long as that is sure: no more than a look at a table, for
   * the requests that follow each other with the same code.
   */
  recall(header: string): TenantAccess | null {
    const known = this.headers.get(header);
    if (known === undefined || known.expiresAt <= Date.now()) return null;
    this.lastUse.note(known.access);
    return known.access;
  }

  /** Notes that `verify` has just found what the code in a header opens. */
  remember(header: string, code: string): void {
    const parsed = parseAccessCode(code);
    if (typeof parsed === 'string') return;
    const ttl = this.known.getRemainingTTL(parsed.sha256);
    const known = this.known.get(parsed.sha256);
    if (known !== undefined && ttl > 0) this.headers.set(header, known, { ttl });
  }

  /** Forgets what was read before a change of tokens or tenants; call it once the change is committed. */
  forget(): void {
    this.changes++;
    this.known.clear();
    this.headers.clear();
    this.refused.clear();
    this.loading.clear();
  }

  /** One query, however many requests wait for it. */
  private load(code: StoredCode): Promise<Lookup> {
    let loading = this.loading.get(code.sha256);
    if (loading === undefined) {
      loading = this.query(code).finally(() => {
        if (this.loading.get(code.sha256) === loading) this.loading.delete(code.sha256);
      });
      this.loading.set(code.sha256, loading);
    }
    return loading;
  }

  private async query({ hint, sha256 }: StoredCode): Promise<Lookup> {
    const changesBefore = this.changes;
    const start = performance.now();
    const [row] = await this.database.rows<TokenRow>(
      `SELECT t.id AS tokenId, t.tenant_id AS tenantId, t.sha256 AS sha256, t.expires_at AS expiresAt, t.retires_at AS retiresAt,
              t.revoked_at AS revokedAt, n.provisioning_enabled AS enabled, n.schemas_revision AS schemasRevision
       FROM access_tokens t JOIN tenants n ON n.id = t.tenant_id WHERE t.hint = ?`,
      [hint],
    );
    const found = lookup(row, hint, sha256);
    if (this.changes === changesBefore) {
      if ('reason' in found) this.refused.set(sha256, found, { start });
      else this.known.set(sha256, found, { start });
    }
    return found;
  }

  private makeCache<V extends object>(): LRUCache<string, V> {
    return new LRUCache<string, V>({ max: REMEMBERED_CODES, ttl: REMEMBER_MS });
  }
}

function lookup(row: TokenRow | undefined, hint: string, sha256: string): Lookup {
  if (row === undefined) return { reason: 'unknown', hint };
  if (!timingSafeEqual(Buffer.from(row.sha256), Buffer.from(sha256))) {
    return { reason: 'wrong-secret', tenantId: row.tenantId, hint };
  }
  return {
    access: Object.freeze({
      tenantId: row.tenantId,
      tokenId: row.tokenId,
      hint,
      schemasRevision: row.schemasRevision,
    }),
    expiresAt: Math.min(Number(row.expiresAt ?? Infinity), Number(row.retiresAt ?? Infinity)),
    revoked: row.revokedAt !== null,
    enabled: Number(row.enabled) === 1,
  };
}
