import { Column, Index, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../../persistence/database/epoch-millis.js';
import { Table } from '../../persistence/database/table.decorator.js';
import { endOf } from '../../tenants/credentials/credential-life.js';

/** A secret of an application. Only its hash is stored. */
@Table('application_secrets', { atTenantDeletion: 'of-no-tenant' })
@Index('ix_application_secrets_application', ['applicationId', 'id'])
@Index('ix_application_secrets_expiry', ['expiresAt'])
export class ApplicationSecret {
  /** 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  @Column({ name: 'application_id', type: 'varchar', length: 16 })
  applicationId!: string;

  /** The first characters of the secret (`ids_` and the lookup id), which identify it in lists. */
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

  @Column({ name: 'revoked_at', type: 'bigint', nullable: true, transformer: epochMillis })
  revokedAt!: Date | null;

  @Column({ name: 'last_used_at', type: 'bigint', nullable: true, transformer: epochMillis })
  lastUsedAt!: Date | null;

  /** When the secret stops working unless it is revoked earlier. */
  get endsAt(): Date {
    return new Date(endOf(this));
  }
}
