import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../../persistence/database/table.decorator.js';
import { SealedColumn } from '../../secrets/sealed-column.js';

/** A key that ID tokens and logout tokens are signed with. */
@Table('oidc_signing_keys', { atTenantDeletion: 'of-no-tenant' })
@Index('ix_oidc_signing_keys_expiry', ['expiresAt'])
export class SigningKey {
  /** The `kid`: 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  /** A private key as JWK (RFC 7517). */
  @SealedColumn('private_key', 'the OpenID Provider, with which people sign in to applications')
  privateKey!: string;

  /** Times in milliseconds since 1970. */
  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;

  /** When nothing is left that was signed with it, so that it need not be published any more. */
  @Column({ name: 'expires_at', type: 'bigint' })
  expiresAt!: number;
}
