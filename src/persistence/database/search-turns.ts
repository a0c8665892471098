import { ScimError } from '../../scim/errors.js';

/** Maximum number of waiting searches of one tenant, and the maximum time each waits. */
const MOST_WAITING = 50;
const PATIENCE_MS = 10_000;

interface Waiting {
  readonly start: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Limits concurrent long searches, in total and per tenant. A tenant that sends many waits behind its own; short reads
 * do not pass through here.
 */
export class SearchTurns {
  /** Number of running searches by tenant. */
  private readonly running = new Map<string, number>();
  /** Waiting searches by tenant, in round-robin order: a tenant that has had its turn moves to the end. */
  private readonly waiting = new Map<string, Waiting[]>();
  private total = 0;

  /**
   * @param atOnce maximum number of concurrent searches
   * @param ofOneTenant maximum number of concurrent searches of one tenant
   */
  constructor(
    private readonly atOnce: number,
    private readonly ofOneTenant: number,
  ) {}

  /**
   * Runs `work` when it is the tenant's turn.
   * @throws ScimError 429 when too many searches of the tenant are waiting, or when its turn does not come in time
   */
  async take<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    if (this.isFree(tenantId)) this.begin(tenantId);
    else await this.turn(tenantId);
    try {
      return await work();
    } finally {
      this.end(tenantId);
    }
  }

  private isFree(tenantId: string): boolean {
    return this.total < this.atOnce && (this.running.get(tenantId) ?? 0) < this.ofOneTenant;
  }

  private begin(tenantId: string): void {
    this.total++;
    this.running.set(tenantId, (this.running.get(tenantId) ?? 0) + 1);
  }

  private turn(tenantId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.waiting.get(tenantId) ?? [];
      if (queue.length >= MOST_WAITING) {
        reject(tooManyAtOnce());
        return;
      }
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(waiting), 1);
        if (queue.length === 0) this.waiting.delete(tenantId);
        reject(tooManyAtOnce());
      }, PATIENCE_MS);
      const waiting: Waiting = { start: resolve, timer };
      this.waiting.set(tenantId, queue);
      queue.push(waiting);
    });
  }

  private end(tenantId: string): void {
    this.total--;
    const left = (this.running.get(tenantId) ?? 0) - 1;
    if (left > 0) this.running.set(tenantId, left);
    else this.running.delete(tenantId);
    this.startNext();
  }

  private startNext(): void {
    for (const [tenantId, queue] of this.waiting) {
      if (!this.isFree(tenantId)) continue;
      const next = queue.shift();
      this.waiting.delete(tenantId);
      if (queue.length > 0) this.waiting.set(tenantId, queue);
      if (next === undefined) continue;
      clearTimeout(next.timer);
      this.begin(tenantId);
      next.start();
      return;
    }
  }
}

function tooManyAtOnce(): ScimError {
  return ScimError.http(
    429,
    'Too many long searches of this tenant are under way: send the next one when these are answered',
  );
}
