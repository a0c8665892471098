import { Column, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../../persistence/database/epoch-millis.js';
import { Table } from '../../persistence/database/table.decorator.js';

/** How an application proves its identity: with a secret, or by signing with a key of its own. */
export const APPLICATION_AUTHENTICATIONS = ['client_secret', 'private_key_jwt'] as const;
export type ApplicationAuthentication = (typeof APPLICATION_AUTHENTICATIONS)[number];

/** A public key of an application (RFC 7517). */
export interface PublicKey {
  readonly kty: string;
  readonly [member: string]: unknown;
}

/** An application of InviteDesk that people sign in to, through the OpenID Provider. */
@Table('applications', { atTenantDeletion: 'of-no-tenant' })
export class Application {
  /** OAuth's `client_id`: 16 lower-case letters and digits, ordered by time of creation. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ name: 'redirect_uris', type: 'simple-json' })
  redirectUris!: string[];

  @Column({ name: 'post_logout_redirect_uris', type: 'simple-json' })
  postLogoutRedirectUris!: string[];

  /** Is told when a person's session ends (OpenID Connect Back-Channel Logout 1.0). */
  @Column({ name: 'backchannel_logout_uri', type: 'varchar', length: 2000, nullable: true })
  backchannelLogoutUri!: string | null;

  @Column({ type: 'varchar', length: 16 })
  authentication!: ApplicationAuthentication;

  /** Public keys for `private_key_jwt`; null where they are fetched, or not used. */
  @Column({ type: 'simple-json', nullable: true })
  jwks!: PublicKey[] | null;

  @Column({ name: 'jwks_uri', type: 'varchar', length: 2000, nullable: true })
  jwksUri!: string | null;

  @Column({ name: 'created_at', type: 'bigint', transformer: epochMillis })
  createdAt!: Date;
}
