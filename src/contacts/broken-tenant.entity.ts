import { Column, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** A tenant whose health is broken, and since when that was seen. */
@Table('broken_tenants', { atTenantDeletion: 'removed-with-it' })
export class BrokenTenant {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** Milliseconds since 1970. */
  @Column({ name: 'broken_since', type: 'bigint' })
  brokenSince!: number;
}
