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

interface Waiting {
  readonly weight: number;
  readonly caller: Caller | null;
  /** Ends the waiting; with an error when there is no turn. */
  readonly settle: (error: ScimError | null) => void;
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
    // What waits does not fit, or has begun.
    if (this.isFree(tenantId, weight)) {
      this.begin(tenantId, weight);
      return null;
    }
    return this.wait(tenantId, caller, weight);
  }

  /** Ends a turn. */
  leave(tenantId: string, weight = 1): void {
    this.total -= weight;
    this.running.subtract(tenantId, weight);
    while (this.waiting.size > 0 && this.startNext());
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
    return new Promise((resolve, reject) => {
      this.forgetGone(tenantId);
      const queue = this.waiting.get(tenantId) ?? [];
      if (queue.length >= this.rules.mostWaiting) {
        reject(this.exceeded());
        return;
      }
      const timer = setTimeout(() => {
        this.remove(tenantId, waiting);
        waiting.settle(this.exceeded());
      }, this.rules.patienceMs);
      const settle = (error: ScimError | null): void => {
        clearTimeout(timer);
        if (error === null) resolve();
        else reject(error);
      };
      const waiting: Waiting = { weight, caller, settle };
      this.waiting.set(tenantId, queue);
      queue.push(waiting);
    });
  }

  /** Begins one turn that fits; answers whether there was one. */
  private startNext(): boolean {
    for (const [tenantId, queue] of this.waiting) {
      this.forgetGone(tenantId);
      const next = queue.find(({ weight }) => this.isFree(tenantId, weight));
      if (next === undefined) continue;
      this.remove(tenantId, next);
      if (queue.length > 0) {
        this.waiting.delete(tenantId);
        this.waiting.set(tenantId, queue);
      }
      this.begin(tenantId, next.weight);
      next.settle(null);
      return true;
    }
    return false;
  }

  private forgetGone(tenantId: string): void {
    const gone = this.waiting.get(tenantId)?.filter(({ caller }) => caller?.isGone === true) ?? [];
    for (const waiting of gone) {
      this.remove(tenantId, waiting);
      waiting.settle(ScimError.badRequest('The client has gone away'));
    }
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
