import { Column, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';
import type { CountKind } from './request-counts.js';

/** How many requests of one kind a tenant has sent in an hour. */
@Table('request_counts')
export class RequestCount {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** When it began, in milliseconds since 1970. */
  @PrimaryColumn({ type: 'bigint' })
  hour!: number;

  @PrimaryColumn({ type: 'varchar', length: 16 })
  kind!: CountKind;

  /** Why they failed, or the name of an attribute that writes held and nothing stores. */
  @PrimaryColumn({ type: 'varchar', length: 120 })
  reason!: string;

  @Column({ type: 'bigint' })
  requests!: number;
}
