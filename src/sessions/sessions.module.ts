import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ConsoleSessions } from './console-sessions.service.js';
import { SetupLinksController } from './setup-links.controller.js';
import { SetupLinksService } from './setup-links.service.js';

@Module({
  imports: [TenantsModule],
  controllers: [SetupLinksController],
  providers: [ConsoleSessions, SetupLinksService],
  exports: [ConsoleSessions, SetupLinksService],
})
export class SessionsModule {}
