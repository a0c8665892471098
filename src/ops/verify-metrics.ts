import { Inject, Injectable } from '@nestjs/common';
import { METRICS, type Metrics } from '../metrics/metrics.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { lastOutcome, type VerifyOutcome } from '../persistence/verify/verify-outcome.js';

/** Reading the metrics does not wait for the database: what they say of `npm run verify` is of so long ago. */
const READ_AGAIN_MS = 5000;

/** What the last `npm run verify` has found, as metrics. */
@Injectable()
export class VerifyMetrics {
  private known: VerifyOutcome | null = null;
  private readAt = -Infinity;

  constructor(
    @Inject(METRICS) metrics: Metrics,
    @Inject(DATABASE) private readonly database: Database,
  ) {
    metrics.watchVerification(() => this.outcome());
  }

  private outcome(): VerifyOutcome | null {
    const now = performance.now();
    if (now - this.readAt >= READ_AGAIN_MS) {
      this.readAt = now;
      void lastOutcome(this.database).then(
        (outcome) => (this.known = outcome),
        () => undefined,
      );
    }
    return this.known;
  }
}
