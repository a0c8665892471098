import { Inject, Injectable } from '@nestjs/common';
import { ApplicationEndings } from '../endings/application-endings.service.js';
import { Endings } from '../endings/endings.service.js';
import { LOGGER, type Logger } from '../logger.js';
import { ENDING_LEFT, METRICS, type EndingCount, type Metrics } from '../metrics/metrics.js';

const MIN_AGE_MS = 5000;
/** Counting takes 1 % of the time at most. */
const AGE_BY_COST = 100;

/** Tells Prometheus how many credentials end, of all tenants with provisioning enabled and of applications. */
@Injectable()
export class EndingMetrics {
  private counted: readonly EndingCount[] = [];
  private until = 0;
  private counting: Promise<void> | null = null;

  constructor(
    private readonly endings: Endings,
    private readonly applications: ApplicationEndings,
    @Inject(METRICS) metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    metrics.watchEndings(() => this.read());
  }

  private async read(): Promise<readonly EndingCount[]> {
    if (performance.now() >= this.until) {
      this.counting ??= this.count().finally(() => (this.counting = null));
      await this.counting;
    }
    return this.counted;
  }

  private async count(): Promise<void> {
    const start = performance.now();
    try {
      const found = await this.endings.ofEveryTenant();
      this.counted = [...found.values(), await this.applications.all()]
        .flat()
        .map(({ kind, daysLeft }) => ({ kind, left: leftOf(daysLeft) }));
    } catch (error) {
      this.logger.warn({ err: error }, 'The credentials that end were not counted');
    }
    const end = performance.now();
    this.until = end + Math.max(MIN_AGE_MS, (end - start) * AGE_BY_COST);
  }
}

function leftOf(daysLeft: number | null): EndingCount['left'] {
  if (daysLeft === null) return 'ended';
  return ENDING_LEFT.find((days) => days !== 'ended' && daysLeft < Number(days)) ?? '30';
}
