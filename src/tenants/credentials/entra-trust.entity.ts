import { Column, Index, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../../persistence/database/epoch-millis.js';
import { Table } from '../../persistence/database/table.decorator.js';

/**
 * A tenant's acceptance of tokens signed for Entra's provisioning service, which Entra sends when *Secret Token* is
 * blank.
 */
@Table('entra_trusts', { atTenantDeletion: 'removed-with-it' })
@Index('uq_entra_trusts_tenant', ['tenantId'], { unique: true })
export class EntraTrust {
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @Column({ type: 'simple-json' })
  audiences!: string[];

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;

  @Column({ name: 'last_used_at', type: 'bigint', nullable: true, transformer: epochMillis })
  lastUsedAt!: Date | null;
}
