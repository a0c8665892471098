import { Module } from '@nestjs/common';
import { AuditLog } from './audit-log.js';
import { AuditTrail } from './audit-trail.js';

@Module({ providers: [AuditTrail, AuditLog], exports: [AuditTrail, AuditLog] })
export class AuditModule {}
