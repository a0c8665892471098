import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TenantsModule } from '../tenants/tenants.module.js';
import { EndingsModule } from '../endings/endings.module.js';
import { RequestCounter } from './request-counter.js';
import { DirectorySizes } from './directory-sizes.js';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';
import { RequestCount } from './request-count.entity.js';
import { TenantActivity } from './tenant-activity.entity.js';
import { TenantSummaries } from './tenant-summaries.js';
import { TenantSummary } from './tenant-summary.entity.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([RequestCount, TenantActivity, TenantSummary]),
    TenantsModule,
    EndingsModule,
  ],
  controllers: [StatusController],
  providers: [RequestCounter, DirectorySizes, StatusService, TenantSummaries],
  exports: [RequestCounter, DirectorySizes, TenantSummaries],
})
export class ActivityModule {}
