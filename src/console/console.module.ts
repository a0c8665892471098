import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { OperatorsModule } from '../operators/operators.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { ConsoleFiles } from './console-files.js';
import { ConsoleSessionsController } from './console-sessions.controller.js';
import { PagesController } from './pages.controller.js';
import { RootController } from './root.controller.js';
import { SignInWaysController } from './sign-in-ways.controller.js';
import { SessionController } from './session.controller.js';

@Module({
  imports: [AuthModule, OperatorsModule, SessionsModule],
  providers: [ConsoleFiles],
  controllers: [
    RootController,
    SessionController,
    SignInWaysController,
    ConsoleSessionsController,
    PagesController,
  ],
})
export class ConsoleModule {}
