import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** A console session of an operator or of the holder of a set-up link. */
@Table('console_sessions', { atTenantDeletion: 'removed-with-it' })
@Index('ix_console_sessions_tenant', ['tenantId'])
@Index('ix_console_sessions_expiry', ['expiresAt'])
@Index('ix_console_sessions_seen', ['lastSeenAt'])
@Index('ix_console_sessions_created', ['createdAt', 'hint'])
export class ConsoleSession {
  /** The first characters of the session secret (`idc_` and the lookup id). */
  @PrimaryColumn({ type: 'varchar', length: 12 })
  hint!: string;

  /** SHA-256 of the whole session secret, hexadecimal. */
  @Column({ type: 'varchar', length: 64 })
  sha256!: string;

  /** The only tenant that the session may access; `null` for an operator's session. */
  @Column({ name: 'tenant_id', type: 'varchar', length: 12, nullable: true })
  tenantId!: string | null;

  @Column({ name: 'setup_link_id', type: 'varchar', length: 16, nullable: true })
  setupLinkId!: string | null;

  /** Fingerprint of the admin token that an operator signed in with: a new token ends the session. */
  @Column({ name: 'admin_token', type: 'varchar', length: 64, nullable: true })
  adminToken!: string | null;

  /** Id of the admin token with a name that an operator signed in with: the session ends with it. */
  @Column({ name: 'admin_token_id', type: 'varchar', length: 16, nullable: true })
  adminTokenId!: string | null;

  /** Where the user signed in: address and browser; null for sessions of the previous build. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  address!: string | null;

  @Column({ name: 'user_agent', type: 'varchar', length: 255, nullable: true })
  userAgent!: string | null;

  /** Times in milliseconds since 1970. */
  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;

  @Column({ name: 'last_seen_at', type: 'bigint' })
  lastSeenAt!: number;

  @Column({ name: 'expires_at', type: 'bigint' })
  expiresAt!: number;
}
