import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../database/table.decorator.js';

/**
 * A SCIM Group, stored like `User`. A tenant may allow groups to share a name. In any case, no two groups have the same
 * name and the same external id, and no two groups with `shares_name = 0` have the same name.
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

  /** The value as sent; key columns hold normalised values for comparison. */
  @Column({ name: 'display_name', type: 'varchar', length: 1024 })
  displayName!: string;

  /** An index holds 255 characters: for a longer key, its beginning and a digest. */
  @Column({ name: 'display_name_key', type: 'varchar', length: 255 })
  displayNameKey!: string;

  /** The whole key when the column above cannot hold it. */
  @Column({ name: 'display_name_text', type: 'varchar', length: 1024, nullable: true })
  displayNameText!: string | null;

  @Column({ name: 'external_id', type: 'varchar', length: 255, nullable: true })
  externalId!: string | null;

  @Column({ name: 'external_id_text', type: 'varchar', length: 1024, nullable: true })
  externalIdText!: string | null;

  /** 1 when other groups may have the same name. */
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

  /** Not NULL, since a unique key treats NULLs as different from each other. */
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
