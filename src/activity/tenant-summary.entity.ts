import { Column, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/**
 * Numbers of a tenant by which the list of tenants is sorted and filtered. Derived from `resource_counts` and from the
 * last 24 hours of `request_counts`, which are too many rows to be added up for all tenants at each reading.
 */
@Table('tenant_summaries')
export class TenantSummary {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

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

  /** Failed and refused requests of any kind. */
  @Column({ type: 'bigint' })
  failures!: number;

  /** When the numbers were added up, in milliseconds since 1970. */
  @Column({ name: 'summed_at', type: 'bigint' })
  summedAt!: number;
}
