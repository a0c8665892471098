import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** A mail to a contact: at most one a day for each reason, since the row is inserted before it is sent. */
@Table('contact_notices', { atTenantDeletion: 'removed-with-it' })
@Index('ix_contact_notices_created', ['createdAt'])
export class ContactNotice {
  @PrimaryColumn({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  /** Not the id of the contact: an address that is removed and added again on the same day is written to once. */
  @PrimaryColumn({ name: 'address_key', type: 'varchar', length: 254 })
  addressKey!: string;

  @PrimaryColumn({ type: 'varchar', length: 16 })
  reason!: string;

  /** Days since 1970. */
  @PrimaryColumn({ type: 'int' })
  day!: number;

  /**
   * `sending`; `waiting` for the next attempt after one that has certainly failed; `sent`; `given-up`. One that stays at
   * `sending` may have been sent before the process ended: it is never repeated.
   */
  @Column({ type: 'varchar', length: 8 })
  state!: string;

  @Column({ type: 'int' })
  attempts!: number;

  /** Times in milliseconds since 1970. */
  @Column({ name: 'next_attempt_at', type: 'bigint' })
  nextAttemptAt!: number;

  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;
}
