import { Column, Index } from 'typeorm';
import { Table } from '../../persistence/database/table.decorator.js';
import { ClientSecret } from './client-secret.js';

/** A secret of an OAuth client. */
@Table('oauth_secrets', { atTenantDeletion: 'removed-with-it' })
@Index('uq_oauth_secrets_hint', ['hint'], { unique: true })
@Index('uq_oauth_secrets_sha256', ['sha256'], { unique: true })
@Index('ix_oauth_secrets_client', ['tenantId', 'clientId', 'id'])
export class OAuthSecret extends ClientSecret {
  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @Column({ name: 'client_id', type: 'varchar', length: 16 })
  clientId!: string;

  /** Hint of the set-up link that was used to create it; null when an operator created it. */
  @Column({ name: 'made_by', type: 'varchar', length: 12, nullable: true })
  madeBy!: string | null;
}
