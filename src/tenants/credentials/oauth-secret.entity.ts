import { Column, Index, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../../persistence/database/epoch-millis.js';
import { Table } from '../../persistence/database/table.decorator.js';
import { endOf } from './credential-life.js';

/** A secret of an OAuth client. Only its hash is stored. */
@Table('oauth_secrets', { atTenantDeletion: 'removed-with-it' })
@Index('uq_oauth_secrets_hint', ['hint'], { unique: true })
@Index('uq_oauth_secrets_sha256', ['sha256'], { unique: true })
@Index('ix_oauth_secrets_client', ['tenantId', 'clientId', 'id'])
export class OAuthSecret {
  /** 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @Column({ name: 'client_id', type: 'varchar', length: 16 })
  clientId!: string;

  /**
   * The first characters of the secret (`ids_` and the lookup id): finds the row and identifies the secret in lists.
   */
  @Column({ type: 'varchar', length: 12 })
  hint!: string;

  /** SHA-256 of the whole secret, hexadecimal. */
  @Column({ type: 'varchar', length: 64 })
  sha256!: string;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'bigint', transformer: epochMillis })
  expiresAt!: Date;

  /** When the overlap with the replacing secret ends. */
  @Column({ name: 'retires_at', type: 'bigint', nullable: true, transformer: epochMillis })
  retiresAt!: Date | null;

  /** Id of the secret that replaces it. */
  @Column({ name: 'replaced_by', type: 'varchar', length: 16, nullable: true })
  replacedBy!: string | null;

  @Column({ name: 'revoked_at', type: 'bigint', nullable: true, transformer: epochMillis })
  revokedAt!: Date | null;

  @Column({ name: 'last_used_at', type: 'bigint', nullable: true, transformer: epochMillis })
  lastUsedAt!: Date | null;

  /** Hint of the set-up link that was used to create it; null when an operator created it. */
  @Column({ name: 'made_by', type: 'varchar', length: 12, nullable: true })
  madeBy!: string | null;

  /** When the secret stops working unless it is revoked earlier. */
  get endsAt(): Date {
    return new Date(endOf(this));
  }
}
