import { Column, Index, PrimaryColumn } from 'typeorm';
import type { OperatorRole } from '../access/operator-role.js';
import { epochMillis } from '../persistence/database/epoch-millis.js';
import { Table } from '../persistence/database/table.decorator.js';

/** An admin token with a name, a role and an end. Only the hash of its secret is stored. */
@Table('admin_tokens', { atTenantDeletion: 'of-no-tenant' })
@Index('uq_admin_tokens_hint', ['hint'], { unique: true })
export class NamedToken {
  /** 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  /** The first characters of the token (`idm_` and the lookup id): finds the row and identifies the token in lists. */
  @Column({ type: 'varchar', length: 12 })
  hint!: string;

  /** SHA-256 of the whole token, hexadecimal. */
  @Column({ type: 'varchar', length: 64 })
  sha256!: string;

  @Column({ type: 'varchar', length: 128 })
  name!: string;

  @Column({ type: 'varchar', length: 16 })
  role!: OperatorRole;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'bigint', transformer: epochMillis })
  expiresAt!: Date;

  @Column({ name: 'revoked_at', type: 'bigint', nullable: true, transformer: epochMillis })
  revokedAt!: Date | null;

  @Column({ name: 'last_used_at', type: 'bigint', nullable: true, transformer: epochMillis })
  lastUsedAt!: Date | null;
}
