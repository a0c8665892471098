import { LRUCache } from 'lru-cache';

/** Maximum number of names counted separately, per tenant, hour and process. */
const MAX_NAMES = 40;
const REMEMBERED_TENANTS = 1000;

/** Stands for all further names. */
export const OTHER_NAMES = '(others)';

interface Seen {
  readonly hour: number;
  readonly names: Set<string>;
}

/**
 * Limits the names under which ignored attributes are counted. Clients choose the names: new ones with every request
 * would fill the table.
 */
export class IgnoredNames {
  private readonly seen = new LRUCache<string, Seen>({ max: REMEMBERED_TENANTS });

  /** @param hour the beginning of the current hour */
  countedAs(tenantId: string, name: string, hour: number): string {
    let seen = this.seen.get(tenantId);
    if (seen?.hour !== hour) {
      seen = { hour, names: new Set() };
      this.seen.set(tenantId, seen);
    }
    if (seen.names.size >= MAX_NAMES && !seen.names.has(name)) return OTHER_NAMES;
    seen.names.add(name);
    return name;
  }
}
