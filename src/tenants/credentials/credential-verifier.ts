import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { readToken, type TokenFailure } from '../../federation/entra-token.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { findAccessCode, findAccessToken, type KnownCredential, type Lookup } from './credential-lookup.js';
import { EntraTokenLookup } from './entra-token-lookup.js';
import { LastUse } from './last-use.js';
import { accessCodes, accessTokens } from '../../secrets/secret-text.js';
import type { Refusal, TenantAccess } from '../../access/tenant-access.js';

/** Maximum delay until this process notices a change made by another. */
const REMEMBER_MS = 3000;
const REMEMBERED_CODES = 10_000;

/** The look-up of a presented credential, with the key of its cache entry. */
interface Presented {
  readonly sha256: string;
  readonly find: () => Promise<Lookup>;
}

/** The beginning of every token signed by Entra: the base64url of its header's opening brace. */
const SIGNED = 'eyJ';

/** Verifies credentials. One seen in the last seconds costs no statement. */
@Injectable()
export class CredentialVerifier {
  private readonly known = this.makeCache<KnownCredential>();
  // Separate from `known`, so that a flood of wrong codes does not evict valid ones.
  private readonly refused = this.makeCache<Refusal>();
  /** Valid credentials of `known`, by the whole `Authorization` header. */
  private readonly headers = this.makeCache<KnownCredential>();
  private readonly loading = new Map<string, Promise<Lookup>>();
  private changes = 0;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly lastUse: LastUse,
    private readonly entraTokens: EntraTokenLookup,
  ) {}

  /** The access that a credential grants, or the reason why it grants none. */
  async verify(code: string): Promise<TenantAccess | Refusal> {
    const found = await this.lookUp(code);
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
   * The tenant and hint of a credential, even of one that no longer works. Does not count as use.
   * @returns `null` when no tenant has this credential
   */
  async ownerOf(code: string): Promise<Required<Pick<Refusal, 'tenantId' | 'hint'>> | null> {
    const found = await this.lookUp(code);
    if ('reason' in found) return null;
    const { tenantId, hint } = found.access;
    return { tenantId, hint };
  }

  /**
   * The access for an `Authorization` header that `remember` has cached, while it is certainly valid. A single map
   * look-up, for consecutive requests with the same code.
   */
  recall(header: string): TenantAccess | null {
    const known = this.headers.get(header);
    if (known === undefined || known.expiresAt <= Date.now()) return null;
    this.lastUse.note(known.access);
    return known.access;
  }

  /** Caches the result of `verify` for the whole header. */
  remember(header: string, code: string): void {
    const parsed = this.parse(code);
    if (typeof parsed === 'string') return;
    const ttl = this.known.getRemainingTTL(parsed.sha256);
    const known = this.known.get(parsed.sha256);
    if (known !== undefined && ttl > 0) this.headers.set(header, known, { ttl });
  }

  /** Clears the caches. Call it after the commit of a change of credentials or tenants. */
  forget(): void {
    this.changes++;
    this.known.clear();
    this.headers.clear();
    this.refused.clear();
    this.loading.clear();
  }

  /** Clears what is cached of one tenant. Call it after the commit of a change of its settings or schemas. */
  forgetTenant(tenantId: string): void {
    this.changes++;
    this.loading.clear();
    for (const cache of [this.known, this.headers]) {
      for (const [key, { access }] of cache.entries()) if (access.tenantId === tenantId) cache.delete(key);
    }
  }

  private async lookUp(code: string): Promise<Lookup> {
    const parsed = this.parse(code);
    if (typeof parsed === 'string') return { reason: parsed };
    const { sha256 } = parsed;
    return this.known.get(sha256) ?? this.refused.get(sha256) ?? this.load(parsed);
  }

  /** Concurrent requests with the same credential share one query. */
  private load(presented: Presented): Promise<Lookup> {
    const { sha256 } = presented;
    let loading = this.loading.get(sha256);
    if (loading === undefined) {
      loading = this.query(presented).finally(() => {
        if (this.loading.get(sha256) === loading) this.loading.delete(sha256);
      });
      this.loading.set(sha256, loading);
    }
    return loading;
  }

  private async query({ sha256, find }: Presented): Promise<Lookup> {
    const changesBefore = this.changes;
    const start = performance.now();
    const found = await find();
    if (this.changes === changesBefore) {
      if ('reason' in found) this.refused.set(sha256, found, { start });
      else this.known.set(sha256, found, { start });
    }
    return found;
  }

  /** Without a resolution the cache asks for the time, which costs less than the timer that it would set. */
  private makeCache<V extends object>(): LRUCache<string, V> {
    return new LRUCache<string, V>({ max: REMEMBERED_CODES, ttl: REMEMBER_MS, ttlResolution: 0 });
  }

  private parse(text: string): Presented | TokenFailure | 'checksum' {
    if (text.startsWith(SIGNED)) {
      const read = readToken(text);
      if (typeof read === 'string') return read;
      return { sha256: hash('sha256', text), find: () => this.entraTokens.find(read) };
    }
    const isToken = text.startsWith(accessTokens.prefix);
    const secret = (isToken ? accessTokens : accessCodes).parse(text);
    if (typeof secret === 'string') return secret;
    const find = isToken ? findAccessToken : findAccessCode;
    return { sha256: secret.sha256, find: () => find(this.database, secret) };
  }
}
