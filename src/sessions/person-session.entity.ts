import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** A session of a person who signed in with Entra. It ends with the person. Times are those of the database. */
@Table('person_sessions', { atTenantDeletion: 'removed-with-it', endsWithPerson: true })
@Index('ix_person_sessions_user', ['tenantId', 'userId', 'createdAt'])
@Index('ix_person_sessions_entra_session', ['tenantId', 'entraSession'])
@Index('ix_person_sessions_entra_subject', ['tenantId', 'entraSubject'])
@Index('ix_person_sessions_ends', ['endsAt'])
@Index('ix_person_sessions_used', ['lastUsedAt'])
export class PersonSession {
  /** The first characters of the session secret (`idp_` and the lookup id): identifies the session in lists. */
  @PrimaryColumn({ type: 'varchar', length: 12 })
  hint!: string;

  /** SHA-256 of the whole session secret, hexadecimal. */
  @Column({ type: 'varchar', length: 64 })
  sha256!: string;

  @Column({ name: 'tenant_id', type: 'varchar', length: 12 })
  tenantId!: string;

  @Column({ name: 'user_id', type: 'varchar', length: 36 })
  userId!: string;

  /** Times in milliseconds since 1970. */
  @Column({ name: 'created_at', type: 'bigint' })
  createdAt!: number;

  /** Written at most once a minute. */
  @Column({ name: 'last_used_at', type: 'bigint' })
  lastUsedAt!: number;

  /** When it ends, however much it is used. */
  @Column({ name: 'ends_at', type: 'bigint' })
  endsAt!: number;

  /** Where the person signed in: address and browser, for the person to recognise. */
  @Column({ type: 'varchar', length: 45 })
  address!: string;

  @Column({ name: 'user_agent', type: 'varchar', length: 255, nullable: true })
  userAgent!: string | null;

  /** The claims `sid` and `sub` of the ID token, which a logout token may name. */
  @Column({ name: 'entra_session', type: 'varchar', length: 255, nullable: true })
  entraSession!: string | null;

  @Column({ name: 'entra_subject', type: 'varchar', length: 255, nullable: true })
  entraSubject!: string | null;
}
