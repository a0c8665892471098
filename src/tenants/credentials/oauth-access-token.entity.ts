import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../../persistence/database/table.decorator.js';

/** An access token issued by the token endpoint. Only its hash is stored. */
@Table('oauth_access_tokens')
@Index('ix_oauth_access_tokens_expiry', ['tenantId', 'expiresAt'])
export class OAuthAccessToken {
  /** The first characters of the token, by which its row is found. */
  @PrimaryColumn({ type: 'varchar', length: 12 })
  hint!: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** The secret or federated credential that it was issued for. */
  @Column({ name: 'credential_id', type: 'varchar', length: 16 })
  credentialId!: string;

  /** SHA-256 of the whole token, hexadecimal. */
  @Column({ type: 'varchar', length: 64 })
  sha256!: string;

  @Column({ name: 'expires_at', type: 'bigint' })
  expiresAt!: number;
}
