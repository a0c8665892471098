const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;
/** A worker that lived this long had started well: its end says nothing about the next one. */
const STEADY_MS = 10_000;

/** How long to wait before a dead worker is replaced: twice as long each time they die young. */
export class BackOff {
  private diedYoung = 0;

  /** @param livedMs how long the worker lived that has just died */
  pauseAfter(livedMs: number): number {
    if (livedMs >= STEADY_MS) {
      this.diedYoung = 0;
      return 0;
    }
    return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.diedYoung++);
  }
}
