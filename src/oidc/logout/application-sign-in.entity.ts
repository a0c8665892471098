import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../../persistence/database/table.decorator.js';

/**
 * A person who is signed in to an application that wants to be told when that ends. Once it is due, the application is
 * sent a logout token, and the row goes.
 */
@Table('application_sign_ins', { atTenantDeletion: 'kept', endsWithPerson: 'announced' })
@Index('ix_application_sign_ins_user', ['tenantId', 'userId'])
@Index('ix_application_sign_ins_due', ['dueAt'])
@Index('ix_application_sign_ins_expiry', ['expiresAt'])
export class ApplicationSignIn {
  /** The claim `sid` of the ID token. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id!: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @Column({ name: 'user_id', type: 'varchar', length: 36 })
  userId!: string;

  @Column({ name: 'application_id', type: 'varchar', length: 16 })
  applicationId!: string;

  /** The issuer by which the application knows the provider. */
  @Column({ type: 'varchar', length: 2000 })
  issuer!: string;

  /** When the application is to be told next; null while the person is signed in. Times in milliseconds since 1970. */
  @Column({ name: 'due_at', type: 'bigint', nullable: true })
  dueAt!: number | null;

  @Column({ type: 'integer' })
  attempts!: number;

  @Column({ name: 'expires_at', type: 'bigint' })
  expiresAt!: number;
}
