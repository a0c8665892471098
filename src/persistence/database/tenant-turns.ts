import { ScimError, type Limit } from '../../scim/errors.js';
import { Amounts } from './amounts.js';

/** What may be under way at once, and how the rest waits. */
export interface TurnRules {
  readonly limit: Limit;
  /** Maximum weight under way, of all tenants together. */
  readonly atOnce: number;
  /** Maximum weight under way of one tenant. */
  readonly ofOneTenant: number;
  /** Maximum number of turns that one tenant waits for, and the maximum time for each. */
  readonly mostWaiting: number;
  readonly patienceMs: number;
  /** Tells the caller what is exceeded. */
  readonly detail: string;
}

/** Whom a turn is for. */
export interface Caller {
  /** Whether nobody waits for the result any more. */
  readonly isGone: boolean;
}

/** Without a request for so long, a tenant is not there. */
const AWAY_MS = 1000;

interface Seen {
  tenantId: string;
  /** On the clock of `performance`. */
  at: number;
}

interface Waiting {
  readonly weight: number;
  readonly caller: Caller | null;
  /** On the clock of `performance`. */
  readonly deadline: number;
  readonly begin: () => void;
  readonly refuse: (error: ScimError) => void;
}

/**
 * Limits what is under way at once, in total and per tenant. A tenant that sends much waits behind its own; whoever has
 * gone away meanwhile loses the turn.
 */
export class TenantTurns {
  /** Weight under way by tenant. */
  private readonly running = new Amounts();
  /** Waiting turns by tenant, in round-robin order: a tenant that has had its turn moves to the end. */
  private readonly waiting = new Map<string, Waiting[]>();
  private total = 0;
  /** Refuses those that have waited for too long; null while nobody waits. */
  private timer: NodeJS.Timeout | null = null;
  /** The two tenants that came last. */
  private last: Seen = { tenantId: '', at: -Infinity };
  private lastBut: Seen = { tenantId: '', at: -Infinity };

  constructor(private readonly rules: TurnRules) {}

  /**
   * Runs `work` when it is the tenant's turn.
   * @throws ScimError 429 when too many turns of the tenant are waited for, or when this one does not come in time
   */
  async take<T>(tenantId: string, work: () => Promise<T>, caller: Caller | null = null): Promise<T> {
    const turn = this.enter(tenantId, caller);
    if (turn !== null) await turn;
    try {
      return await work();
    } finally {
      this.leave(tenantId);
    }
  }

  /**
   * Begins a turn, which `leave` ends.
   * @returns null when it has begun; otherwise a promise that resolves when it begins, and rejects as `take` does
   */
  enter(tenantId: string, caller: Caller | null = null, weight = 1): Promise<void> | null {
    this.see(tenantId);
    // What waits does not fit, or has begun.
    if (this.isFree(tenantId, weight)) {
      this.begin(tenantId, weight);
      return null;
    }
    return this.wait(tenantId, caller, weight);
  }

  /** Whether only this tenant has come within the last second. */
  isAlone(tenantId: string): boolean {
    const { at } = this.last.tenantId === tenantId ? this.lastBut : this.last;
    return performance.now() - at > AWAY_MS;
  }

  /** Ends a turn. */
  leave(tenantId: string, weight = 1): void {
    this.total -= weight;
    this.running.subtract(tenantId, weight);
    while (this.waiting.size > 0 && this.startNext());
  }

  private see(tenantId: string): void {
    if (this.last.tenantId !== tenantId) {
      [this.last, this.lastBut] = [this.lastBut, this.last];
      this.last.tenantId = tenantId;
    }
    this.last.at = performance.now();
  }

  private isFree(tenantId: string, weight: number): boolean {
    const { atOnce, ofOneTenant } = this.rules;
    return this.total + weight <= atOnce && this.running.of(tenantId) + weight <= ofOneTenant;
  }

  private begin(tenantId: string, weight: number): void {
    this.total += weight;
    this.running.add(tenantId, weight);
  }

  private wait(tenantId: string, caller: Caller | null, weight: number): Promise<void> {
    return new Promise((begin, refuse) => {
      if ((this.waiting.get(tenantId)?.length ?? 0) >= this.rules.mostWaiting) this.forgetGone(tenantId);
      const queue = this.waiting.get(tenantId) ?? [];
      if (queue.length >= this.rules.mostWaiting) {
        refuse(this.exceeded());
        return;
      }
      const deadline = performance.now() + this.rules.patienceMs;
      queue.push({ weight, caller, deadline, begin, refuse });
      this.waiting.set(tenantId, queue);
      this.timer ??= this.refuseLateIn(this.rules.patienceMs);
    });
  }

  /** Begins one turn that fits; answers whether there was one. */
  private startNext(): boolean {
    for (const [tenantId, queue] of this.waiting) {
      const next = queue.find(({ weight }) => this.isFree(tenantId, weight));
      if (next === undefined) continue;
      this.remove(tenantId, next);
      if (isGone(next)) {
        next.refuse(goneAway());
        return true;
      }
      if (queue.length > 0) {
        this.waiting.delete(tenantId);
        this.waiting.set(tenantId, queue);
      }
      this.begin(tenantId, next.weight);
      next.begin();
      return true;
    }
    return false;
  }

  private forgetGone(tenantId: string): void {
    for (const waiting of this.waiting.get(tenantId)?.filter(isGone) ?? []) {
      this.remove(tenantId, waiting);
      waiting.refuse(goneAway());
    }
  }

  /** All wait for the same time: one timer for the first of them is enough, and most have begun when it fires. */
  private refuseLate(): void {
    const now = performance.now();
    let first = Infinity;
    for (const [tenantId, queue] of [...this.waiting]) {
      for (const waiting of queue.filter(({ deadline }) => deadline <= now)) {
        this.remove(tenantId, waiting);
        waiting.refuse(isGone(waiting) ? goneAway() : this.exceeded());
      }
      first = Math.min(first, queue[0]?.deadline ?? Infinity);
    }
    this.timer = first === Infinity ? null : this.refuseLateIn(Math.ceil(first - now));
  }

  /** Unreferenced: the connections of those that wait keep the process running. */
  private refuseLateIn(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.refuseLate(), milliseconds).unref();
  }

  private remove(tenantId: string, waiting: Waiting): void {
    const queue = this.waiting.get(tenantId);
    const index = queue?.indexOf(waiting) ?? -1;
    if (queue === undefined || index < 0) return;
    queue.splice(index, 1);
    if (queue.length === 0) this.waiting.delete(tenantId);
  }

  private exceeded(): ScimError {
    return ScimError.limited(this.rules.limit, 429, this.rules.detail);
  }
}

function isGone({ caller }: Waiting): boolean {
  return caller?.isGone === true;
}

function goneAway(): ScimError {
  return ScimError.badRequest('The client has gone away');
}
