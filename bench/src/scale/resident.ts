import { usageOf, withChildren } from '../process-usage.ts';

const EVERY_MS = 100;

/** Watches the memory of a server, all of its processes together. */
export class Resident {
  private highest = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  /** Mebibytes now. */
  now(): number {
    return usageOf(withChildren(this.pid)).residentBytes / 2 ** 20;
  }

  /** The most since the last call. */
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
