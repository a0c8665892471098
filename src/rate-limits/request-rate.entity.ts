import { Column, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** How much of its allowance a tenant has used up, in all processes together. */
@Table('request_rates')
export class RequestRate {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** When the allowance will be whole again, in microseconds since 1970 by the clock of the database. */
  @Column({ name: 'full_at', type: 'bigint' })
  fullAt!: number;
}
