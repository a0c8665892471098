import { Column, Index, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../../persistence/database/epoch-millis.js';
import { Table } from '../../persistence/database/table.decorator.js';

/** A tenant's trust in a workload identity of its Entra tenant, without a shared secret. */
@Table('federated_credentials', { atTenantDeletion: 'removed-with-it' })
@Index('ix_federated_credentials_tenant', ['tenantId', 'id'])
export class FederatedCredential {
  /** OAuth's `client_id`: 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  description!: string | null;

  @Column({ type: 'varchar', length: 255 })
  issuer!: string;

  @Column({ type: 'varchar', length: 255 })
  subject!: string;

  @Column({ type: 'simple-json' })
  audiences!: string[];

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;

  @Column({ name: 'last_used_at', type: 'bigint', nullable: true, transformer: epochMillis })
  lastUsedAt!: Date | null;

  /** Hint of the set-up link that was used to create it; null when an operator created it. */
  @Column({ name: 'made_by', type: 'varchar', length: 12, nullable: true })
  madeBy!: string | null;
}
