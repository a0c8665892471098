import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { TenantAccess } from '../access/tenant-access.js';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { Allowance, type Standing } from './allowance.js';
import { shareRequests } from './share-requests.js';

/** Tenants in memory; one that is evicted begins with what the database knows of it. */
const REMEMBERED = 20_000;
/** How often processes tell each other what they have admitted. */
const SHARE_EVERY_MS = 250;
/** Fewer requests of a tenant are not shared, unless more follow within a second: a lone one costs no statement. */
const FEWEST_SHARED = 5;
const FORGET_AFTER_MS = 1000;
/** So many requests are shared at once, however little time has passed. */
const SHARED_AT_ONCE = 20;
/** With so many not shared yet, a further request waits for what other processes have admitted. */
const MOST_UNSHARED = 40;
/** A database that is slow to answer holds no request up for longer. */
const LONGEST_WAIT_MS = 250;

/** A request's part of the allowance of its tenant. */
export interface Rated extends Standing {
  readonly perSecond: number;
}

/**
 * Limits the requests of each tenant, in all processes together. A process decides by itself, and shares through the
 * database what it has admitted: every quarter of a second, and sooner when it is much. What several processes admit
 * before they learn of each other is overdrawn, and made up for afterwards.
 */
@Injectable()
export class RateLimits implements OnApplicationShutdown {
  private readonly allowances = new LRUCache<string, Allowance>({ max: REMEMBERED });
  /** Tenants with requests that are not shared yet, with their limits. */
  private readonly unshared = new Map<string, { readonly allowance: Allowance; perSecond: number }>();
  private sharing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Counts a request.
   * @returns null when the tenant has no limit
   */
  take({ tenantId, settings }: TenantAccess): Rated | Promise<Rated> | null {
    const perSecond = settings.rateLimit ?? this.config.rateLimit;
    if (perSecond === null) return null;
    const allowance = this.allowanceOf(tenantId);
    if (allowance.unsharedRequests < MOST_UNSHARED) return this.count(tenantId, allowance, perSecond);
    return this.countOnceShared(tenantId, allowance, perSecond);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.sharing;
  }

  private allowanceOf(tenantId: string): Allowance {
    let allowance = this.allowances.get(tenantId);
    if (allowance === undefined) this.allowances.set(tenantId, (allowance = new Allowance()));
    return allowance;
  }

  private async countOnceShared(tenantId: string, allowance: Allowance, perSecond: number): Promise<Rated> {
    const until = performance.now() + LONGEST_WAIT_MS;
    while (allowance.unsharedRequests >= MOST_UNSHARED && performance.now() < until) {
      await Promise.race([this.share(), sleep(LONGEST_WAIT_MS, undefined, { ref: false })]);
    }
    return this.count(tenantId, allowance, perSecond);
  }

  private count(tenantId: string, allowance: Allowance, perSecond: number): Rated {
    const standing = allowance.take(perSecond, performance.now());
    if (standing.isAdmitted) {
      const known = this.unshared.get(tenantId);
      if (known === undefined) this.unshared.set(tenantId, { allowance, perSecond });
      else known.perSecond = perSecond;
      if (allowance.unsharedRequests >= SHARED_AT_ONCE) void this.share();
      this.timer ??= setTimeout(() => this.tick(), SHARE_EVERY_MS).unref();
    }
    return { ...standing, perSecond };
  }

  private tick(): void {
    this.timer = undefined;
    const now = performance.now();
    for (const [tenantId, { allowance }] of this.unshared) {
      if (allowance.unsharedRequests >= FEWEST_SHARED || !allowance.isIdle(now, FORGET_AFTER_MS)) continue;
      allowance.beginSharing();
      this.unshared.delete(tenantId);
    }
    void this.share();
    if (this.unshared.size > 0) this.timer = setTimeout(() => this.tick(), SHARE_EVERY_MS).unref();
  }

  /** Shares what is not shared yet, or waits for the sharing under way. */
  private share(): Promise<void> {
    return (this.sharing ??= this.shareAll().finally(() => (this.sharing = null)));
  }

  private async shareAll(): Promise<void> {
    const shared = [...this.unshared].filter(
      ([, { allowance }]) => allowance.unsharedRequests >= FEWEST_SHARED,
    );
    if (shared.length === 0) return;
    const admitted = shared.map(([tenantId, { allowance, perSecond }]) => {
      this.unshared.delete(tenantId);
      return { tenantId, perSecond, requests: allowance.beginSharing() };
    });
    try {
      const used = await shareRequests(this.database, admitted);
      const now = performance.now();
      for (const [tenantId, { allowance, perSecond }] of shared) {
        allowance.learn(used.get(tenantId) ?? 0, perSecond, now);
      }
    } catch (error) {
      // This process has counted them; others will admit so many more.
      this.logger.warn({ err: error }, 'Other processes were not told of the requests of the last moments');
    }
  }
}
