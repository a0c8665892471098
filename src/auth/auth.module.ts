import { Module } from '@nestjs/common';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { TenantsModule } from '../tenants/tenants.module.js';
import { SignInLimit } from '../http/sign-in-limit.js';
import { FailedSignIns } from './failed-sign-ins.js';
import { TenantBearerGuard } from './tenant-bearer.guard.js';
import { TenantBearerStrategy } from './tenant-bearer.strategy.js';
import { AccessGuard } from './access.guard.js';
import { AdminAccess } from './admin-access.js';
import { AdminToken } from './admin-token.js';
import { PersonBearer } from './person-bearer.js';
import { ConsoleCallers } from './console-callers.js';
import { OperatorsModule } from '../operators/operators.module.js';
import { RolesModule } from '../roles/roles.module.js';
import { OperatorSessions } from './operator-sessions.js';
import { PersonAccess } from './person-access.js';

@Module({
  imports: [OperatorsModule, RolesModule, SessionsModule, TenantsModule],
  providers: [
    TenantBearerStrategy,
    TenantBearerGuard,
    AccessGuard,
    AdminAccess,
    PersonBearer,
    ConsoleCallers,
    PersonAccess,
    OperatorSessions,
    { provide: SignInLimit, useClass: FailedSignIns },
    {
      provide: AdminToken,
      inject: [CONFIG, DATABASE],
      useFactory: (config: Config, database: Database) => AdminToken.load(config, database),
    },
  ],
  exports: [AccessGuard, AdminAccess, AdminToken, OperatorSessions, PersonAccess, SignInLimit],
})
export class AuthModule {}
