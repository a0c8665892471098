import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TenantsModule } from '../tenants/tenants.module.js';
import { RequestCounter } from './request-counter.js';
import { DirectorySizes } from './directory-sizes.js';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';
import { RequestCount } from './request-count.entity.js';
import { TenantActivity } from './tenant-activity.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([RequestCount, TenantActivity]), TenantsModule],
  controllers: [StatusController],
  providers: [RequestCounter, DirectorySizes, StatusService],
  exports: [RequestCounter],
})
export class ActivityModule {}
