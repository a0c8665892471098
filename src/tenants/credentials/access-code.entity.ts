import { Column, Index, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../../persistence/database/epoch-millis.js';
import { Table } from '../../persistence/database/table.decorator.js';
import { endOf } from './credential-life.js';

/** An access code of a tenant (Entra's *Secret Token*). Only its hash is stored. */
@Table('access_codes', { atTenantDeletion: 'removed-with-it' })
@Index('uq_access_codes_hint', ['hint'], { unique: true })
@Index('uq_access_codes_sha256', ['sha256'], { unique: true })
@Index('ix_access_codes_tenant', ['tenantId', 'id'])
export class AccessCode {
  /** 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** The first characters of the code (`idk_` and the lookup id): finds the row and identifies the code in lists. */
  @Column({ type: 'varchar', length: 12 })
  hint!: string;

  /** SHA-256 of the whole code, hexadecimal. */
  @Column({ type: 'varchar', length: 64 })
  sha256!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  description!: string | null;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'bigint', nullable: true, transformer: epochMillis })
  expiresAt!: Date | null;

  /** When the overlap with the replacing code ends. Separate from `expiresAt`, which the replacing code inherits. */
  @Column({ name: 'retires_at', type: 'bigint', nullable: true, transformer: epochMillis })
  retiresAt!: Date | null;

  /** Id of the code that replaces it. */
  @Column({ name: 'replaced_by', type: 'varchar', length: 16, nullable: true })
  replacedBy!: string | null;

  @Column({ name: 'revoked_at', type: 'bigint', nullable: true, transformer: epochMillis })
  revokedAt!: Date | null;

  @Column({ name: 'last_used_at', type: 'bigint', nullable: true, transformer: epochMillis })
  lastUsedAt!: Date | null;

  /** Hint of the set-up link that was used to create it; null when an operator created it. */
  @Column({ name: 'made_by', type: 'varchar', length: 12, nullable: true })
  madeBy!: string | null;

  /** When the code stops working unless it is revoked earlier; `null` for never. */
  get endsAt(): Date | null {
    const end = endOf(this);
    return end === Infinity ? null : new Date(end);
  }
}
