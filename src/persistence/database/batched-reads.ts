import { LRUCache } from 'lru-cache';
import type { Statements } from './database.js';
import { padKeys, placeholders } from './in-list.js';
import type { TenantTurns } from './tenant-turns.js';

/** Maximum number of keys in one statement. */
const MOST_KEYS = 64;
const QUERIES = 500;

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
  /** Batches that wait for the tenant's share of the connections; further look-ups join them. */
  private readonly held = new Map<string, Waiting[]>();

  /**
   * @param rows sends a query to the database
   * @param shares what each tenant may hold of the connections
   */
  constructor(
    private readonly rows: Statements['rows'],
    private readonly shares: () => TenantTurns,
  ) {}

  /** Implements `Database.rowOfKey`. */
  find<Row extends KeyedRow>(query: string, tenantId: string, key: string): Promise<Row | null> {
    return new Promise<KeyedRow | null>((resolve, reject) => {
      this.batch(query, tenantId).push({ key, resolve, reject });
    }) as Promise<Row | null>;
  }

  private batch(query: string, tenantId: string): Waiting[] {
    if (this.open.size === 0) setImmediate(() => this.send());
    let tenants = this.open.get(query);
    if (tenants === undefined) this.open.set(query, (tenants = new Map<string, Waiting[]>()));
    let batch = tenants.get(tenantId);
    if (batch === undefined) tenants.set(tenantId, (batch = []));
    return batch;
  }

  private send(): void {
    const { open } = this;
    this.open = new Map();
    for (const [query, tenants] of open) {
      for (const [tenantId, batch] of tenants) {
        const held = this.held.size === 0 ? undefined : this.held.get(nameOf(query, tenantId));
        if (held === undefined) this.start(query, tenantId, batch);
        else held.push(...batch);
      }
    }
  }

  private start(query: string, tenantId: string, batch: Waiting[]): void {
    while (batch.length > 0) {
      const turn = this.shares().enter(tenantId);
      if (turn !== null) {
        void this.hold(query, tenantId, batch, turn);
        return;
      }
      void this.read(query, tenantId, batch.splice(0, MOST_KEYS));
    }
  }

  private async hold(query: string, tenantId: string, batch: Waiting[], turn: Promise<void>): Promise<void> {
    const name = nameOf(query, tenantId);
    this.held.set(name, batch);
    const refusal = await turn.then(
      () => null,
      (error: unknown) => ({ error }),
    );
    this.held.delete(name);
    if (refusal !== null) {
      for (const { reject } of batch) reject(refusal.error);
      return;
    }
    void this.read(query, tenantId, batch.splice(0, MOST_KEYS));
    this.start(query, tenantId, batch);
  }

  /** Ends the turn of the tenant. */
  private async read(query: string, tenantId: string, waiting: readonly Waiting[]): Promise<void> {
    const keys = padKeys(waiting.map(({ key }) => key));
    try {
      const found = await this.rows<KeyedRow>(keyedSql(query, keys.length), [tenantId, ...keys]);
      const byKey = new Map<string, KeyedRow>();
      for (const row of found) byKey.set(row.lookup_key, row);
      for (const { key, resolve } of waiting) resolve(byKey.get(key) ?? null);
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    } finally {
      this.shares().leave(tenantId);
    }
  }
}

function nameOf(query: string, tenantId: string): string {
  return `${tenantId} ${query}`;
}

/** Completed queries, by query and number of keys. The same string finds its prepared statement without being hashed anew. */
const completed = new LRUCache<string, string[]>({ max: QUERIES });

/** Completes a query that ends in `IN` with placeholders for `keys` keys. */
export function keyedSql(query: string, keys: number): string {
  if (keys > MOST_KEYS) return complete(query, keys);
  let byKeys = completed.get(query);
  if (byKeys === undefined) completed.set(query, (byKeys = []));
  return (byKeys[keys] ??= complete(query, keys));
}

function complete(query: string, keys: number): string {
  return `${query} (${placeholders(keys)})`;
}
