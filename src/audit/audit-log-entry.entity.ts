import { Column, Index, PrimaryColumn } from 'typeorm';
import type { AuditOutcome } from './audit-log.js';
import { Table } from '../persistence/database/table.decorator.js';

/** An action of the admin API. It outlives its tenant. */
@Table('audit_log', { atTenantDeletion: 'kept' })
@Index('ix_audit_log_time', ['createdAt', 'id'])
@Index('ix_audit_log_tenant', ['tenantId', 'createdAt', 'id'])
export class AuditLogEntry {
  @PrimaryColumn({ type: 'varchar', length: 32 })
  id!: string;

  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12, nullable: true })
  tenantId!: string | null;

  @Column({ type: 'varchar', length: 40 })
  action!: string;

  @Column({ type: 'varchar', length: 128, nullable: true })
  target!: string | null;

  @Column({ name: 'actor_kind', type: 'varchar', length: 16 })
  actorKind!: string;

  @Column({ name: 'actor_hint', type: 'varchar', length: 16 })
  actorHint!: string;

  /** The user id of a person. */
  @Column({ name: 'actor_id', type: 'varchar', length: 36, nullable: true })
  actorId!: string | null;

  /** The user name of a person at that time, or the name of an admin token. */
  @Column({ name: 'actor_name', type: 'varchar', length: 255, nullable: true })
  actorName!: string | null;

  @Column({ type: 'varchar', length: 64 })
  address!: string;

  @Column({ name: 'request_id', type: 'varchar', length: 64 })
  requestId!: string;

  @Column({ type: 'varchar', length: 8 })
  outcome!: AuditOutcome;

  @Column({ type: 'int', nullable: true })
  status!: number | null;

  @Column({ type: 'text', nullable: true })
  detail!: string | null;
}
