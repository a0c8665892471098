import { Column, PrimaryColumn } from 'typeorm';
import type { TypeName } from '../../scim/resource-type.js';
import { Table } from '../database/table.decorator.js';

/**
 * One slot of a counter. The number of users or groups of a tenant is the sum of its slots, so that the total of a list
 * costs the same for any number. Concurrent changes use different slots.
 */
@Table('resource_counts')
export class ResourceCount {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @PrimaryColumn({ name: 'resource_type', type: 'varchar', length: 5 })
  resourceType!: TypeName;

  @PrimaryColumn({ type: 'tinyint', unsigned: true })
  slot!: number;

  @Column({ type: 'int' })
  resources!: number;
}
