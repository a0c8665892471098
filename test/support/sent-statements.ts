import type { SentBytes } from './database-proxy.js';

const QUERY = 0x03;
const PREPARE = 0x16;
const MULTI_STATEMENTS = 1 << 16;
const QUERY_ATTRIBUTES = 1 << 27;

/** What a service sends to its MySQL, read from the connection: for `DatabaseProxy`. */
export class SentStatements {
  /** Texts of statements, as sent at once or to be prepared. */
  readonly texts: string[] = [];
  /** Connections that were opened for several statements in one text. */
  severalAllowed = 0;

  /** Each text that holds more than one statement. */
  get several(): string[] {
    return this.texts.filter((text) => withoutLiterals(text).replace(/;\s*$/, '').includes(';'));
  }

  holding(pattern: RegExp): string[] {
    return this.texts.filter((text) => pattern.test(withoutLiterals(text)));
  }

  readonly watch = (): SentBytes => {
    let pending = Buffer.alloc(0);
    let capabilities: number | null = null;
    return (sent) => {
      pending = Buffer.concat([pending, sent]);
      for (let end = endOfPacket(pending); end !== null; end = endOfPacket(pending)) {
        const [isCommand, body] = [pending[3] === 0, pending.subarray(4, end)];
        pending = pending.subarray(end);
        if (capabilities === null) {
          capabilities = body.readUInt32LE(0);
          if ((capabilities & MULTI_STATEMENTS) !== 0) this.severalAllowed++;
        } else if (isCommand && (body[0] === QUERY || body[0] === PREPARE)) {
          // The counts of attributes and of their sets: there are none.
          const start = body[0] === QUERY && (capabilities & QUERY_ATTRIBUTES) !== 0 ? 3 : 1;
          this.texts.push(body.toString('utf8', start));
        }
      }
      return sent;
    };
  };
}

function endOfPacket(bytes: Buffer): number | null {
  const end = bytes.length < 4 ? Infinity : 4 + bytes.readUIntLE(0, 3);
  return end <= bytes.length ? end : null;
}

function withoutLiterals(text: string): string {
  return text.replace(/'(?:[^'\\]|\\.|'')*'/gs, "''");
}
