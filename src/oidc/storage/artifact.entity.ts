import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../../persistence/database/table.decorator.js';

/** What the OpenID Provider stores: grants, codes, tokens, sessions of browsers, sign-ins under way. */
@Table('oidc_artifacts', { atTenantDeletion: 'removed-with-it', endsWithPerson: true })
@Index('ix_oidc_artifacts_user', ['tenantId', 'userId'])
@Index('ix_oidc_artifacts_grant', ['grantId'])
@Index('ix_oidc_artifacts_session', ['sessionUid'])
@Index('ix_oidc_artifacts_person_session', ['personSession'])
@Index('ix_oidc_artifacts_expiry', ['expiresAt'])
export class Artifact {
  /** SHA-256 of its kind and id, hexadecimal: the id of a code, token or cookie is a secret. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id!: string;

  /** The person whom it is for; null as long as nobody has signed in. */
  @Column({ name: 'tenant_id', type: 'varchar', length: 12, nullable: true })
  tenantId!: string | null;

  @Column({ name: 'user_id', type: 'varchar', length: 36, nullable: true })
  userId!: string | null;

  /** The name of a model of `oidc-provider`, such as `RefreshToken`. */
  @Column({ type: 'varchar', length: 32 })
  kind!: string;

  @Column({ name: 'grant_id', type: 'varchar', length: 64, nullable: true })
  grantId!: string | null;

  /** Of a session: the id by which codes and tokens refer to it. */
  @Column({ name: 'session_uid', type: 'varchar', length: 64, nullable: true })
  sessionUid!: string | null;

  /** Of a session: that of the person, through which it was made. */
  @Column({ name: 'person_session', type: 'varchar', length: 12, nullable: true })
  personSession!: string | null;

  /** JSON, without the id. */
  @Column({ type: 'text' })
  payload!: string;

  /** When a code or refresh token was used. Times in milliseconds since 1970. */
  @Column({ name: 'consumed_at', type: 'bigint', nullable: true })
  consumedAt!: number | null;

  @Column({ name: 'expires_at', type: 'bigint' })
  expiresAt!: number;
}
