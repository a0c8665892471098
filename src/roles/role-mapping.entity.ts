import { Column, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** One row of the list that gives members of groups their role in InviteDesk. */
@Table('role_mappings', { atTenantDeletion: 'removed-with-it' })
export class RoleMapping {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** The place in the list: of several mappings that match a person, the one with the lowest position counts. */
  @PrimaryColumn({ type: 'int' })
  position!: number;

  @Column({ name: 'group_id', type: 'varchar', length: 36 })
  groupId!: string;

  /** When the mapping was stored: names a group that has been deleted since. */
  @Column({ name: 'group_name', type: 'varchar', length: 1024 })
  groupName!: string;

  @Column({ type: 'varchar', length: 64 })
  role!: string;
}
