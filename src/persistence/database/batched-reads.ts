import type { Statements } from './database.js';
import { padKeys, placeholders } from './in-list.js';

/** Maximum number of keys in one statement. */
const MOST_KEYS = 64;

/** A row with the key it was looked up by. */
export interface KeyedRow {
  readonly lookup_key: string;
}

interface Waiting {
  readonly key: string;
  readonly resolve: (row: KeyedRow | null) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A data loader: look-ups of single rows that arrive in the same turn of the event loop become one statement per query
 * and tenant. The round trip to the database is the largest cost of such a request.
 */
export class BatchedReads {
  /** Waiting look-ups, by query and tenant. */
  private open = new Map<string, Map<string, Waiting[]>>();

  /** @param rows sends a query to the database */
  constructor(private readonly rows: Statements['rows']) {}

  /** Implements `Database.rowOfKey`. */
  find<Row extends KeyedRow>(query: string, tenantId: string, key: string): Promise<Row | null> {
    return new Promise<KeyedRow | null>((resolve, reject) => {
      this.batch(query, tenantId).push({ key, resolve, reject });
    }) as Promise<Row | null>;
  }

  private batch(query: string, tenantId: string): Waiting[] {
    if (this.open.size === 0) setImmediate(() => this.send());
    const tenants = this.open.get(query) ?? new Map<string, Waiting[]>();
    const batch = tenants.get(tenantId) ?? [];
    this.open.set(query, tenants.set(tenantId, batch));
    return batch;
  }

  private send(): void {
    const { open } = this;
    this.open = new Map();
    for (const [query, tenants] of open) {
      for (const [tenantId, batch] of tenants) {
        while (batch.length > 0) void this.read(query, tenantId, batch.splice(0, MOST_KEYS));
      }
    }
  }

  private async read(query: string, tenantId: string, waiting: readonly Waiting[]): Promise<void> {
    const keys = padKeys(waiting.map(({ key }) => key));
    try {
      const found = await this.rows<KeyedRow>(keyedSql(query, keys.length), [tenantId, ...keys]);
      const byKey = new Map(found.map((row) => [row.lookup_key, row]));
      for (const { key, resolve } of waiting) resolve(byKey.get(key) ?? null);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}

/** Completes a query that ends in `IN` with placeholders for `keys` keys. */
export function keyedSql(query: string, keys: number): string {
  return `${query} (${placeholders(keys)})`;
}
