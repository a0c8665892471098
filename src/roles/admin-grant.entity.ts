import { Column, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** A group or a role that makes people admins of their tenant. */
@Table('admin_grants', { atTenantDeletion: 'removed-with-it' })
export class AdminGrant {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @PrimaryColumn({ type: 'varchar', length: 8 })
  kind!: 'group' | 'role';

  /** The id of the group, or the role regardless of letter case. */
  @PrimaryColumn({ type: 'varchar', length: 128 })
  value!: string;

  /** The name of the group when it was chosen, or the role as it was given. */
  @Column({ type: 'varchar', length: 1024 })
  name!: string;
}
