import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SessionController } from './session.controller.js';

@Module({ imports: [AuthModule, SessionsModule], controllers: [SessionController] })
export class ConsoleModule {}
