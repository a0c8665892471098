import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module.js';
import { EndingsModule } from '../endings/endings.module.js';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { LOGGER, type Logger } from '../logger.js';
import { METRICS, type Metrics } from '../metrics/metrics.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import type { CountPurged } from '../persistence/database/periodic-purge.js';
import { TablePurge } from '../persistence/database/table-purge.js';
import { LogPurge } from '../provisioning-log/log-purge.js';
import { DurabilityWarning } from './durability-warning.js';
import { EndingMetrics } from './ending-metrics.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { VerifyMetrics } from './verify-metrics.js';

@Module({
  imports: [ActivityModule, EndingsModule],
  controllers: [HealthController, MetricsController],
  providers: [
    DurabilityWarning,
    EndingMetrics,
    VerifyMetrics,
    {
      provide: LogPurge,
      inject: [DATABASE, LOGGER, CONFIG, METRICS],
      useFactory: (database: Database, logger: Logger, { logRetentionDays }: Config, metrics: Metrics) =>
        new LogPurge(database, logger, logRetentionDays, countIn(metrics)),
    },
    {
      provide: TablePurge,
      inject: [DATABASE, LOGGER, CONFIG, METRICS],
      useFactory: (database: Database, logger: Logger, { auditRetentionDays }: Config, metrics: Metrics) =>
        new TablePurge(database, logger, auditRetentionDays, countIn(metrics)),
    },
  ],
})
export class OpsModule {}

function countIn(metrics: Metrics): CountPurged {
  return (table, rows) => metrics.countPurged(table, rows);
}
