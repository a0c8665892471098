import type { PoolConnection, RowDataPacket } from 'mysql2';
import { DatabaseUnavailable, type SmallChange } from '../database/database.js';
import { inlined } from './sql-literals.js';
import { keyedSql, type KeyedRow } from '../database/batched-reads.js';
import { commit, countsOf, execute, rollBack, verdict } from './mysql-connection.js';
import { padded } from '../database/in-list.js';
import { PendingEnding } from './commit-batch.js';
import type { Sql } from '../database/sql.js';

/** Most changes in one commit. */
const MOST_CHANGES = 16;

/** Commits of one tenant under way: while one waits for the disk, another is made ready. */
const LANES = 2;

type AnyChange = SmallChange<KeyedRow | null, unknown>;

interface Waiting {
  readonly change: AnyChange;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Queue {
  readonly name: string;
  readonly tenantId: string;
  readonly maxLanes: number;
  /** Keys of rows that transactions under way begin with. */
  readonly busy: Set<string>;
  waiting: Waiting[];
  lanes: number;
  isStarting: boolean;
}

/**
 * Small changes of one tenant that come in while others of it are committed go into the next transaction together:
 * its round trips and its wait for the disk, which are most of such a change, are theirs together. Tenants
 * share nothing, and nobody waits for a lock here: what is locked is left to a transaction of its own.
 */
export class SharedCommits {
  private readonly queues = new Map<string, Queue>();

  /**
   * @param connect opens a transaction
   * @param nextLane a number for it
   * @param newEnding the end of a change in it
   * @param onStatement hears of statements that are not part of an ending
   */
  constructor(
    private readonly connect: () => Promise<PoolConnection>,
    private readonly nextLane: () => number,
    private readonly newEnding: (lane: number, at: number) => PendingEnding,
    private readonly onStatement: (sql: string) => void,
  ) {}

  /** What `Database.together` does. */
  add<Row extends KeyedRow | null, T>(tenantId: string, change: SmallChange<Row, T>): Promise<T | null> {
    return new Promise<unknown>((resolve, reject) => {
      const queue = this.queueFor(tenantId, change.inTurn === true);
      queue.waiting.push({ change: change as unknown as AnyChange, resolve, reject });
      if (queue.isStarting || queue.lanes === queue.maxLanes) return;
      queue.isStarting = true;
      // All that has come in with this one goes with it.
      setImmediate(() => {
        queue.isStarting = false;
        this.next(queue);
      });
    }) as Promise<T | null>;
  }

  private queueFor(tenantId: string, inTurn: boolean): Queue {
    const name = inTurn ? `${tenantId} in turn` : tenantId;
    let queue = this.queues.get(name);
    if (queue === undefined) {
      const maxLanes = inTurn ? 1 : LANES;
      queue = { name, tenantId, maxLanes, busy: new Set(), waiting: [], lanes: 0, isStarting: false };
      this.queues.set(name, queue);
    }
    return queue;
  }

  private next(queue: Queue): void {
    while (queue.lanes < queue.maxLanes) {
      const batch = takeBatch(queue);
      if (batch.length === 0) break;
      const keys = batch.flatMap(({ change }) => change.row?.key ?? []);
      for (const key of keys) queue.busy.add(key);
      queue.lanes++;
      void this.carryOut(queue.tenantId, batch).finally(() => {
        for (const key of keys) queue.busy.delete(key);
        queue.lanes--;
        this.next(queue);
      });
    }
    if (queue.lanes === 0 && !queue.isStarting) this.queues.delete(queue.name);
  }

  /** Settles all that wait; never rejects. */
  private async carryOut(tenantId: string, batch: readonly Waiting[]): Promise<void> {
    let connection: PoolConnection | undefined;
    try {
      connection = await this.connect();
      const ready = await this.withRows(connection, tenantId, batch);
      const effects = await this.effectsOf(connection, ready);
      if (effects.size < ready.length) {
        await rollBack(connection, null);
        for (const each of ready) if (!effects.has(each)) each.waiting.resolve(null);
        const others = [...effects.keys()].map(({ waiting }) => waiting);
        if (others.length > 0) await this.carryOut(tenantId, others);
        return;
      }
      const { endings, tell } = this.workAll(ready, effects);
      await commit(connection, PendingEnding.textsOf(endings));
      tell();
    } catch (error) {
      if (connection !== undefined) await rollBack(connection, error);
      for (const { resolve, reject } of batch) {
        if (error instanceof DatabaseUnavailable) reject(error);
        else if (['give up', 'too long'].includes(verdict(error))) reject(new DatabaseUnavailable(error));
        else resolve(null);
      }
    }
  }

  /** Locks the rows that changes begin with; sends away those whose row is locked or missing. */
  private async withRows(
    connection: PoolConnection,
    tenantId: string,
    batch: readonly Waiting[],
  ): Promise<Ready[]> {
    const rows = await this.lockedRows(connection, tenantId, batch);
    return batch.flatMap((waiting) => {
      const { row: key } = waiting.change;
      const row = key === null ? null : rows.get(key.query)?.get(key.key);
      if (row !== undefined) return [{ waiting, row }];
      waiting.resolve(null);
      return [];
    });
  }

  /** Carries out what changes expect; answers for each change whether it had effects, but for those it failed for. */
  private async effectsOf(
    connection: PoolConnection,
    ready: readonly Ready[],
  ): Promise<Map<Ready, boolean[]>> {
    const expected = ready.flatMap((each) =>
      (each.waiting.change.expected ?? []).map((change) => ({ each, ...change })),
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
      statements.map(({ text, params }) => inlined(text, params)),
    );
  }

  /** @returns what is to be committed, and how to tell that it is */
  private workAll(
    ready: readonly Ready[],
    effects: ReadonlyMap<Ready, readonly boolean[]>,
  ): { readonly endings: readonly PendingEnding[]; readonly tell: () => void } {
    const lane = this.nextLane();
    const at = Date.now();
    const endings: PendingEnding[] = [];
    const tellings: (() => void)[] = [];
    for (const each of ready) {
      const { change, resolve, reject } = each.waiting;
      const ending = this.newEnding(lane, at);
      try {
        const result = change.work(each.row, ending, effects.get(each) ?? []);
        if (result !== null) endings.push(ending);
        else if (change.expected !== undefined) throw new Error('What was expected is carried out already');
        tellings.push(() => resolve(result));
      } catch (error) {
        // Only all of this transaction can be taken back.
        if (change.expected !== undefined) throw error;
        reject(error);
      }
    }
    return { endings, tell: () => tellings.forEach((tell) => tell()) };
  }

  /** The rows that changes begin with, without those that others hold. */
  private async lockedRows(
    connection: PoolConnection,
    tenantId: string,
    batch: readonly Waiting[],
  ): Promise<LockedRows> {
    const keysOf = new Map<string, Set<string>>();
    for (const { change } of batch) {
      if (change.row === null) continue;
      const { query, key } = change.row;
      keysOf.set(query, (keysOf.get(query) ?? new Set()).add(key));
    }
    const found = new Map<string, Map<string, KeyedRow>>();
    for (const [query, keys] of keysOf) {
      const wanted = padded([...keys]);
      const sql = `${keyedSql(query, wanted.length)} FOR UPDATE SKIP LOCKED`;
      this.onStatement(sql);
      const rows = await execute<(KeyedRow & RowDataPacket)[]>(connection, sql, [tenantId, ...wanted]);
      found.set(query, new Map(rows.map((row) => [row.lookup_key, row])));
    }
    return found;
  }
}

/** A change with the row that it begins with. */
interface Ready {
  readonly waiting: Waiting;
  readonly row: KeyedRow | null;
}

/** By query and key. */
type LockedRows = ReadonlyMap<string, ReadonlyMap<string, KeyedRow>>;

/** Takes changes in their order; of those that begin with one row, the first, or as many as may share it. */
function takeBatch(queue: Queue): Waiting[] {
  const batch: Waiting[] = [];
  const left: Waiting[] = [];
  /** Whether the change that has begun with a row shares it. */
  const taken = new Map<string, boolean>();
  for (const waiting of queue.waiting) {
    const { row, sharesRow = false } = waiting.change;
    const isFree = row === null || (!queue.busy.has(row.key) && (taken.get(row.key) ?? true));
    const joins = row === null || !taken.has(row.key) || sharesRow;
    if (isFree && joins && batch.length < MOST_CHANGES) {
      batch.push(waiting);
      if (row !== null) taken.set(row.key, sharesRow);
    } else {
      left.push(waiting);
    }
  }
  queue.waiting = left;
  return batch;
}
