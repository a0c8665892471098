import { Module } from '@nestjs/common';
import { ActivityModule } from '../activity/activity.module.js';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { TablePurge } from '../persistence/database/table-purge.js';
import { LogPurge } from '../provisioning-log/log-purge.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';

@Module({
  imports: [ActivityModule],
  controllers: [HealthController, MetricsController],
  providers: [
    {
      provide: LogPurge,
      inject: [DATABASE, LOGGER, CONFIG],
      useFactory: (database: Database, logger: Logger, { logRetentionDays }: Config) =>
        new LogPurge(database, logger, logRetentionDays),
    },
    {
      provide: TablePurge,
      inject: [DATABASE, LOGGER, CONFIG],
      useFactory: (database: Database, logger: Logger, { auditRetentionDays }: Config) =>
        new TablePurge(database, logger, auditRetentionDays),
    },
  ],
})
export class OpsModule {}
