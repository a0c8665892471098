import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { ApplicationSignIns } from '../logout/application-sign-ins.js';
import type { ClientRegistry } from '../provider/client-registry.js';
import { PersonEnded, UsedTwice, type Artifacts } from './artifacts.js';

/** The errors of `oidc-provider` that are answered, which is loaded when it is first needed. */
export interface ProviderErrors {
  readonly InvalidGrant: new (detail: string) => Error;
  readonly AccessDenied: new (description?: string, detail?: string) => Error;
}

interface Storage {
  readonly artifacts: Artifacts;
  readonly signIns: ApplicationSignIns;
  readonly clients: ClientRegistry;
  readonly errors: ProviderErrors;
  readonly issuer: string;
  /** The session of the person whose browser sent the request under way; null for requests of applications. */
  readonly personSession: () => string | null;
}

/** The storage of one kind of artifact, as `oidc-provider` calls it. */
export class ProviderAdapter implements Adapter {
  constructor(
    private readonly kind: string,
    private readonly storage: Storage,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const { artifacts, signIns, issuer, personSession } = this.storage;
    const { kind } = this;
    await this.answered(() => {
      if (kind === 'ReplayDetection') return artifacts.putOnce(kind, id, payload, expiresIn);
      return artifacts.put(kind, id, payload, expiresIn, personSession(), (tx, row) =>
        kind === 'AuthorizationCode' ? signIns.note(tx, row, payload, issuer) : Promise.resolve(),
      );
    });
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return this.kind === 'Client'
      ? this.storage.clients.find(id)
      : this.storage.artifacts.find(this.kind, id);
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.storage.artifacts.findSession(uid);
  }

  /** Only the device flow has user codes, and there is none here. */
  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async consume(id: string): Promise<void> {
    await this.answered(() => this.storage.artifacts.consume(this.kind, id));
  }

  async destroy(id: string): Promise<void> {
    await this.storage.artifacts.remove(this.kind, id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.storage.artifacts.removeOfGrant(this.kind, grantId);
  }

  private async answered(work: () => Promise<void>): Promise<void> {
    const { InvalidGrant, AccessDenied } = this.storage.errors;
    try {
      await work();
    } catch (error) {
      if (error instanceof UsedTwice) throw new InvalidGrant(error.message);
      if (!(error instanceof PersonEnded)) throw error;
      const isToken = this.kind === 'AccessToken' || this.kind === 'RefreshToken';
      throw isToken ? new InvalidGrant(error.message) : new AccessDenied(undefined, error.message);
    }
  }
}
