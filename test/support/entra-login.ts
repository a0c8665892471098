import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';

export const CLIENT_ID = '6f9c1b5e-2d3a-4c47-9a51-0b1f4a7c2e10';
export const CLIENT_SECRET = 'q8~ThisIsTheSecretOfTheApplicationInEntra';

/** Somebody with an account in Entra. */
export interface EntraAccount {
  readonly tid: string;
  readonly oid: string;
  /** Further claims of the ID token. */
  readonly claims?: Record<string, unknown>;
}

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** An ID token as Entra would sign it, and what it takes to make another one. */
export interface IssuedToken {
  readonly claims: JWTPayload;
  readonly key: PrivateKey;
  /** The public key as it is published. */
  readonly published: JWK;
}

/**
 * Entra's login host: a certified OpenID Provider for each tenant, at Entra's addresses. Whoever `person` is has signed
 * in there already, so no page asks for anything.
 */
export class EntraLogin {
  person!: EntraAccount;
  /** Makes the ID token instead of Entra. */
  forge: ((issued: IssuedToken) => Promise<string> | string) | null = null;
  /** Whether requests for this path are answered with 503. */
  isAway: (path: string) => boolean = () => false;
  /** The form of every request to a token endpoint. */
  readonly redemptions: URLSearchParams[] = [];
  /** The public key of the application, which then proves itself with it instead of the secret. */
  private applicationKey: JWK | null = null;
  private readonly providers = new Map<string, Provider>();
  private serviceUrl = '';

  private constructor(
    private readonly server: Server,
    readonly origin: string,
    private readonly key: PrivateKey,
    private readonly published: JWK,
    /** The application as this cloud knows it. */
    readonly clientId: string,
  ) {}

  static async start(clientId = CLIENT_ID): Promise<EntraLogin> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const published = { ...(await exportJWK(publicKey)), kid: 'key-1', use: 'sig', alg: 'RS256' };
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const entra = new EntraLogin(server, origin, privateKey, published, clientId);
    server.on('request', (request, response) => void entra.answer(request, response));
    return entra;
  }

  /** Registers the application with the redirect URI of the service at `url`. */
  register(url: string, applicationKey: JWK | null = null): void {
    this.serviceUrl = url;
    this.applicationKey = applicationKey;
    this.providers.clear();
  }

  /** Settings of a service whose people sign in here. */
  get settings(): Record<string, string> {
    return {
      ENTRA_LOGIN_HOSTS: this.origin,
      SSO_CLIENT_ID: this.clientId,
      SSO_CLIENT_SECRET: CLIENT_SECRET,
    };
  }

  /** Signs a token of an Entra tenant; `claims` override what is usual. */
  sign(tid: string, claims: JWTPayload, typ = 'JWT', kid = 'key-1'): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: `${this.origin}/${tid}/v2.0`, aud: this.clientId, iat: now, exp: now + 120 };
    return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: 'RS256', kid, typ }).sign(this.key);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.origin);
    const [, tenant = '', ...rest] = url.pathname.split('/');
    const path = `/${rest.join('/')}`;
    if (this.isAway(path)) return void response.writeHead(503).end();
    if (tenant === 'application') return sendJson(response, { keys: [this.applicationKey] });
    if (path === '/v2.0/.well-known/openid-configuration') return this.discovery(tenant, response);
    // Whose browser it is decides between the tenants behind /organizations.
    const provider = await this.providerOf(tenant === 'organizations' ? this.person.tid : tenant);
    Object.assign(request, { originalUrl: request.url, url: path + url.search });
    withoutIssuer(response);
    if (path === '/oauth2/v2.0/token') this.interceptToken(request, response);
    void provider.callback()(request, response);
  }

  /** For several tenants, the issuer is a template. */
  private discovery(tenant: string, response: ServerResponse): void {
    const base = `${this.origin}/${tenant}`;
    const document = {
      issuer: `${this.origin}/${tenant === 'organizations' ? '{tenantid}' : tenant}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
    sendJson(response, document);
  }

  private async providerOf(tid: string): Promise<Provider> {
    const known = this.providers.get(tid);
    if (known !== undefined) return known;
    const provider = new Provider(`${this.origin}/${tid}/v2.0`, {
      clients: [
        {
          client_id: this.clientId,
          redirect_uris: [`${this.serviceUrl}/sso/callback`],
          post_logout_redirect_uris: [`${this.serviceUrl}/sso/signed-out`],
          ...this.clientAuthentication,
        },
      ],
      jwks: { keys: [{ ...(await exportJWK(this.key)), kid: 'key-1', use: 'sig', alg: 'RS256' }] },
      routes: {
        authorization: '/oauth2/v2.0/authorize',
        token: '/oauth2/v2.0/token',
        end_session: '/oauth2/v2.0/logout',
        jwks: '/discovery/v2.0/keys',
      },
      cookies: { keys: ['test'] },
      conformIdTokenClaims: false,
      claims: { profile: ['tid', 'oid', 'preferred_username', 'more'], email: ['email'] },
      enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'PS256'] },
      ttl: {
        AccessToken: 600,
        AuthorizationCode: 60,
        Grant: 600,
        IdToken: 600,
        Interaction: 600,
        Session: 600,
      },
      features: { devInteractions: { enabled: false } },
      interactions: {
        url: (_ctx: unknown, { uid }: { uid: string }) => `${this.origin}/${tid}/login/${uid}`,
      },
      findAccount: (_ctx: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, tid, oid: id, ...this.person.claims }),
      }),
      loadExistingGrant: async (ctx: any) => {
        const { client, session } = ctx.oidc;
        const known = session.grantIdFor(client.clientId);
        if (known !== undefined) return ctx.oidc.provider.Grant.find(known);
        const grant = new ctx.oidc.provider.Grant({
          clientId: client.clientId,
          accountId: session.accountId,
        });
        grant.addOIDCScope('openid profile email');
        await grant.save();
        return grant;
      },
    });
    this.letIn(provider);
    this.providers.set(tid, provider);
    return provider;
  }

  private get clientAuthentication(): Record<string, unknown> {
    return this.applicationKey === null
      ? { client_secret: CLIENT_SECRET, token_endpoint_auth_method: 'client_secret_post' }
      : {
          jwks_uri: `${this.origin}/application/keys`,
          token_endpoint_auth_method: 'private_key_jwt',
          token_endpoint_auth_signing_alg: 'PS256',
        };
  }

  /** Whoever is asked to sign in has done so. */
  private letIn(provider: Provider): void {
    provider.use(async (ctx: any, next: () => Promise<void>) => {
      if (!/^\/login\//.test(ctx.path)) return next();
      ctx.respond = false;
      await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: this.person.oid } });
    });
  }

  private interceptToken(request: IncomingMessage, response: ServerResponse): void {
    const sent: Buffer[] = [];
    request.on('data', (chunk: Buffer) => sent.push(chunk));
    const end = response.end.bind(response);
    response.end = ((body: unknown) => {
      this.redemptions.push(new URLSearchParams(Buffer.concat(sent).toString('utf8')));
      const answer = JSON.parse(String(body)) as Record<string, unknown>;
      void this.replaced(answer).then((text) => {
        response.setHeader('content-length', Buffer.byteLength(text));
        end(text);
      });
      return response;
    }) as typeof response.end;
  }

  private async replaced(answer: Record<string, unknown>): Promise<string> {
    const { id_token: token } = answer;
    if (this.forge === null || typeof token !== 'string') return JSON.stringify(answer);
    const { key, published } = this;
    const forged = await this.forge({ claims: decodeJwt(token), key, published });
    return JSON.stringify({ ...answer, id_token: forged });
  }
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A token with an HMAC. */
export function hs256(claims: JWTPayload, secret: string): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
    .sign(new TextEncoder().encode(secret));
}

/** Entra sends no parameter `iss` (RFC 9207). */
function withoutIssuer(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name: string, value: never) => {
    if (name.toLowerCase() !== 'location' || !URL.canParse(value)) return setHeader(name, value);
    const url = new URL(value);
    url.searchParams.delete('iss');
    return setHeader(name, url.href);
  };
}
