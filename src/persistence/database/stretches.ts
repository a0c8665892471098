import { setImmediate as pause } from 'node:timers/promises';

const STRETCH_MS = 1;

/** Divides long work into stretches of about a millisecond. Other requests are served between two stretches. */
export class Stretches {
  private since = performance.now();
  private count = 1;

  /** New work begins. */
  begin(): void {
    this.since = performance.now();
    this.count = 1;
  }

  /** Whether the work has taken more than one stretch. */
  get areSeveral(): boolean {
    return this.count > 1;
  }

  /** To be called between two steps; a promise to be awaited when the stretch has been long enough, otherwise `null`. */
  next(): Promise<void> | null {
    return performance.now() - this.since > STRETCH_MS ? this.pause() : null;
  }

  private async pause(): Promise<void> {
    await pause();
    this.since = performance.now();
    this.count++;
  }
}
