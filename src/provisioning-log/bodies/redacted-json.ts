import { isObject } from '../../scim/resource.js';
import { withoutSecrets } from '../../secrets/secret-text.js';
import type { SecretNames } from './secret-names.js';

/** Characters of a body that are kept. */
export const MAX_BODY_LENGTH = 16_384;
/** Stands in place of a secret. */
export const REMOVED = '[removed]';
/** The end of a body that was cut. */
export const CUT = '…';

/** A secret begins and ends within so many characters. */
const LONGEST_SECRET = 4096;
const SIGNED_TOKEN = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g;
const QUOTED = /(["'])(?:\\.|(?!\1).)*(?:\1|$)/gs;
/** Shorter values occur in texts by chance. */
const SHORTEST_VALUE = 3;
const MAX_VALUES = 100;

/**
 * Writes JSON without secrets, and no more of it than is kept. What is removed from the request is removed from the
 * answer, which may quote it.
 */
export class RedactedJson {
  private readonly removed = new Set<string>();
  private text = '';

  /** @param tokens of the operators, which are removed wherever they occur */
  constructor(
    private readonly names: SecretNames,
    private readonly tokens: readonly string[],
  ) {}

  /** @returns the text of `value`; it ends with `CUT` when it is longer than what is kept */
  of(value: unknown): string {
    this.text = '';
    this.write(value);
    // Do not cut a surrogate pair.
    return this.isFull()
      ? this.text.slice(0, MAX_BODY_LENGTH).replace(/[\ud800-\udbff]$/, '') + CUT
      : this.text;
  }

  /** The target of a request: values of parameters that name a secret are removed. */
  target(url: string): string {
    const [path = '', ...rest] = url.split('?');
    if (rest.length === 0) return this.plain(path);
    const pairs = rest.join('?').split('&');
    const kept = pairs.map((pair) => {
      const [name = ''] = pair.split('=');
      return this.names.areIn(decoded(pair)) ? `${name}=${encodeURIComponent(REMOVED)}` : this.plain(pair);
    });
    return `${this.plain(path)}?${kept.join('&')}`;
  }

  /** A text without what is secret wherever it stands. */
  plain(text: string): string {
    let safe = withoutSecrets(text);
    if (safe.includes('eyJ')) safe = safe.replaceAll(SIGNED_TOKEN, REMOVED);
    for (const secret of [...this.tokens, ...this.removed]) {
      if (safe.includes(secret)) safe = safe.replaceAll(secret, REMOVED);
    }
    return safe;
  }

  private isFull(): boolean {
    return this.text.length > MAX_BODY_LENGTH;
  }

  private write(value: unknown): void {
    if (Array.isArray(value)) this.writeList(value as unknown[]);
    else if (isObject(value)) this.writeObject(value);
    else this.put(typeof value === 'string' ? this.string(value) : JSON.stringify(value ?? null));
  }

  private writeList(items: readonly unknown[]): void {
    this.put('[');
    items.forEach((item, index) => {
      if (index > 0) this.put(',');
      this.write(item);
    });
    this.put(']');
  }

  private writeObject(value: Readonly<Record<string, unknown>>): void {
    this.put('{');
    // An operation of a PATCH: its path tells what its value is.
    const isSecretPath = Object.entries(value).some(
      ([name, path]) => typeof path === 'string' && name.toLowerCase() === 'path' && this.names.areIn(path),
    );
    let isFirst = true;
    for (const [name, member] of Object.entries(value)) {
      if (!isFirst) this.put(',');
      isFirst = false;
      const isSecret = this.names.areIn(name);
      this.put(`${this.string(isSecret ? this.unquoted(name) : name)}:`);
      if (isSecret || (isSecretPath && name.toLowerCase() === 'value')) this.remove(member);
      else if (isSecretPath && typeof member === 'string') this.put(this.string(this.unquoted(member)));
      else this.write(member);
    }
    this.put('}');
  }

  private remove(value: unknown): void {
    this.remember(value);
    this.put(value === null ? 'null' : JSON.stringify(REMOVED));
  }

  private remember(value: unknown): void {
    if (this.removed.size >= MAX_VALUES) return;
    if (typeof value === 'string' || typeof value === 'number') {
      if (String(value).length >= SHORTEST_VALUE) this.removed.add(String(value));
    } else if (typeof value === 'object' && value !== null) {
      for (const member of Object.values(value)) this.remember(member);
    }
  }

  /** The texts in a filter are values of what it names. */
  private unquoted(text: string): string {
    return text.replaceAll(QUOTED, (quoted, quote: string) => {
      this.remember(quoted.slice(1, quoted.endsWith(quote) ? -1 : undefined));
      return quote + REMOVED + quote;
    });
  }

  private string(text: string): string {
    if (this.isFull()) return '';
    return JSON.stringify(this.plain(text.slice(0, MAX_BODY_LENGTH + LONGEST_SECRET)));
  }

  private put(text: string): void {
    if (!this.isFull()) this.text += text;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
