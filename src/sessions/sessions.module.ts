import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ConsoleSessions } from './console-sessions.service.js';
import { SetupLinksService } from './setup-links.service.js';

@Module({
  imports: [AuditModule, TenantsModule],
  providers: [ConsoleSessions, SetupLinksService],
  exports: [ConsoleSessions, SetupLinksService],
})
export class SessionsModule {}
