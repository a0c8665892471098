import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** The place of a stored secret. A secret that is moved to another place cannot be decrypted there. */
export interface SecretPlace {
  readonly table: string;
  readonly column: string;
  /** The primary key of the row. */
  readonly id: string;
}

/** A secret cannot be encrypted or decrypted, for want of the key. */
export class SecretKeyMissing extends Error {
  override readonly name = 'SecretKeyMissing';
}

const CIPHER = 'aes-256-gcm';
const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ID_LENGTH = 8;
const SEALED = /^v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)$/;

/** How an operator provides the key, for messages. */
export const WHAT_TO_SET = 'set SECRETS_KEY to 32 random bytes, such as from openssl rand -base64 32';

/**
 * The keys under which secrets are encrypted that must be read back, with AES-256-GCM: `v1.{key id}.{nonce, ciphertext
 * and tag}`. The first key encrypts; all of them decrypt.
 */
export class SecretKeys {
  private keys: readonly Buffer[];

  /** @param load reads the keys, at the start and again when another process may have changed them */
  constructor(private readonly load: () => readonly Buffer[]) {
    this.keys = load();
  }

  get isMissing(): boolean {
    return this.keys.length === 0;
  }

  /** @throws SecretKeyMissing without a key */
  seal(text: string, place: SecretPlace): string {
    // Encrypting is rare, and a key that was rolled in meanwhile is to be used at once.
    this.reload();
    const [key] = this.keys;
    if (key === undefined)
      throw new SecretKeyMissing(`There is no key to encrypt secrets with: ${WHAT_TO_SET}`);
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(nameOf(place));
    const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${keyId(key)}.${sealed.toString('base64url')}`;
  }

  /** @throws SecretKeyMissing when the secret was encrypted under another key, or for another place */
  open(sealed: string, place: SecretPlace): string {
    const [, id = '', encoded = ''] = SEALED.exec(sealed) ?? [];
    const key = this.find(id);
    if (key === null)
      throw new SecretKeyMissing(`A secret was encrypted under the key ${id}, which is not here`);
    const bytes = Buffer.from(encoded, 'base64url');
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(nameOf(place))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch (error) {
      throw new SecretKeyMissing(`The secret in ${place.table} is damaged, or of another row`, {
        cause: error,
      });
    }
  }

  /** Reads the keys again. */
  reload(): void {
    this.keys = this.load();
  }

  /** Whether the key with an id is here. */
  has(id: string): boolean {
    return this.find(id) !== null;
  }

  /** The id of the key that encrypts; null without one. */
  get currentId(): string | null {
    const [key] = this.keys;
    return key === undefined ? null : keyId(key);
  }

  private find(id: string): Buffer | null {
    const known = () => this.keys.find((key) => keyId(key) === id) ?? null;
    const found = known();
    if (found !== null) return found;
    this.reload();
    return known();
  }
}

/** The id of the key that a stored secret was encrypted under. */
export function keyIdOf(sealed: string): string {
  return SEALED.exec(sealed)?.[1] ?? '';
}

/** Identifies a key without revealing it. */
export function keyId(key: Buffer): string {
  return createHash('sha256').update('invitedesk secrets key').update(key).digest('hex').slice(0, ID_LENGTH);
}

function nameOf({ table, column, id }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([table, column, id]));
}
