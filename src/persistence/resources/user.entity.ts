import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../database/table.decorator.js';

/**
 * A SCIM User: its document, which is authoritative, and the columns derived from it. Indexes end with the id, which
 * InnoDB appends anyway: so they also serve the order of a page.
 */
@Table('users', { rowid: true })
@Index('uq_users_user_name', ['tenantId', 'userNameKey'], { unique: true })
@Index('ix_users_external_id', ['tenantId', 'externalId', 'id'])
@Index('ix_users_display_name', ['tenantId', 'displayNameKey', 'id'])
@Index('ix_users_active', ['tenantId', 'active', 'id'])
@Index('ix_users_created', ['tenantId', 'createdAt', 'id'])
@Index('ix_users_modified', ['tenantId', 'modifiedAt', 'id'])
@Index('ix_users_version', ['tenantId', 'version', 'id'])
export class User {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  /** The value as sent; key columns hold normalised values for comparison. */
  @Column({ name: 'user_name', type: 'varchar', length: 255 })
  userName!: string;

  @Column({ name: 'user_name_key', type: 'varchar', length: 255 })
  userNameKey!: string;

  /** An index holds 255 characters: for a longer key, its beginning and a digest. */
  @Column({ name: 'external_id', type: 'varchar', length: 255, nullable: true })
  externalId!: string | null;

  /** The whole key when the column above cannot hold it. */
  @Column({ name: 'external_id_text', type: 'varchar', length: 1024, nullable: true })
  externalIdText!: string | null;

  @Column({ name: 'display_name_key', type: 'varchar', length: 255, nullable: true })
  displayNameKey!: string | null;

  @Column({ name: 'display_name_text', type: 'varchar', length: 1024, nullable: true })
  displayNameText!: string | null;

  @Column({ type: 'tinyint', nullable: true })
  active!: number | null;

  /** Whether the person has ever signed in: a write that disables or deletes anybody else has no sessions to end. */
  @Column({ name: 'has_signed_in', type: 'tinyint', default: 0 })
  hasSignedIn!: number;

  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;

  @Column({ name: 'modified_at', type: 'bigint' })
  modifiedAt!: number;

  @Column({ type: 'int', unsigned: true })
  version!: number;

  @Column({ type: 'mediumtext' })
  document!: string;
}
