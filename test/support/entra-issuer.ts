import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** Deviations of an assertion from what Entra would sign. */
export interface Signing {
  readonly claims?: JWTPayload;
  readonly alg?: string;
  readonly kid?: string;
  readonly key?: PrivateKey | Uint8Array;
}

const SYNC_FABRIC = '00000014-0000-0000-c000-000000000000';
const CUSTOM_APPLICATIONS = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

/** Signs tokens like an Entra tenant, and publishes the keys at the same paths as Entra. */
export class TestEntra {
  /** Paths of requests for keys. */
  readonly fetches: string[] = [];
  /** Answers requests for keys instead of the keys. */
  fault: ((url: string) => { status: number; headers?: Record<string, string>; body: string }) | null = null;
  /** Whether requests stay unanswered. */
  isSilent = false;
  private readonly published: object[] = [];

  private constructor(
    private readonly server: Server,
    readonly origin: string,
    private readonly key: PrivateKey,
  ) {}

  static async start(): Promise<TestEntra> {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const entra = new TestEntra(server, `http://127.0.0.1:${port}`, privateKey);
    await entra.publish(publicKey, 'key-1');
    server.on('request', (request, response) => {
      entra.fetches.push(String(request.url));
      if (entra.isSilent) return;
      const answer = entra.fault?.(String(request.url)) ?? {
        status: 200,
        body: JSON.stringify({ keys: entra.published }),
      };
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(answer.body);
    });
    return entra;
  }

  /** Adds a key to the published ones. */
  async publish(publicKey: PrivateKey, kid: string): Promise<void> {
    this.published.push({ ...(await exportJWK(publicKey)), kid, use: 'sig' });
  }

  /** The text of the first published key, which a vulnerable verifier would use as a shared secret. */
  get publicKeyText(): string {
    return JSON.stringify(this.published[0]);
  }

  /** An assertion for a workload identity, version 2.0, as Entra issues it. */
  assertion(tid: string, subject: string, audience: string, signing: Signing = {}): Promise<string> {
    return this.sign(signing, {
      iss: `${this.origin}/${tid}/v2.0`,
      tid,
      sub: subject,
      oid: subject,
      aud: audience,
      azp: 'ab2c4d1e-57f0-4b3f-8f6a-6a1d6c1f2b30',
      ver: '2.0',
      ...lifetime(),
    });
  }

  /** The token of Entra's provisioning service when *Secret Token* is blank, version 1.0. */
  provisioningToken(tid: string, signing: Signing = {}): Promise<string> {
    return this.sign(signing, {
      iss: `https://sts.windows.net/${tid}/`,
      tid,
      sub: SYNC_FABRIC,
      aud: CUSTOM_APPLICATIONS,
      appid: SYNC_FABRIC,
      ver: '1.0',
      ...lifetime(),
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private sign({ claims, alg = 'RS256', kid = 'key-1', key = this.key }: Signing, usual: JWTPayload) {
    const all = { ...usual, uti: Math.random().toString(36), ...claims };
    return new SignJWT(all).setProtectedHeader({ typ: 'JWT', alg, kid }).sign(key);
  }
}

/** The time in `seconds` seconds, in seconds since 1970. */
export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

function lifetime(): JWTPayload {
  return { iat: inSeconds(-5), nbf: inSeconds(-5), exp: inSeconds(3900) };
}

/** A token without a signature. */
export function unsigned(token: string): string {
  const [, payload] = token.split('.');
  return `${Buffer.from(JSON.stringify({ typ: 'JWT', alg: 'none' })).toString('base64url')}.${payload}.`;
}
