import { Column, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';
import type { CountKind } from './request-counts.js';

/** The number of requests of one kind that a tenant has sent in an hour. */
@Table('request_counts')
export class RequestCount {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** Beginning of the hour, in milliseconds since 1970. */
  @PrimaryColumn({ type: 'bigint' })
  hour!: number;

  @PrimaryColumn({ type: 'varchar', length: 16 })
  kind!: CountKind;

  /** The reason of failed requests, or the name of an ignored attribute. */
  @PrimaryColumn({ type: 'varchar', length: 120 })
  reason!: string;

  @Column({ type: 'bigint' })
  requests!: number;
}
