import type { OnApplicationBootstrap, OnApplicationShutdown, OnModuleDestroy } from '@nestjs/common';

/** When work is done, in milliseconds. */
export interface Schedule {
  /** After the start of the service. */
  readonly firstMs: number;
  /** After the end of the time before. */
  readonly everyMs: number;
}

/** Work that the service does in the background at intervals. At a stop, work under way ends before the database is closed. */
export abstract class PeriodicWork implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  /** Whether the service stops, so that long work ends early. */
  protected stopped = false;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  protected constructor(private readonly schedule: Schedule) {}

  /** Does what is due. */
  protected abstract work(): Promise<void>;

  /** Tells the operator that the work has failed; it is tried again at the next time. */
  protected abstract failed(error: unknown): void;

  onApplicationBootstrap(): void {
    this.workIn(this.schedule.firstMs);
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private workIn(delay: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.work()
        .catch((error: unknown) => this.failed(error))
        .finally(() => this.workIn(this.schedule.everyMs));
    }, delay).unref();
  }
}
