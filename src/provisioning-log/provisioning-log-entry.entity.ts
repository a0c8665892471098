import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';
import type { Action, Outcome } from './log-entry.js';

/**
 * A write or a refused request. Ids are UUIDv7, so the primary key is in the order of time and serves its pages. Every
 * further index costs each write. There are three: for the entries of a resource, for those with an action and an
 * outcome, and for names that no resource has any more (deleted or refused).
 */
@Table('provisioning_log', { rowid: true })
@Index('ix_provisioning_log_resource', ['tenantId', 'resourceId', 'id'])
@Index('ix_provisioning_log_action', ['tenantId', 'outcome', 'action', 'id'])
@Index('ix_provisioning_log_name', ['tenantId', 'nameKey', 'resourceId', 'id'], {
  where: 'name_key IS NOT NULL',
})
export class ProvisioningLogEntry {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ name: 'request_id', type: 'varchar', length: 64 })
  requestId!: string;

  @Column({ name: 'actor_kind', type: 'varchar', length: 16 })
  actorKind!: string;

  @Column({ type: 'varchar', length: 64 })
  actor!: string;

  @Column({ type: 'varchar', length: 16 })
  action!: Action;

  @Column({ type: 'varchar', length: 8 })
  outcome!: Outcome;

  @Column({ name: 'resource_type', type: 'varchar', length: 5, nullable: true })
  resourceType!: 'User' | 'Group' | null;

  @Column({ name: 'resource_id', type: 'varchar', length: 64, nullable: true })
  resourceId!: string | null;

  @Column({ name: 'resource_name', type: 'varchar', length: 1024, nullable: true })
  resourceName!: string | null;

  @Column({ name: 'name_key', type: 'varchar', length: 255, nullable: true })
  nameKey!: string | null;

  @Column({ name: 'external_id', type: 'varchar', length: 1024, nullable: true })
  externalId!: string | null;

  @Column({ type: 'smallint', unsigned: true })
  status!: number;

  @Column({ type: 'varchar', length: 32, nullable: true })
  reason!: string | null;

  @Column({ type: 'varchar', length: 1000, nullable: true })
  detail!: string | null;

  /** `Changes` as JSON. */
  @Column({ type: 'mediumtext', nullable: true })
  changes!: string | null;

  @Column({ type: 'varchar', length: 8, nullable: true })
  grammar!: string | null;

  @Column({ name: 'duration_ms', type: 'double' })
  durationMs!: number;

  /** Number of refused requests that a `left-out` entry summarises. */
  @Column({ name: 'left_out', type: 'int', unsigned: true, nullable: true })
  leftOut!: number | null;
}
