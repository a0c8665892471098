import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TenantsModule } from '../tenants/tenants.module.js';
import { ConsoleSessions } from './console-sessions.service.js';
import { PersonSessionsController } from './person-sessions.controller.js';
import { SessionList } from './session-list.js';
import { SetupLinksController } from './setup-links.controller.js';
import { SetupLinksService } from './setup-links.service.js';
import { ConsoleSession } from './console-session.entity.js';
import { PersonSession } from './person-session.entity.js';
import { PersonSessions } from './person-sessions.service.js';
import { SetupLink } from './setup-link.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([SetupLink, ConsoleSession, PersonSession]), TenantsModule],
  controllers: [SetupLinksController, PersonSessionsController],
  providers: [ConsoleSessions, PersonSessions, SetupLinksService, SessionList],
  exports: [ConsoleSessions, PersonSessions, SessionList, SetupLinksService],
})
export class SessionsModule {}
