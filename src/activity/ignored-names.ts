import { LRUCache } from 'lru-cache';

/** Most names that are counted apart, of one tenant in one hour and process. */
const MAX_NAMES = 40;
const REMEMBERED_TENANTS = 1000;

/** What stands for the names beyond those. */
export const OTHER_NAMES = '(others)';

interface Seen {
  readonly hour: number;
  readonly names: Set<string>;
}

/**
 * Decides under which name an ignored attribute is counted. Names are the client's: without a bound, one that makes up
 * another with each request would fill a table.
 */
export class IgnoredNames {
  private readonly seen = new LRUCache<string, Seen>({ max: REMEMBERED_TENANTS });

  /** @param hour the beginning of the present one */
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
