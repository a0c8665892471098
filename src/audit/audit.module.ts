import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActionRecorder } from '../admin/action-recorder.js';
import { AuditLogController } from './audit-log.controller.js';
import { AuditLog } from './audit-log.js';
import { AuditTrail } from './audit-trail.js';
import { AuditLogEntry } from './audit-log-entry.entity.js';

/** Global, since every controller of the admin API records its actions. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([AuditLogEntry])],
  controllers: [AuditLogController],
  providers: [AuditTrail, { provide: ActionRecorder, useExisting: AuditTrail }, AuditLog],
  exports: [AuditTrail, ActionRecorder],
})
export class AuditModule {}
