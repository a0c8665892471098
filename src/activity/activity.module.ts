import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { RequestCounter } from './request-counter.js';
import { DirectorySizes } from './directory-sizes.js';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';

@Module({
  imports: [TenantsModule],
  controllers: [StatusController],
  providers: [RequestCounter, DirectorySizes, StatusService],
  exports: [RequestCounter],
})
export class ActivityModule {}
