import { Column, Index } from 'typeorm';
import { Table } from '../../persistence/database/table.decorator.js';
import { ClientSecret } from '../../tenants/credentials/client-secret.js';

/** A secret of an application. */
@Table('application_secrets', { atTenantDeletion: 'of-no-tenant' })
@Index('ix_application_secrets_application', ['applicationId', 'id'])
@Index('ix_application_secrets_expiry', ['expiresAt'])
export class ApplicationSecret extends ClientSecret {
  @Column({ name: 'application_id', type: 'varchar', length: 16 })
  applicationId!: string;
}
