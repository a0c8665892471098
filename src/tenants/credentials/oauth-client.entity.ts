import { Column, Index, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../../persistence/database/epoch-millis.js';
import { Table } from '../../persistence/database/table.decorator.js';

/** An OAuth client of a tenant, which authenticates with one of several secrets. */
@Table('oauth_clients', { atTenantDeletion: 'removed-with-it' })
@Index('ix_oauth_clients_tenant', ['tenantId', 'id'])
export class OAuthClient {
  /** OAuth's `client_id`: 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  description!: string | null;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;
}
