import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DATABASE, DatabaseUnavailable, type Database } from '../persistence/database/database.js';
import { countOf } from '../persistence/resources/resource-counts.js';

/** The number of provisioned resources of a tenant. */
export interface DirectorySize {
  readonly activeUsers: number;
  readonly disabledUsers: number;
  readonly groups: number;
  readonly memberships: number;
  readonly countedAt: Date;
}

const REMEMBERED = 1000;
const MIN_AGE_MS = 5000;
const MAX_AGE_MS = 600_000;
/**
 * A count is reused for a hundred times the duration of counting, so that counting takes 1 % of the time for tenants of
 * any size.
 */
const AGE_BY_COST = 100;

/**
 * The numbers of users, groups and memberships of tenants. Numbers without a counter are counted from indexes and
 * cached for a while.
 */
@Injectable()
export class DirectorySizes {
  private readonly known = new LRUCache<string, { size: DirectorySize; until: number }>({ max: REMEMBERED });
  private readonly counting = new Map<string, Promise<DirectorySize | null>>();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** @returns null when counting has always exceeded the database's time limit */
  async of(tenantId: string): Promise<DirectorySize | null> {
    const known = this.known.get(tenantId);
    if (known !== undefined && known.until > performance.now()) return known.size;
    let counting = this.counting.get(tenantId);
    if (counting === undefined) {
      counting = this.measure(tenantId).finally(() => this.counting.delete(tenantId));
      this.counting.set(tenantId, counting);
    }
    return counting;
  }

  private async measure(tenantId: string): Promise<DirectorySize | null> {
    const start = performance.now();
    try {
      const size = await this.read(tenantId);
      const end = performance.now();
      const age = Math.min(MAX_AGE_MS, Math.max(MIN_AGE_MS, (end - start) * AGE_BY_COST));
      this.known.set(tenantId, { size, until: end + age });
      return size;
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      return this.known.get(tenantId)?.size ?? null;
    }
  }

  private async read(tenantId: string): Promise<DirectorySize> {
    const { database } = this;
    const disabledUsers = await this.count(
      `users ${database.dialect.byIndex('ix_users_active')}`,
      tenantId,
      ' AND active = 0',
    );
    return {
      activeUsers: (await countOf(database, tenantId, 'User')) - disabledUsers,
      disabledUsers,
      groups: await countOf(database, tenantId, 'Group'),
      memberships: await this.count('group_members', tenantId),
      countedAt: new Date(),
    };
  }

  private async count(table: string, tenantId: string, condition = ''): Promise<number> {
    const [row] = await this.database.rows<{ count: number }>(
      `SELECT COUNT(*) AS count FROM ${table} WHERE tenant_id = ?${condition}`,
      [tenantId],
    );
    return Number(row?.count);
  }
}
