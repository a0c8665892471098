import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SessionController } from './session.controller.js';

@Module({ imports: [AuditModule, AuthModule, SessionsModule], controllers: [SessionController] })
export class ConsoleModule {}
