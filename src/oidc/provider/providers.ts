import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type Provider from 'oidc-provider';
import { SignInLimit } from '../../http/sign-in-limit.js';
import { LOGGER, type Logger } from '../../logger.js';
import { PersonSessions } from '../../sessions/person-sessions.service.js';
import { personTokens, refreshTokens } from '../../secrets/secret-text.js';
import { ApplicationSecretsService } from '../applications/application-secrets.service.js';
import { cookieKeys } from '../keys/cookie-keys.js';
import { SigningKeys, type KeySet } from '../keys/signing-keys.js';
import { ApplicationSignIns } from '../logout/application-sign-ins.js';
import { Artifacts } from '../storage/artifacts.js';
import { ProviderAdapter } from '../storage/provider-adapter.js';
import { ClientRegistry } from './client-registry.js';
import { loadLibrary, requestUnderWay } from './load-library.js';
import { People } from './people.js';
import { afterwards } from './provider-afterwards.js';
import { providerConfiguration } from './provider-configuration.js';
import { requestOf } from './provider-request.js';

/** Issuers at once: more than one only without `PUBLIC_URL`, where the caller names the host. */
const ISSUERS = 8;

/** The instances of `oidc-provider`: one for each issuer, made anew when the signing keys change. */
@Injectable()
export class Providers {
  private readonly made = new LRUCache<string, Provider>({ max: ISSUERS });

  constructor(
    private readonly signingKeys: SigningKeys,
    private readonly artifacts: Artifacts,
    private readonly signIns: ApplicationSignIns,
    private readonly clients: ClientRegistry,
    private readonly secrets: ApplicationSecretsService,
    private readonly people: People,
    private readonly limit: SignInLimit,
    private readonly sessions: PersonSessions,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ConflictException when there is no key to sign with */
  async of(issuer: string): Promise<Provider> {
    const keys = await this.signingKeys.current();
    const name = `${issuer} ${keys.all.map(({ kid }) => kid).join(' ')}`;
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const provider = await this.make(issuer, keys);
    this.made.set(name, provider);
    return provider;
  }

  private async make(issuer: string, keys: KeySet): Promise<Provider> {
    const { Provider: Library, errors } = await loadLibrary();
    const { artifacts, signIns, clients } = this;
    const personSession = () => {
      const ctx = requestUnderWay();
      return ctx === undefined ? null : (requestOf(ctx.req).person?.hint ?? null);
    };
    const storage = { artifacts, signIns, clients, errors, issuer, personSession };
    const provider = new Library(
      issuer,
      providerConfiguration({
        keys,
        cookieKeys: cookieKeys(keys),
        people: this.people,
        errors,
        adapter: (kind: string) => new ProviderAdapter(kind, storage),
      }),
    );
    // The controller tells the address that callers use.
    provider.proxy = true;
    provider.use(afterwards({ limit: this.limit, people: this.sessions }));
    provider.on('server_error', (_ctx, error) =>
      this.logger.error({ err: error }, 'The OpenID Provider failed'),
    );
    this.adapt(provider);
    return provider;
  }

  /** What the library leaves to its users to override. */
  private adapt(provider: Provider): void {
    const { secrets, signIns } = this;
    const client = provider.Client.prototype as unknown as {
      readonly clientId: string;
      compareClientSecret: (actual: string) => Promise<boolean>;
      backchannelLogout: (sub: string, sid: string) => Promise<void>;
    };
    client.compareClientSecret = function (this: { clientId: string }, actual) {
      return secrets.matches(this.clientId, actual);
    };
    client.backchannelLogout = (_sub, sid) => signIns.end(sid);
    const tokens = [
      [provider.AccessToken, personTokens],
      [provider.RefreshToken, refreshTokens],
    ] as const;
    for (const [model, texts] of tokens) {
      const prototype = model.prototype as unknown as { generateTokenId: () => string };
      const { generateTokenId: decideFormat } = prototype;
      prototype.generateTokenId = function () {
        decideFormat.call(this);
        return texts.generate().text;
      };
    }
  }
}
