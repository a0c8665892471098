import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/**
 * What the list of tenants is sorted and filtered by. Derived from `tenant_activity`, `resource_counts` and the last 24
 * hours of `request_counts`: too many rows to be added up for all tenants at each reading.
 */
@Table('tenant_summaries')
@Index('ix_tenant_summaries_last_request', ['lastRequestAt', 'tenantId'])
@Index('ix_tenant_summaries_users', ['users', 'tenantId'])
@Index('ix_tenant_summaries_failures', ['failures', 'tenantId'])
export class TenantSummary {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** 0 for never. */
  @Column({ name: 'last_request_at', type: 'bigint' })
  lastRequestAt!: number;

  @Column({ type: 'int' })
  users!: number;

  /** Writes that were carried out. */
  @Column({ type: 'bigint' })
  writes!: number;

  @Column({ name: 'failed_writes', type: 'bigint' })
  failedWrites!: number;

  /** The most frequent reason of failed writes; null without any. */
  @Column({ type: 'varchar', length: 120, nullable: true })
  commonest!: string | null;

  /** The number of failed writes with that reason. */
  @Column({ name: 'commonest_count', type: 'bigint' })
  commonestCount!: number;

  /** Failed and refused requests of any kind. */
  @Column({ type: 'bigint' })
  failures!: number;

  /** When the numbers were added up, in milliseconds since 1970. */
  @Column({ name: 'summed_at', type: 'bigint' })
  summedAt!: number;

  /** When the domains of the tenant's people were looked at, in milliseconds since 1970; 0 for never. */
  @Column({ name: 'domains_at', type: 'bigint', default: 0 })
  domainsAt!: number;
}
