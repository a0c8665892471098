import type { SmallChange } from '../database/database.js';
import type { KeyedRow } from '../database/batched-reads.js';
import type { AnyChange, GroupTransaction, QueuedChange } from './group-transaction.js';

/** Most changes in one transaction. */
const MOST_CHANGES = 16;

/** Concurrent transactions of one tenant: while one waits for the disk, another is prepared. */
const MOST_TRANSACTIONS = 2;

interface Queue {
  readonly name: string;
  readonly tenantId: string;
  readonly maxTransactions: number;
  /** Keys of the rows of running transactions. */
  readonly busy: Set<string>;
  waiting: QueuedChange[];
  transactions: number;
  isStarting: boolean;
}

/**
 * Schedules the small changes of each tenant: changes that arrive while others are being committed go into the next
 * transaction together, so that they share its round trips and its wait for the disk. Tenants share nothing.
 * `GroupTransaction` carries a transaction out; docs/architecture.md draws the states of a change.
 */
export class GroupCommit {
  private readonly queues = new Map<string, Queue>();

  /**
   * @param begin makes a transaction of a tenant
   * @param share runs a transaction once the tenant's share of the connections has room for it
   */
  constructor(
    private readonly begin: (tenantId: string) => GroupTransaction,
    private readonly share: (tenantId: string, work: () => Promise<void>) => Promise<void>,
  ) {}

  /** Implements `Database.groupCommit`. */
  add<Row extends KeyedRow | null, T>(tenantId: string, change: SmallChange<Row, T>): Promise<T | null> {
    return new Promise<unknown>((resolve, reject) => {
      const queue = this.queueFor(tenantId, change.serialised === true);
      queue.waiting.push({ change: change as unknown as AnyChange, resolve, reject });
      if (queue.isStarting || queue.transactions === queue.maxTransactions) return;
      queue.isStarting = true;
      // Requests that have arrived with this one are in the queue by then.
      setImmediate(() => {
        queue.isStarting = false;
        this.next(queue);
      });
    }) as Promise<T | null>;
  }

  private queueFor(tenantId: string, serialised: boolean): Queue {
    const name = serialised ? `${tenantId} serialised` : tenantId;
    let queue = this.queues.get(name);
    if (queue === undefined) {
      queue = {
        name,
        tenantId,
        maxTransactions: serialised ? 1 : MOST_TRANSACTIONS,
        busy: new Set(),
        waiting: [],
        transactions: 0,
        isStarting: false,
      };
      this.queues.set(name, queue);
    }
    return queue;
  }

  private next(queue: Queue): void {
    while (queue.transactions < queue.maxTransactions) {
      const changes = takeChanges(queue);
      if (changes.length === 0) break;
      const keys = changes.flatMap(({ change }) => change.row?.key ?? []);
      for (const key of keys) queue.busy.add(key);
      queue.transactions++;
      const transaction = this.begin(queue.tenantId);
      const run = this.share(queue.tenantId, () => transaction.run(changes));
      const refused = (error: unknown) => changes.forEach(({ reject }) => reject(error));
      void run.catch(refused).finally(() => {
        for (const key of keys) queue.busy.delete(key);
        queue.transactions--;
        this.next(queue);
      });
    }
    if (queue.transactions === 0 && !queue.isStarting) this.queues.delete(queue.name);
  }
}

/** Takes changes in their order: of changes with the same row, the first one, or as many as may share the row. */
function takeChanges(queue: Queue): QueuedChange[] {
  const taken: QueuedChange[] = [];
  const left: QueuedChange[] = [];
  /** By the key of a row, whether the change that was taken for it shares the row. */
  const shared = new Map<string, boolean>();
  for (const queued of queue.waiting) {
    const { row, sharesRow = false } = queued.change;
    const isFree = row === null || (!queue.busy.has(row.key) && (shared.get(row.key) ?? true));
    const mayShare = row === null || !shared.has(row.key) || sharesRow;
    if (isFree && mayShare && taken.length < MOST_CHANGES) {
      taken.push(queued);
      if (row !== null) shared.set(row.key, sharesRow);
    } else {
      left.push(queued);
    }
  }
  queue.waiting = left;
  return taken;
}
