import { Column, Index, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../persistence/database/epoch-millis.js';
import { Table } from '../persistence/database/table.decorator.js';

/** A link that lets a customer's IT set up its own tenant in the console. Only the hash of its secret is stored. */
@Table('setup_links', { atTenantDeletion: 'removed-with-it' })
@Index('uq_setup_links_hint', ['hint'], { unique: true })
@Index('ix_setup_links_tenant', ['tenantId', 'id'])
export class SetupLink {
  /** 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** The first characters of the secret (`idl_` and the lookup id). */
  @Column({ type: 'varchar', length: 12 })
  hint!: string;

  /** SHA-256 of the whole secret, hexadecimal. */
  @Column({ type: 'varchar', length: 64 })
  sha256!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  description!: string | null;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'bigint', transformer: epochMillis })
  expiresAt!: Date;

  @Column({ name: 'revoked_at', type: 'bigint', nullable: true, transformer: epochMillis })
  revokedAt!: Date | null;

  @Column({ name: 'last_used_at', type: 'bigint', nullable: true, transformer: epochMillis })
  lastUsedAt!: Date | null;

  /** Maximum and current number of sign-ins with the link. */
  @Column({ name: 'max_uses', type: 'int', default: 10 })
  maxUses!: number;

  @Column({ type: 'int', default: 0 })
  uses!: number;
}
