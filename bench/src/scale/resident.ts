import { usageOf, withChildren } from '../process-usage.ts';

const EVERY_MS = 100;

/** Samples the resident memory of a server, over all its processes. */
export class Resident {
  private highest = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  /** Current mebibytes. */
  now(): number {
    return usageOf(withChildren(this.pid)).residentBytes / 2 ** 20;
  }

  /** The maximum since the last call. */
  peak(): number {
    this.look();
    const { highest } = this;
    this.highest = 0;
    return highest;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    this.highest = Math.max(this.highest, this.now());
  }
}
