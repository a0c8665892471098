import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import {
  DATABASE,
  DatabaseUnavailable,
  OutcomeUnknown,
  type Database,
} from '../persistence/database/database.js';
import { IgnoredNames } from './ignored-names.js';
import { hourOf, RequestCounts, type CountedRequest } from './request-counts.js';
import { TenantSummaries } from './tenant-summaries.js';
import { writeRequestCounts } from './write-request-counts.js';

const WRITE_EVERY_MS = 5000;

/**
 * Counts requests per tenant and records the times of the last ones. Counts are kept in memory for some seconds and
 * then added to the stored ones, so that several processes add up. A crash loses these seconds.
 */
@Injectable()
export class RequestCounter implements OnApplicationShutdown {
  private notes = new RequestCounts();
  private readonly ignoredNames = new IgnoredNames();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly summaries: TenantSummaries,
  ) {}

  /** Counts a request; returns at once. */
  note(request: CountedRequest): void {
    const now = Date.now();
    this.notes.add(request.ignored.length === 0 ? request : this.withBoundedNames(request, now), now);
    this.timer ??= setTimeout(() => void this.flush(), WRITE_EVERY_MS).unref();
  }

  /** Stores all counts. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    clearTimeout(this.timer);
  }

  private withBoundedNames(request: CountedRequest, now: number): CountedRequest {
    const names = request.ignored.map((name) =>
      this.ignoredNames.countedAs(request.tenantId, name, hourOf(now)),
    );
    return { ...request, ignored: [...new Set(names)] };
  }

  private async write(): Promise<void> {
    const written = this.notes;
    if (written.isEmpty) return;
    this.notes = new RequestCounts();
    try {
      await writeRequestCounts(this.database, written);
    } catch (error) {
      this.logger.warn({ err: error }, 'The requests of the last seconds were not counted');
      // Losing some counts is better than counting requests twice.
      if (error instanceof DatabaseUnavailable && !(error instanceof OutcomeUnknown))
        this.notes.addAll(written);
      return;
    }
    this.summaries.touch(written.tenantIds);
    await this.summaries
      .renewTouched()
      .catch((error: unknown) =>
        this.logger.warn({ err: error }, 'The numbers of some tenants were not added up'),
      );
  }
}
