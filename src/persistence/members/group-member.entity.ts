import { Column, Index, PrimaryColumn } from 'typeorm';
import type { TypeName } from '../../scim/resource-type.js';
import { Table } from '../database/table.decorator.js';

/** The membership of a user or group in a group. Documents contain no memberships. */
@Table('group_members')
@Index('ix_group_members_member', ['tenantId', 'memberId'])
export class GroupMember {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @PrimaryColumn({ name: 'group_id', type: 'varchar', length: 36 })
  groupId!: string;

  @PrimaryColumn({ name: 'member_id', type: 'varchar', length: 36 })
  memberId!: string;

  @Column({ name: 'member_type', type: 'varchar', length: 5 })
  memberType!: TypeName;

  /** In milliseconds since 1970; null for memberships of before the column, and of imported tenants. */
  @Column({ name: 'added_at', type: 'bigint', nullable: true })
  addedAt!: number | null;
}
