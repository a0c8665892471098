import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../../persistence/database/table.decorator.js';

/**
 * A write with the bodies of request and answer, without secrets. Beside the log rather than in it: rows exist for a few
 * tenants only, are long, and are removed earlier.
 */
@Table('logged_bodies', { rowid: true })
@Index('ix_logged_bodies_request', ['tenantId', 'requestId', 'id'])
export class LoggedBodies {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** A UUIDv7 of the time of the answer: the entries of the request are older. */
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ name: 'request_id', type: 'varchar', length: 64 })
  requestId!: string;

  @Column({ type: 'varchar', length: 8 })
  method!: string;

  /** With the query, from the path of the service on. */
  @Column({ type: 'varchar', length: 2048 })
  path!: string;

  /** The headers of the request that matter to repeat it, as a JSON object. */
  @Column({ type: 'text' })
  headers!: string;

  /** Ends with `…` when it is cut; null without a body, and for one that is no JSON. */
  @Column({ type: 'mediumtext', nullable: true })
  request!: string | null;

  @Column({ type: 'mediumtext', nullable: true })
  answer!: string | null;
}
