import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AccessGuard } from '../auth/access.guard.js';
import { AuthModule } from '../auth/auth.module.js';
import { BodyGuard } from './body.guard.js';
import { ScimExceptionFilter } from './scim-exception.filter.js';

/** What every route shares, in the order of a request: access, body, errors. */
@Module({
  imports: [AuthModule],
  providers: [
    { provide: APP_GUARD, useExisting: AccessGuard },
    { provide: APP_GUARD, useClass: BodyGuard },
    { provide: APP_FILTER, useClass: ScimExceptionFilter },
  ],
})
export class HttpModule {}
