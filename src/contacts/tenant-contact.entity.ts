import { Column, Index, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../persistence/database/epoch-millis.js';
import { Table } from '../persistence/database/table.decorator.js';

/** An e-mail address of a tenant's people, who are told what needs them. */
@Table('tenant_contacts', { atTenantDeletion: 'removed-with-it' })
@Index('uq_tenant_contacts_address', ['tenantId', 'addressKey'], { unique: true })
export class TenantContact {
  /** 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** As it was entered. */
  @Column({ type: 'varchar', length: 254 })
  address!: string;

  /** In lower case. */
  @Column({ name: 'address_key', type: 'varchar', length: 254 })
  addressKey!: string;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;

  /** When its owner has unsubscribed: nothing is sent from then on. */
  @Column({ name: 'unsubscribed_at', type: 'bigint', nullable: true, transformer: epochMillis })
  unsubscribedAt!: Date | null;
}
