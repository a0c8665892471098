import type { JWK } from 'jose';
import { CachedDocuments } from './cached-documents.js';

/** The signing keys of issuers, by the address at which each publishes them (RFC 7517 section 5). */
export class SigningKeys {
  private readonly sets = new CachedDocuments(readKeys);

  /**
   * The key with an id. An unknown id causes the keys to be fetched again, at most once a minute.
   * @param url of the keys; always built from the configured hosts
   */
  async find(url: string, keyId: string): Promise<JWK | 'unknown-key' | 'keys-unavailable'> {
    const keys = await this.sets.get(url, (known) => known.has(keyId));
    return keys === null ? 'keys-unavailable' : (keys.get(keyId) ?? 'unknown-key');
  }
}

function readKeys(document: unknown): ReadonlyMap<string, JWK> {
  const { keys } = Object(document) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new Error('This is no set of keys');
  return new Map(
    (keys as (JWK | null)[]).flatMap((key) =>
      typeof key?.kid === 'string' && (key.kty === 'RSA' || key.kty === 'EC') && key.use !== 'enc'
        ? [[key.kid, key] as const]
        : [],
    ),
  );
}
