import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../../persistence/database/table.decorator.js';

/** An assertion that the token endpoint has accepted and will not accept again. */
@Table('used_assertions')
@Index('ix_used_assertions_expiry', ['tenantId', 'expiresAt'])
export class UsedAssertion {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  sha256!: string;

  @Column({ name: 'expires_at', type: 'bigint' })
  expiresAt!: number;
}
