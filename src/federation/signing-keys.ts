import type { JWK } from 'jose';
import { LRUCache } from 'lru-cache';
import { fetchJson } from './fetch-json.js';

const REMEMBERED_SETS = 2000;
/** Entra publishes a key days before using it. */
const FRESH_MS = 3_600_000;
/** How long keys stay in use when they cannot be fetched again. */
const USABLE_MS = 86_400_000;
const UNKNOWN_KEY_PAUSE_MS = 60_000;
const FAILURE_PAUSE_MS = 5000;

interface KeySet {
  readonly keys: ReadonlyMap<string, JWK>;
  readonly fetchedAt: number;
}

interface Entry {
  set: KeySet | null;
  /** The address is not fetched again before this time. */
  pausedUntil: number;
  fetching: Promise<void> | null;
}

/** The signing keys of issuers, by the address at which each publishes them (RFC 7517 section 5). */
export class SigningKeys {
  private readonly entries = new LRUCache<string, Entry>({ max: REMEMBERED_SETS });

  /**
   * The key with an id. An unknown id causes the keys to be fetched again, at most once a minute.
   * @param url of the keys; always built from the configured hosts
   */
  async find(url: string, keyId: string): Promise<JWK | 'unknown-key' | 'keys-unavailable'> {
    let entry = this.entries.get(url);
    if (entry === undefined) {
      entry = { set: null, pausedUntil: 0, fetching: null };
      this.entries.set(url, entry);
    }
    const { set } = entry;
    const isFresh = set !== null && Date.now() - set.fetchedAt < FRESH_MS;
    if (!isFresh || !set.keys.has(keyId)) await this.refresh(url, entry);
    const known = usable(entry.set);
    return known === null ? 'keys-unavailable' : (known.keys.get(keyId) ?? 'unknown-key');
  }

  private refresh(url: string, entry: Entry): Promise<void> {
    if (entry.fetching === null && Date.now() < entry.pausedUntil) return Promise.resolve();
    entry.fetching ??= load(url)
      .then((keys) => {
        entry.set = { keys, fetchedAt: Date.now() };
        entry.pausedUntil = Date.now() + UNKNOWN_KEY_PAUSE_MS;
      })
      .catch(() => {
        entry.pausedUntil = Date.now() + FAILURE_PAUSE_MS;
      })
      .finally(() => {
        entry.fetching = null;
      });
    return entry.fetching;
  }
}

function usable(set: KeySet | null): KeySet | null {
  return set !== null && Date.now() - set.fetchedAt < USABLE_MS ? set : null;
}

async function load(url: string): Promise<ReadonlyMap<string, JWK>> {
  const { keys } = Object(await fetchJson(url)) as { keys?: unknown };
  if (!Array.isArray(keys)) throw new Error('This is no set of keys');
  return new Map(
    (keys as (JWK | null)[]).flatMap((key) =>
      typeof key?.kid === 'string' && (key.kty === 'RSA' || key.kty === 'EC') && key.use !== 'enc'
        ? [[key.kid, key] as const]
        : [],
    ),
  );
}
