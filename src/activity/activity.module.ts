import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { Activity } from './activity.js';
import { DirectorySizes } from './directory-sizes.js';
import { StatusController } from './status.controller.js';
import { StatusService } from './status.service.js';

@Module({
  imports: [TenantsModule],
  controllers: [StatusController],
  providers: [Activity, DirectorySizes, StatusService],
  exports: [Activity],
})
export class ActivityModule {}
