import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis } from './epoch-millis.js';

/** A customer of InviteDesk and its Microsoft Entra tenant. */
@Entity('tenants')
export class Tenant {
  /** 12 lower-case letters and digits; leads the key of every row the tenant owns. */
  @PrimaryColumn({ type: 'varchar', length: 12 })
  id!: string;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  /** GUID of the Entra tenant, lower-case. */
  @Column({ name: 'entra_tenant_id', type: 'varchar', length: 36, unique: true })
  entraTenantId!: string;

  /** The toggle of Settings > Active Directory. */
  @Column({ name: 'provisioning_enabled', type: 'boolean' })
  provisioningEnabled!: boolean;

  /** Names the state of its extension schemas; null without any. Another one with every change. */
  @Column({ name: 'schemas_revision', type: 'varchar', length: 36, nullable: true })
  schemasRevision!: string | null;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;
}
