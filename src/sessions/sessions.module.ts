import { Module } from '@nestjs/common';
import { ConsoleSessions } from './console-sessions.service.js';
import { SetupLinksService } from './setup-links.service.js';

@Module({ providers: [ConsoleSessions, SetupLinksService], exports: [ConsoleSessions, SetupLinksService] })
export class SessionsModule {}
