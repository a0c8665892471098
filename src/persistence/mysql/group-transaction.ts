import type { PoolConnection, RowDataPacket } from 'mysql2';
import { DatabaseUnavailable, type SmallChange } from '../database/database.js';
import { keyedSql, type KeyedRow } from '../database/batched-reads.js';
import { padKeys } from '../database/in-list.js';
import type { Dialect } from '../database/dialect.js';
import type { Sql } from '../database/sql.js';
import { MysqlCommitBatch } from './commit-batch.js';
import { commit, countsOf, rollBack } from './mysql-connection.js';
import { isLockedByOthers, verdict } from './mysql-errors.js';
import { execute } from './mysql-statements.js';
import { withLiterals } from './sql-literals.js';

export type AnyChange = SmallChange<KeyedRow | null, unknown>;

/** A small change with the promise of its caller. */
export interface QueuedChange {
  readonly change: AnyChange;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A change whose row is locked. */
interface ReadyChange {
  readonly queued: QueuedChange;
  readonly row: KeyedRow | null;
}

/** By query and key. */
type LockedRows = ReadonlyMap<string, ReadonlyMap<string, KeyedRow>>;

/**
 * One transaction for several small changes of a tenant. It never waits for a lock: a change whose row is locked is
 * returned to its caller (`null`), which runs it in a transaction of its own.
 */
export class GroupTransaction {
  /**
   * @param connect opens a transaction
   * @param nextSlot the slot of `resource_counts` for it
   * @param newBatch makes the commit batch of a change
   * @param onStatement is called with each statement that is not part of a commit batch
   */
  constructor(
    private readonly tenantId: string,
    private readonly connect: () => Promise<PoolConnection>,
    private readonly nextSlot: () => number,
    private readonly newBatch: (slot: number, at: number) => MysqlCommitBatch,
    private readonly onStatement: (sql: string) => void,
    private readonly dialect: Dialect,
  ) {}

  /** Settles the promises of all changes; never rejects. */
  async run(changes: readonly QueuedChange[]): Promise<void> {
    let connection: PoolConnection | undefined;
    try {
      connection = await this.connect();
      const ready = await this.withRows(connection, changes);
      const effects = await this.effectsOf(connection, ready);
      if (effects.size < ready.length) {
        await rollBack(connection, null);
        for (const each of ready) if (!effects.has(each)) each.queued.resolve(null);
        const others = [...effects.keys()].map(({ queued }) => queued);
        if (others.length > 0) await this.run(others);
        return;
      }
      const { batches, settleAll } = this.workAll(ready, effects);
      await commit(connection, MysqlCommitBatch.textsOf(batches, this.dialect.sendsSeveral));
      settleAll();
    } catch (error) {
      if (connection !== undefined) await rollBack(connection, error);
      for (const { resolve, reject } of changes) {
        if (error instanceof DatabaseUnavailable) reject(error);
        else if (['give up', 'too long'].includes(verdict(error))) reject(new DatabaseUnavailable(error));
        else resolve(null);
      }
    }
  }

  /** Locks the rows of the changes; a change whose row is locked by others or missing is resolved with null. */
  private async withRows(
    connection: PoolConnection,
    changes: readonly QueuedChange[],
  ): Promise<ReadyChange[]> {
    const rows = await this.lockedRows(connection, changes);
    return changes.flatMap((queued) => {
      const { row: key } = queued.change;
      const row = key === null ? null : rows.get(key.query)?.get(key.key);
      if (row !== undefined) return [{ queued, row }];
      queued.resolve(null);
      return [];
    });
  }

  /** Locks and reads rows, without the rows that other transactions have locked. */
  private async lockedRows(
    connection: PoolConnection,
    changes: readonly QueuedChange[],
  ): Promise<LockedRows> {
    const keysOf = new Map<string, Set<string>>();
    for (const { change } of changes) {
      if (change.row === null) continue;
      const { query, key } = change.row;
      keysOf.set(query, (keysOf.get(query) ?? new Set()).add(key));
    }
    const found = new Map<string, Map<string, KeyedRow>>();
    for (const [query, keys] of keysOf) {
      const rows = await this.rowsNow(connection, query, [...keys]);
      found.set(query, new Map(rows.map((row) => [row.lookup_key, row])));
    }
    return found;
  }

  private async rowsNow(
    connection: PoolConnection,
    query: string,
    keys: readonly string[],
  ): Promise<KeyedRow[]> {
    const wanted = padKeys(keys);
    const sql = keyedSql(query, wanted.length) + this.dialect.forUpdate + this.dialect.withoutWaiting;
    this.onStatement(sql);
    try {
      return await execute<(KeyedRow & RowDataPacket)[]>(connection, sql, [this.tenantId, ...wanted]);
    } catch (error) {
      if (!isLockedByOthers(error)) throw error;
      if (keys.length === 1) return [];
      // The statement does not tell which row it is.
      const rows: KeyedRow[] = [];
      for (const key of keys) rows.push(...(await this.rowsNow(connection, query, [key])));
      return rows;
    }
  }

  /**
   * Runs the expected changes.
   * @returns for each change whether its expected changes matched any row; a change that was not as expected is missing
   */
  private async effectsOf(
    connection: PoolConnection,
    ready: readonly ReadyChange[],
  ): Promise<Map<ReadyChange, boolean[]>> {
    const expected = ready.flatMap((each) =>
      (each.queued.change.expected ?? []).map((change) => ({ each, ...change })),
    );
    const matched = await this.counts(
      connection,
      expected.map(({ statement }) => statement),
    );
    const doubtful = expected.flatMap(({ each, rows, recount }, index) =>
      recount === null || matched[index] === rows ? [] : [{ each, rows, recount }],
    );
    const counted = await this.counts(
      connection,
      doubtful.map(({ recount }) => recount),
    );
    const effects = new Map(ready.map((each) => [each, [] as boolean[]]));
    for (const [index, { each }] of expected.entries()) effects.get(each)?.push((matched[index] ?? 0) > 0);
    for (const [index, { each, rows }] of doubtful.entries()) {
      if (counted[index] !== rows) effects.delete(each);
    }
    return effects;
  }

  private counts(connection: PoolConnection, statements: readonly Sql[]): Promise<number[]> {
    for (const { text } of statements) this.onStatement(text);
    return countsOf(
      connection,
      statements.map(({ text, params }) => withLiterals(text, params)),
      this.dialect.sendsSeveral,
    );
  }

  /** @returns the batches to commit, and a function that resolves the promises once they are committed */
  private workAll(
    ready: readonly ReadyChange[],
    effects: ReadonlyMap<ReadyChange, readonly boolean[]>,
  ): { readonly batches: readonly MysqlCommitBatch[]; readonly settleAll: () => void } {
    const slot = this.nextSlot();
    const at = Date.now();
    const batches: MysqlCommitBatch[] = [];
    const settle: (() => void)[] = [];
    /** By the row that was read, the row as the changes so far leave it. */
    const rows = new Map<KeyedRow | null, KeyedRow | null>();
    for (const each of ready) {
      const { change, resolve, reject } = each.queued;
      const batch = this.newBatch(slot, at);
      try {
        const worked = change.work(rows.get(each.row) ?? each.row, batch, effects.get(each) ?? []);
        if (worked !== null) batches.push(batch);
        else if (change.expected !== undefined) throw new Error('The expected changes are made already');
        if (worked?.row !== undefined) rows.set(each.row, worked.row);
        settle.push(() => resolve(worked === null ? null : worked.result));
      } catch (error) {
        // Expected changes are undone with the whole transaction only.
        if (change.expected !== undefined) throw error;
        reject(error);
      }
    }
    return { batches, settleAll: () => settle.forEach((resolve) => resolve()) };
  }
}
