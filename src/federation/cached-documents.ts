import { LRUCache } from 'lru-cache';
import { fetchJson } from './fetch-json.js';

const REMEMBERED = 2000;
/** Entra publishes a key days before using it. */
const FRESH_MS = 3_600_000;
/** How long a document stays in use when it cannot be fetched again. */
const USABLE_MS = 86_400_000;
/** A document that lacks what is asked for is fetched again at most so often. */
const INCOMPLETE_PAUSE_MS = 60_000;
const FAILURE_PAUSE_MS = 5000;

interface Fetched<T> {
  readonly document: T;
  readonly fetchedAt: number;
}

interface Entry<T> {
  fetched: Fetched<T> | null;
  /** The address is not fetched again before this time. */
  pausedUntil: number;
  fetching: Promise<void> | null;
}

/** What issuers publish, by its address. */
export class CachedDocuments<T> {
  private readonly entries = new LRUCache<string, Entry<T>>({ max: REMEMBERED });

  /** @param read what is needed of a document; throws when it is none of the expected kind */
  constructor(private readonly read: (document: unknown, url: string) => T) {}

  /**
   * The document at an address; one that is not complete is fetched again.
   * @param url always built from the configured hosts
   * @returns null when it cannot be fetched
   */
  async get(url: string, isComplete: (document: T) => boolean = () => true): Promise<T | null> {
    let entry = this.entries.get(url);
    if (entry === undefined) {
      entry = { fetched: null, pausedUntil: 0, fetching: null };
      this.entries.set(url, entry);
    }
    const { fetched } = entry;
    if (!isYounger(fetched, FRESH_MS) || !isComplete(fetched.document)) await this.refresh(url, entry);
    return isYounger(entry.fetched, USABLE_MS) ? entry.fetched.document : null;
  }

  private refresh(url: string, entry: Entry<T>): Promise<void> {
    if (entry.fetching === null && performance.now() < entry.pausedUntil) return Promise.resolve();
    entry.fetching ??= fetchJson(url)
      .then((document) => {
        entry.fetched = { document: this.read(document, url), fetchedAt: performance.now() };
        entry.pausedUntil = performance.now() + INCOMPLETE_PAUSE_MS;
      })
      .catch(() => {
        entry.pausedUntil = performance.now() + FAILURE_PAUSE_MS;
      })
      .finally(() => {
        entry.fetching = null;
      });
    return entry.fetching;
  }
}

function isYounger<T>(fetched: Fetched<T> | null, age: number): fetched is Fetched<T> {
  return fetched !== null && performance.now() - fetched.fetchedAt < age;
}
