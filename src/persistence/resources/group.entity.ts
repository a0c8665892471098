import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../database/table.decorator.js';

/**
 * A SCIM Group, as `User` is stored. A tenant may let groups share a name. Whatever it lets, no two groups have one name
 * and one external id; and of those that are marked as alone with their name no two have one name.
 */
@Table('groups', { rowid: true })
@Index('uq_groups_unique_name', ['tenantId', 'uniqueName'], { unique: true })
@Index('uq_groups_name_and_external_id', ['tenantId', 'displayNameKey', 'externalIdOrNone'], { unique: true })
@Index('ix_groups_external_id', ['tenantId', 'externalId', 'id'])
@Index('ix_groups_created', ['tenantId', 'createdAt', 'id'])
@Index('ix_groups_modified', ['tenantId', 'modifiedAt', 'id'])
@Index('ix_groups_version', ['tenantId', 'version', 'id'])
export class Group {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  /** As it was sent; keys are as values are compared. */
  @Column({ name: 'display_name', type: 'varchar', length: 1024 })
  displayName!: string;

  /** An index holds 255 characters: of a longer key this has the beginning and a digest. */
  @Column({ name: 'display_name_key', type: 'varchar', length: 255 })
  displayNameKey!: string;

  /** The whole key where the column above cannot hold it. */
  @Column({ name: 'display_name_text', type: 'varchar', length: 1024, nullable: true })
  displayNameText!: string | null;

  @Column({ name: 'external_id', type: 'varchar', length: 255, nullable: true })
  externalId!: string | null;

  @Column({ name: 'external_id_text', type: 'varchar', length: 1024, nullable: true })
  externalIdText!: string | null;

  /** 1 when another group may have its name. */
  @Column({ name: 'shares_name', type: 'tinyint', default: 0 })
  sharesName!: number;

  @Column({
    name: 'unique_name',
    type: 'varchar',
    length: 255,
    nullable: true,
    generatedType: 'VIRTUAL',
    asExpression: 'CASE shares_name WHEN 0 THEN display_name_key END',
  })
  uniqueName!: string | null;

  /** In a unique key, NULL is equal to nothing. */
  @Column({
    name: 'external_id_or_none',
    type: 'varchar',
    length: 255,
    nullable: true,
    generatedType: 'VIRTUAL',
    asExpression: "COALESCE(external_id, '')",
  })
  externalIdOrNone!: string;

  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;

  @Column({ name: 'modified_at', type: 'bigint' })
  modifiedAt!: number;

  @Column({ type: 'int', unsigned: true })
  version!: number;

  @Column({ type: 'mediumtext' })
  document!: string;
}
