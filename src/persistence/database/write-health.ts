import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailable, type Transaction, type WriteProblem } from './database.js';
import type { Verdict } from './retry.js';

/** What is written, and removed again, to find out whether there is room: about 100 KB, as a large resource has. */
const TRIAL_STATEMENTS = 4;
const TRIAL_ROWS = 100;
const TRIAL_VALUE = 'x'.repeat(255);
/** Longest for that: with a full disk MySQL waits for room and says nothing. */
const TRIAL_WITHIN_MS = 1000;

/** Remembers whether the last write was refused as the next ones will be. */
export class WriteHealth {
  private problem: WriteProblem | null = null;

  /** @param verdict of the database on its errors */
  constructor(private readonly verdict: (error: unknown) => Verdict) {}

  /** Watches a change. */
  async watch<T>(change: Promise<T>): Promise<T> {
    const result = await this.watchForRefusal(change);
    // A small change may still find room on a full disk: only the trial tells that there is enough again.
    if (this.problem === 'read-only') this.problem = null;
    return result;
  }

  /** Watches what may be a change or none: that it succeeds tells nothing. */
  async watchForRefusal<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      this.note(error instanceof DatabaseUnavailable ? error.cause : error);
      throw error;
    }
  }

  /** Hears of an error of the driver. */
  note(error: unknown): void {
    const decision = this.verdict(error);
    if (decision === 'disk-full' || decision === 'read-only') this.problem = decision;
  }

  /**
   * Why writes are refused; null when they are not. After a refusal it tries a write: with nobody sending
   * requests to the service, no other would show that they succeed again.
   * @param transaction runs a watched transaction
   */
  async problemNow(
    transaction: (work: (tx: Transaction) => Promise<void>) => Promise<void>,
  ): Promise<WriteProblem | null> {
    if (this.problem === null) return null;
    const trial = transaction(tryToWrite).then(
      () => {
        this.problem = null;
      },
      () => undefined,
    );
    await Promise.race([trial, sleep(TRIAL_WITHIN_MS, undefined, { ref: false })]);
    return this.problem;
  }
}

async function tryToWrite(tx: Transaction): Promise<void> {
  const names = Array.from({ length: TRIAL_ROWS }, () => `trial ${randomUUID()}`);
  const values = names.map(() => '(?, ?)').join(', ');
  for (let count = 0; count < TRIAL_STATEMENTS; count++) {
    const rows = names.flatMap((name) => [`${name} ${count}`, TRIAL_VALUE]);
    await tx.run(`INSERT INTO service_settings (name, value) VALUES ${values}`, rows);
  }
  await tx.run("DELETE FROM service_settings WHERE name LIKE 'trial %'");
}
