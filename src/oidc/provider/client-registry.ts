import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AdapterPayload } from 'oidc-provider';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { Application } from '../applications/application.entity.js';
import { SIGNING_ALGORITHM } from '../keys/signing-keys.js';

/** Stands for the secrets of an application, which are compared elsewhere: nobody knows it. */
const NO_SECRET = randomBytes(32).toString('base64url');
const CLIENT_ID = /^[0-9a-z]{16}$/;

/** The applications as clients of OpenID Connect. */
@Injectable()
export class ClientRegistry {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    if (!CLIENT_ID.test(id)) return undefined;
    const application = await this.database.entities((manager) => manager.findOneBy(Application, { id }));
    return application === null ? undefined : metadataOf(application);
  }
}

/** OpenID Connect Dynamic Client Registration 1.0 section 2. */
function metadataOf(application: Application): AdapterPayload {
  const { id, name, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, authentication } =
    application;
  const { jwks, jwksUri } = application;
  return {
    client_id: id,
    client_name: name,
    redirect_uris: redirectUris,
    post_logout_redirect_uris: postLogoutRedirectUris,
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    id_token_signed_response_alg: SIGNING_ALGORITHM,
    ...(authentication === 'client_secret'
      ? { token_endpoint_auth_method: 'client_secret_basic', client_secret: NO_SECRET }
      : { token_endpoint_auth_method: 'private_key_jwt' }),
    ...(jwks === null ? {} : { jwks: { keys: jwks } }),
    ...(jwksUri === null ? {} : { jwks_uri: jwksUri }),
    ...(backchannelLogoutUri === null
      ? {}
      : { backchannel_logout_uri: backchannelLogoutUri, backchannel_logout_session_required: true }),
  };
}
