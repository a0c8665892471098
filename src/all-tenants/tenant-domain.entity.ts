import { Column, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** A domain of user names, e-mail addresses and contacts of a tenant, derived from these now and then. */
@Table('tenant_domains')
export class TenantDomain {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** In the form of a comparison key. */
  @PrimaryColumn({ type: 'varchar', length: 253 })
  domain!: string;

  /** How many user names and addresses were seen to have it. */
  @Column({ type: 'int' })
  uses!: number;
}
