import type { KeyObject, webcrypto } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  Configuration,
  customFetch,
  modifyAssertion,
  PrivateKeyJwt,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type ClientAuth,
} from 'openid-client';
import type { Config } from '../config.js';
import { CONFIG } from '../http/injected-config.js';
import type { EntraCloud } from './entra-clouds.js';
import { EntraMetadataDocuments, type EntraMetadata } from './entra-metadata.js';
import type { SignInProof } from './sign-in-attempts.js';
import { EntraUnavailable, SignInRefused } from './sign-in-refused.js';

const SCOPE = 'openid profile email';
const PATIENCE_SECONDS = 10;
const MAX_ANSWER_BYTES = 262_144;
const ENTRA_ERROR = /\bAADSTS\d{1,9}\b/;

/** Where in Entra people sign in. */
export interface EntraAuthority {
  readonly cloud: EntraCloud;
  /** Null for any organisation of the cloud. */
  readonly entraTenantId: string | null;
}

/** The application that people sign in to, as a client of Entra: authorization code with PKCE. */
@Injectable()
export class EntraClient {
  private key: Promise<webcrypto.CryptoKey> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly metadata: EntraMetadataDocuments,
  ) {}

  /**
   * Makes sure that a sign-in can be begun.
   * @throws EntraUnavailable when Entra does not answer, or has no such tenant
   */
  async reach(authority: EntraAuthority): Promise<void> {
    await this.configuration(authority);
  }

  /**
   * Where a sign-in leads the browser.
   * @param asksAgain whether the person has to prove the identity even when Entra knows it from before
   * @throws EntraUnavailable when Entra does not answer, or has no such tenant
   */
  async authorizationUrl(
    authority: EntraAuthority,
    redirectUri: string,
    { state, nonce, codeVerifier }: SignInProof,
    asksAgain: boolean,
  ): Promise<URL> {
    return buildAuthorizationUrl(await this.configuration(authority), {
      redirect_uri: redirectUri,
      scope: SCOPE,
      response_mode: 'query',
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...(asksAgain ? { prompt: 'login' } : {}),
    });
  }

  /**
   * Exchanges the code of an authorization response.
   * @param response the address that Entra has led the browser to
   * @returns the ID token, not checked yet
   * @throws SignInRefused when Entra refuses; EntraUnavailable when it does not answer
   */
  async redeem(authority: EntraAuthority, response: URL, proof: SignInProof): Promise<string> {
    const configuration = await this.configuration(authority);
    let idToken: unknown;
    // The issuer that an ID token must name depends on the token itself, which openid-client allows for at one of
    // Entra's hosts only, and without comparing the tenant: so `EntraPeople` checks it.
    configuration[customFetch] = async (url, options) => {
      const answer = await fetch(url, options as RequestInit);
      const { id_token, ...others } = await readAnswer(answer);
      idToken = id_token;
      return new Response(JSON.stringify(others), { status: answer.status, headers: answer.headers });
    };
    try {
      await authorizationCodeGrant(configuration, response, {
        expectedState: proof.state,
        pkceCodeVerifier: proof.codeVerifier,
      });
    } catch (error) {
      throw meaningOf(error);
    }
    if (typeof idToken !== 'string') throw new SignInRefused('malformed');
    return idToken;
  }

  /** Where a person signs out of Entra; null when Entra does not answer. */
  async endSessionUrl(cloud: EntraCloud, returnTo: string): Promise<string | null> {
    const endpoint = (await this.metadata.find(cloud.origin, null))?.end_session_endpoint;
    if (endpoint == null) return null;
    const url = new URL(endpoint);
    url.searchParams.set('post_logout_redirect_uri', returnTo);
    url.searchParams.set('client_id', clientIdIn(cloud));
    return url.href;
  }

  private async configuration({ cloud, entraTenantId }: EntraAuthority): Promise<Configuration> {
    const metadata = await this.metadata.find(cloud.origin, entraTenantId);
    if (metadata === null) throw new EntraUnavailable('no discovery document');
    const authentication = await this.authentication(metadata.token_endpoint);
    const configuration = new Configuration(serverOf(metadata), clientIdIn(cloud), undefined, authentication);
    configuration.timeout = PATIENCE_SECONDS;
    // The settings allow this for a host on this machine only.
    if (metadata.token_endpoint.startsWith('http:')) allowInsecureRequests(configuration);
    return configuration;
  }

  private async authentication(tokenEndpoint: string): Promise<ClientAuth> {
    const { sso } = this.config;
    if (sso === null) throw new Error('No application is configured that people can sign in to');
    const { credential } = sso;
    if (credential.kind === 'secret') return ClientSecretPost(credential.secret);
    this.key ??= importKey(credential.key);
    return authenticationWith(await this.key, credential.thumbprint, tokenEndpoint);
  }
}

function clientIdIn({ clientId, host }: EntraCloud): string {
  if (clientId === null) throw new Error(`No application is configured at ${host}`);
  return clientId;
}

function serverOf({ end_session_endpoint: _end, ...server }: EntraMetadata) {
  return server;
}

/** With a certificate, Entra wants PS256, the thumbprint in the header, and its token endpoint as the audience. */
function authenticationWith(key: webcrypto.CryptoKey, thumbprint: string, tokenEndpoint: string): ClientAuth {
  return PrivateKeyJwt(key, {
    [modifyAssertion]: (header, payload) => {
      header['x5t#S256'] = thumbprint;
      payload.aud = tokenEndpoint;
    },
  });
}

function importKey(key: KeyObject): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-256' };
  return crypto.subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, false, [
    'sign',
  ]);
}

async function readAnswer(answer: Response): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error('The answer is too long');
    chunks.push(chunk);
  }
  return Object(JSON.parse(Buffer.concat(chunks).toString('utf8'))) as Record<string, unknown>;
}

/** What an error of openid-client means; only the codes of Entra's errors are kept, not what they tell of people. */
function meaningOf(error: unknown): Error {
  if (error instanceof AuthorizationResponseError) {
    return new SignInRefused('entra-error', null, {
      entraError: codeOf(error.error, error.error_description),
    });
  }
  if (error instanceof ResponseBodyError) {
    return new SignInRefused('code-refused', null, {
      entraError: codeOf(error.error, error.error_description),
    });
  }
  if (error instanceof WWWAuthenticateChallengeError) {
    return new SignInRefused('code-refused', null, { entraError: `status ${error.status}` });
  }
  const { code = 'unknown' } = Object(error) as { code?: string };
  // Such as a response with another state or two codes.
  return code === 'OAUTH_INVALID_RESPONSE'
    ? new SignInRefused('wrong-state')
    : new EntraUnavailable(`the token endpoint: ${code}`);
}

function codeOf(error: string, description = ''): string {
  const [code] = ENTRA_ERROR.exec(description) ?? [];
  return [error.replaceAll(/[^\w-]/g, '').slice(0, 64), ...(code === undefined ? [] : [code])].join(' ');
}
