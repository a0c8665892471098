import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, DatabaseUnavailable, type Database } from '../persistence/database/database.js';
import { batchSize } from '../persistence/database/batch-size.js';
import { newId } from '../persistence/database/new-id.js';
import { insertEntries } from './entry-row.js';
import type { NewEntry } from './log-entry.js';
import { TokenBuckets, type Allowance } from '../http/token-buckets.js';

/** The log entry of a request that was refused or failed. */
export type RefusedRequest = Omit<NewEntry, 'id' | 'leftOut' | 'isNameKept'>;

/**
 * Single entries for refused writes of a tenant: the refusals of a first cycle of Entra are logged in full, even
 * thousands of them; those of hours are not.
 */
const WRITES: Allowance = { burst: 5000, perSecond: 0.5 };
/** Single entries for refused sign-ins: enough to show that a credential is refused, and why. */
const SIGN_INS: Allowance = { burst: 100, perSecond: 0.1 };

const WRITE_AFTER_MS = 500;
const MAX_QUEUED = 5000;
const MAX_QUEUED_OF_TENANT = 1000;
const MAX_BATCH = 128;
const SUM_UP_EVERY_MS = 60_000;

/** Requests of a tenant that were not logged since the last summary. */
interface LeftOut {
  count: number;
  last: RefusedRequest;
}

/**
 * Deferred log entries: of refused requests, and of writes that changed nothing. They are written in batches half a
 * second later, so that no request waits for them; a graceful stop writes the rest. Entries beyond a tenant's budget,
 * or that the database does not accept in time, are summarised in one entry a minute.
 */
@Injectable()
export class DeferredEntries implements OnApplicationShutdown {
  private readonly budget = new TokenBuckets();
  private readonly queue: NewEntry[] = [];
  private readonly queuedOf = new Map<string, number>();
  private readonly leftOut = new Map<string, LeftOut>();
  private summedUpAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Queues the entry of a refused request; returns at once. */
  note(refused: RefusedRequest): void {
    const { tenantId, action } = refused;
    const isSignIn = action === 'sign-in';
    const key = `${tenantId} ${isSignIn ? 'sign-in' : 'write'}`;
    if (this.hasRoomFor(tenantId) && this.budget.take(key, isSignIn ? SIGN_INS : WRITES, performance.now())) {
      this.push({ ...refused, leftOut: null });
    } else {
      this.leaveOut(refused);
    }
    this.writeSoon();
  }

  /** Queues the entry of a write that changed nothing; returns at once. */
  noteUnchanged(entry: NewEntry): void {
    const { tenantId } = entry;
    if (this.hasRoomFor(tenantId) && this.budget.take(`${tenantId} unchanged`, WRITES, performance.now()))
      this.enqueue(entry);
    else this.leaveOut(entry);
    this.writeSoon();
  }

  /** Writes all queued entries. */
  flush(): Promise<void> {
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.summedUpAt = -Infinity;
    await this.flush();
    clearTimeout(this.timer);
  }

  private hasRoomFor(tenantId: string): boolean {
    return this.queue.length < MAX_QUEUED && (this.queuedOf.get(tenantId) ?? 0) < MAX_QUEUED_OF_TENANT;
  }

  private leaveOut(last: RefusedRequest): void {
    const count = (this.leftOut.get(last.tenantId)?.count ?? 0) + 1;
    this.leftOut.set(last.tenantId, { count, last });
  }

  private push(refused: RefusedRequest & Pick<NewEntry, 'leftOut'>): void {
    // Perhaps no stored resource has the name, so the entry itself must be found by it.
    this.enqueue({ ...refused, id: newId(), isNameKept: true });
  }

  private enqueue(entry: NewEntry): void {
    this.queue.push(entry);
    this.queuedOf.set(entry.tenantId, (this.queuedOf.get(entry.tenantId) ?? 0) + 1);
  }

  private writeSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.flush();
    }, WRITE_AFTER_MS).unref();
  }

  private async write(): Promise<void> {
    this.sumUp();
    while (this.queue.length > 0) {
      const batch = this.queue.slice(0, batchSize(this.queue.length, MAX_BATCH));
      try {
        await this.database.transaction((tx) => insertEntries(tx, this.database.dialect, batch));
      } catch (error) {
        this.logger.warn({ err: error, entries: batch.length }, 'Refused requests were not logged');
        if (error instanceof DatabaseUnavailable) break;
      }
      this.queue.splice(0, batch.length);
      for (const { tenantId } of batch) this.release(tenantId);
    }
    if (this.queue.length > 0 || this.leftOut.size > 0) this.writeSoon();
  }

  private release(tenantId: string): void {
    const left = (this.queuedOf.get(tenantId) ?? 0) - 1;
    if (left > 0) this.queuedOf.set(tenantId, left);
    else this.queuedOf.delete(tenantId);
  }

  private sumUp(): void {
    const now = performance.now();
    if (now - this.summedUpAt < SUM_UP_EVERY_MS || this.leftOut.size === 0) return;
    this.summedUpAt = now;
    for (const { count, last } of this.leftOut.values()) {
      const detail = `${count} more requests that were refused, or changed nothing, were counted and not logged one by one; the last of them: ${last.detail ?? 'nothing changed'}`;
      this.push({ ...last, action: 'left-out', detail, leftOut: count });
    }
    this.leftOut.clear();
  }
}
