import { Column, Index, PrimaryColumn } from 'typeorm';
import { Table } from '../persistence/database/table.decorator.js';

/** A sign-in that a browser has begun and not brought back from Entra yet. Holds no secret, only hashes. */
@Table('sign_in_attempts', { atTenantDeletion: 'of-no-tenant' })
@Index('ix_sign_in_attempts_expiry', ['expiresAt'])
export class SignInAttempt {
  /** SHA-256 of the parameter `state`, hexadecimal. */
  @PrimaryColumn({ name: 'state_sha256', type: 'varchar', length: 64 })
  stateSha256!: string;

  /** SHA-256 of the secret in the browser's cookie, hexadecimal. */
  @Column({ name: 'browser_sha256', type: 'varchar', length: 64 })
  browserSha256!: string;

  /** Of the cloud; null for the first one. */
  @Column({ name: 'login_host', type: 'varchar', length: 255, nullable: true })
  loginHost!: string | null;

  /** The only Entra tenant that the person may come from; null for any. */
  @Column({ name: 'entra_tenant_id', type: 'varchar', length: 36, nullable: true })
  entraTenantId!: string | null;

  /** The path that follows. */
  @Column({ name: 'return_to', type: 'varchar', length: 1024 })
  returnTo!: string;

  /** Milliseconds since 1970, by the clock of the database. */
  @Column({ name: 'expires_at', type: 'bigint' })
  expiresAt!: number;
}
