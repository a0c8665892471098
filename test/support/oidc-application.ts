import type { webcrypto } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import * as client from 'openid-client';
import { CookieBrowser } from './cookie-browser.js';
import type { Callable } from './tenant.js';

/** An application of InviteDesk, written with a stock library, that listens for back-channel logout. */
export class OidcApplication {
  readonly logoutTokens: string[] = [];
  /** What logout tokens are answered with, in turn; 200 once they are used up. */
  readonly logoutAnswers: number[] = [];

  private constructor(
    private readonly server: Server,
    readonly origin: string,
    readonly clientId: string,
    readonly clientSecret: string,
    readonly configuration: client.Configuration,
  ) {}

  static async register(
    service: Callable,
    more: Record<string, unknown> = {},
    privateKey?: webcrypto.CryptoKey,
  ): Promise<OidcApplication> {
    const heard: { application: OidcApplication | null } = { application: null };
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const token = new URLSearchParams(text).get('logout_token');
        if (token !== null) heard.application?.logoutTokens.push(token);
        response.writeHead(heard.application?.logoutAnswers.shift() ?? 200).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { status, body } = await service.admin('POST', '/applications', {
      name: 'Check-in',
      redirectUris: [`${origin}/callback`],
      postLogoutRedirectUris: [`${origin}/`],
      backchannelLogoutUri: `${origin}/backchannel-logout`,
      ...more,
    });
    if (status !== 201) throw new Error(`POST /applications: ${status} ${JSON.stringify(body)}`);
    const secret = body.secret?.clientSecret ?? '';
    const configuration = await client.discovery(
      new URL(`${service.url}/oidc`),
      body.clientId,
      undefined,
      privateKey === undefined
        ? client.ClientSecretPost(secret)
        : client.PrivateKeyJwt({ key: privateKey, kid: 'own' }),
      { execute: [client.allowInsecureRequests] },
    );
    heard.application = new OidcApplication(server, origin, body.clientId, secret, configuration);
    return heard.application;
  }

  get redirectUri(): string {
    return `${this.origin}/callback`;
  }

  /** The URL at which a sign-in begins, and what the application remembers of it. */
  async begin(parameters: Record<string, string> = {}) {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(this.configuration, {
      redirect_uri: this.redirectUri,
      scope: 'openid profile email groups roles',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
      ...parameters,
    });
    return { url: url.href, verifier, state, nonce };
  }

  /** Goes through a sign-in up to the answer for the application. */
  async callback(browser: CookieBrowser, parameters: Record<string, string> = {}) {
    const begun = await this.begin(parameters);
    const { url, response } = await browser.go(begun.url, (target) => target.startsWith(this.origin));
    if (response !== null) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    return { ...begun, callback: new URL(url) };
  }

  /** Signs a person in, whose browser has a session. */
  async signIn(browser: CookieBrowser, parameters: Record<string, string> = {}) {
    const { callback, verifier, state, nonce } = await this.callback(browser, parameters);
    return client.authorizationCodeGrant(this.configuration, callback, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    });
  }

  refresh(refreshToken: string) {
    return client.refreshTokenGrant(this.configuration, refreshToken);
  }

  userInfo(accessToken: string, sub: string) {
    return client.fetchUserInfo(this.configuration, accessToken, sub);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
