import { Column, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** The times of a tenant's last requests, by kind; 0 for never. */
@Table('tenant_activity')
export class TenantActivity {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @Column({ name: 'last_request_at', type: 'bigint' })
  lastRequestAt!: number;

  @Column({ name: 'last_write_at', type: 'bigint' })
  lastWriteAt!: number;

  @Column({ name: 'last_test_at', type: 'bigint' })
  lastTestAt!: number;

  @Column({ name: 'refused_at', type: 'bigint' })
  refusedAt!: number;

  @Column({ name: 'refused_reason', type: 'varchar', length: 32 })
  refusedReason!: string;
}
