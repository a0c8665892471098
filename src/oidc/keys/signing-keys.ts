import { ConflictException, Inject, Injectable, NotFoundException } from '@nestjs/common';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { DATABASE, type Database, type Statements } from '../../persistence/database/database.js';
import { newTokenId } from '../../secrets/random-id.js';
import { SecretKeyMissing, SecretKeys, type SecretPlace } from '../../secrets/secret-keys.js';

/** What ID tokens are signed with: the algorithm that every library of OpenID Connect has. */
export const SIGNING_ALGORITHM = 'RS256';

const DAY_MS = 86_400_000;
/** A key signs for so long, and is published for so much longer. */
const SIGNS_MS = 90 * DAY_MS;
const PUBLISHED_MS = 30 * DAY_MS;
/** Maximum delay until this process notices a key of another one. */
const REMEMBER_MS = 3000;
const LOCK = 'oidc-signing-keys';

interface StoredKey {
  readonly id: string;
  readonly sealed: string;
  readonly createdAt: number | string;
}

/** The keys of the OpenID Provider, private ones as JWK. */
export interface KeySet {
  /** Signs. */
  readonly current: JWK;
  /** All that are published, the current one first. */
  readonly all: readonly JWK[];
}

/** Makes the signing keys when they are first needed, replaces them every 90 days, and keeps them encrypted. */
@Injectable()
export class SigningKeys {
  private known: { readonly keys: KeySet; readonly until: number } | null = null;
  private loading: Promise<KeySet> | null = null;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly secretKeys: SecretKeys,
  ) {}

  /**
   * Makes sure that there is a key, for the first application.
   * @throws ConflictException when the key of the secrets is missing
   */
  async require(): Promise<void> {
    if ((await this.usable()) === null) await this.make(true);
  }

  /**
   * The keys in force; makes a new one when they are too old to sign.
   * @throws NotFoundException without any application; ConflictException when the key of the secrets is missing
   */
  current(): Promise<KeySet> {
    const { known } = this;
    if (known !== null && known.until > performance.now()) return Promise.resolve(known.keys);
    this.loading ??= this.load().finally(() => (this.loading = null));
    return this.loading;
  }

  /**
   * Makes a new key, which signs from now on, whatever others there are.
   * @returns its `kid`
   */
  replace(): Promise<string> {
    return this.make(false);
  }

  private async load(): Promise<KeySet> {
    const since = performance.now();
    const keys = (await this.usable()) ?? (await this.renewed());
    if (keys === null) throw new ConflictException('There is no key to sign with');
    this.known = { keys, until: since + REMEMBER_MS };
    return keys;
  }

  /** Nobody who asks for a page makes a key: the OpenID Provider is off until an application is registered. */
  private async renewed(): Promise<KeySet | null> {
    const [application] = await this.database.rows('SELECT id FROM applications LIMIT 1');
    if (application === undefined) throw new NotFoundException('No application is registered');
    await this.make(true);
    return this.usable();
  }

  /** The keys that can be decrypted; null when the newest of them is too old to sign. */
  private async usable(): Promise<KeySet | null> {
    const rows = await stored(this.database);
    const readable = rows.flatMap((row) => this.open(row) ?? []);
    const [current] = readable;
    if (current === undefined) {
      if (rows.length > 0)
        throw new ConflictException('The signing keys are encrypted under a key that is not in SECRETS_KEY');
      return null;
    }
    return isYoung(current.row) ? { current: current.jwk, all: readable.map(({ jwk }) => jwk) } : null;
  }

  private open(row: StoredKey): { readonly row: StoredKey; readonly jwk: JWK } | null {
    try {
      return { row, jwk: JSON.parse(this.secretKeys.open(row.sealed, placeOf(row.id))) as JWK };
    } catch (error) {
      if (error instanceof SecretKeyMissing) return null;
      throw error;
    }
  }

  /** @param unlessMade whether a key that another process has made meanwhile is enough */
  private async make(unlessMade: boolean): Promise<string> {
    const now = Date.now();
    const id = newTokenId(new Date(now));
    const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, {
      extractable: true,
      modulusLength: 2048,
    });
    const jwk = { ...(await exportJWK(privateKey)), kid: id, alg: SIGNING_ALGORITHM, use: 'sig' };
    const sealed = this.seal(JSON.stringify(jwk), id);
    const { insertIgnore, forUpdate } = this.database.dialect;
    await this.database.transaction(async (tx) => {
      await tx.run(`${insertIgnore} INTO service_settings (name, value) VALUES (?, ?)`, [LOCK, '']);
      await tx.rows(`SELECT value FROM service_settings WHERE name = ?${forUpdate}`, [LOCK]);
      const [newest] = await stored(tx);
      if (unlessMade && newest !== undefined && isYoung(newest)) return;
      await tx.run(
        'INSERT INTO oidc_signing_keys (id, private_key, created_at, expires_at) VALUES (?, ?, ?, ?)',
        [id, sealed, now, now + SIGNS_MS + PUBLISHED_MS],
      );
    });
    return id;
  }

  private seal(text: string, id: string): string {
    try {
      return this.secretKeys.seal(text, placeOf(id));
    } catch (error) {
      throw error instanceof SecretKeyMissing ? new ConflictException(error.message) : error;
    }
  }
}

function stored(statements: Pick<Statements, 'rows'>): Promise<StoredKey[]> {
  return statements.rows<StoredKey>(
    `SELECT id, private_key AS sealed, created_at AS createdAt FROM oidc_signing_keys
     WHERE expires_at > ? ORDER BY id DESC`,
    [Date.now()],
  );
}

function isYoung({ createdAt }: StoredKey): boolean {
  return Number(createdAt) > Date.now() - SIGNS_MS;
}

function placeOf(id: string): SecretPlace {
  return { table: 'oidc_signing_keys', column: 'private_key', id };
}
