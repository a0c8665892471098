import { Column, Index, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../persistence/database/epoch-millis.js';
import { Table } from '../persistence/database/table.decorator.js';

/** A customer of InviteDesk and its Microsoft Entra tenant. */
@Table('tenants', { atTenantDeletion: 'of-no-tenant' })
@Index('uq_tenants_entra_tenant_id', ['entraTenantId'], { unique: true })
@Index('uq_tenants_origin', ['originId'], { unique: true })
@Index('ix_tenants_created', ['createdAt', 'id'])
@Index('ix_tenants_name', ['nameKey', 'id'])
export class Tenant {
  /** 12 lower-case letters and digits; the first column of the key of every row of the tenant. */
  @PrimaryColumn({ type: 'varchar', length: 12 })
  id!: string;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  /** Made by `tenantNameKey`; empty for a tenant that the previous build has added, until tenants are listed. */
  @Column({ name: 'name_key', type: 'varchar', length: 255, default: '' })
  nameKey!: string;

  /** GUID of the Entra tenant, lower-case. */
  @Column({ name: 'entra_tenant_id', type: 'varchar', length: 36 })
  entraTenantId!: string;

  /** Of an imported tenant: the id under which its users were first provisioned, in another deployment. */
  @Column({ name: 'origin_id', type: 'varchar', length: 12, nullable: true })
  originId!: string | null;

  /** The toggle of Settings > Active Directory. */
  @Column({ name: 'provisioning_enabled', type: 'boolean' })
  provisioningEnabled!: boolean;

  /** Identifies the state of its extension schemas, and changes with them; null without any. */
  @Column({ name: 'schemas_revision', type: 'varchar', length: 36, nullable: true })
  schemasRevision!: string | null;

  /** Whether `displayName` is unique among its groups. */
  @Column({ name: 'unique_group_names', type: 'boolean', default: true })
  uniqueGroupNames!: boolean;

  /** Whether requests must follow the SCIM interoperability profile. */
  @Column({ name: 'strict', type: 'boolean', default: false })
  strict!: boolean;

  /** Whether `/Schemas` leaves out what Microsoft's tools fail on. */
  @Column({ name: 'schemas_for_entra', type: 'boolean', default: true })
  schemasForEntra!: boolean;

  /** Requests a second that it may send; null for the default of the service. */
  @Column({ name: 'rate_limit', type: 'int', nullable: true })
  rateLimit!: number | null;

  /** Until when the bodies of its requests are logged, in milliseconds since 1970; null when they are not. */
  @Column({ name: 'log_bodies_until', type: 'bigint', nullable: true })
  logBodiesUntil!: number | null;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;
}
