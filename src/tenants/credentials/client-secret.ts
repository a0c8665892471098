import { Column, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../../persistence/database/epoch-millis.js';
import { endOf } from './credential-life.js';

/** A secret with which a client proves its identity. Only its hash is stored. */
export abstract class ClientSecret {
  /** 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

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

  /** When the secret stops working unless it is revoked earlier. */
  get endsAt(): Date {
    return new Date(endOf(this));
  }
}
