import { Column, PrimaryColumn } from 'typeorm';
import type { TypeName } from '../../scim/resource-type.js';
import { epochMillis } from '../database/epoch-millis.js';
import { Table } from '../database/table.decorator.js';

/** An extension schema that a tenant has registered for one of its resource types. */
@Table('tenant_schemas', { atTenantDeletion: 'removed-with-it' })
export class TenantSchema {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** The URN in lower case, since URNs are compared case-insensitively. */
  @PrimaryColumn({ name: 'urn_key', type: 'varchar', length: 128 })
  urnKey!: string;

  @Column({ name: 'resource_type', type: 'varchar', length: 5 })
  resourceType!: TypeName;

  /** A `SchemaDefinition` as JSON. */
  @Column({ type: 'mediumtext' })
  definition!: string;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;
}
