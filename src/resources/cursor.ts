import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { settleSetting } from '../persistence/database/service-settings.js';
import type { Position } from '../persistence/search/sort-sql.js';
import { ScimError } from '../scim/errors.js';

const SETTING = 'cursor-key';
const KEY_BYTES = 32;
const MAC_BYTES = 16;
/** Enough for a sort key of 1,024 characters, each of which JSON may escape as six. */
const MAX_CURSOR_LENGTH = 8500;

/** Lifetime of a cursor in seconds; `cursorTimeout` of RFC 9865. */
export const CURSOR_TIMEOUT = 3600;

/**
 * Where the next page begins and in which direction it is read, such as `{ type: 'User', key: 'anna@example.com', id:
 * '0198…', backwards: false }`.
 */
export interface CursorPosition extends Position {
  /** Name of the resource type that contains the position. */
  readonly type: string;
  readonly backwards: boolean;
}

/**
 * Encodes and decodes the cursors of RFC 9865: base64url of a position in a query's order, signed and bound to tenant
 * and query. Cursors need no server state, so any process can answer the next page. Rows that are added or removed in
 * between cause no repetitions and no gaps.
 */
@Injectable()
export class Cursors implements OnModuleInit {
  private key = Buffer.alloc(0);

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    const { value } = await settleSetting(this.database, SETTING, () =>
      randomBytes(KEY_BYTES).toString('hex'),
    );
    this.key = Buffer.from(value, 'hex');
  }

  /** @param query what the cursor is bound to: tenant, resource types, filter and order */
  encode({ type, key, id, backwards }: CursorPosition, query: readonly unknown[]): string {
    const issued = Math.floor(Date.now() / 1000);
    const payload = Buffer.from(JSON.stringify([type, key, id, backwards, issued]));
    return Buffer.concat([this.sign(payload, query), payload]).toString('base64url');
  }

  /** @throws ScimError invalidCursor for a malformed cursor or one of another query or tenant; expiredCursor */
  decode(cursor: string, query: readonly unknown[]): CursorPosition {
    const bytes = Buffer.from(cursor.length > MAX_CURSOR_LENGTH ? '' : cursor, 'base64url');
    const payload = bytes.subarray(MAC_BYTES);
    if (
      // Accept only the canonical encoding: the decoder skips characters that are not base64url.
      bytes.toString('base64url') !== cursor ||
      bytes.length <= MAC_BYTES ||
      !timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.sign(payload, query))
    ) {
      throw foreignCursor();
    }
    const [type, key, id, backwards, issued] = JSON.parse(payload.toString('utf8')) as [
      string,
      Position['key'],
      string,
      boolean,
      number,
    ];
    if (Date.now() / 1000 > issued + CURSOR_TIMEOUT) {
      throw ScimError.expiredCursor(
        `"cursor" is older than ${CURSOR_TIMEOUT} seconds: start again with an empty "cursor"`,
      );
    }
    return { type, key, id, backwards };
  }

  private sign(payload: Buffer, query: readonly unknown[]): Buffer {
    const bound = hash('sha256', JSON.stringify(query), 'buffer');
    return createHmac('sha256', this.key).update(bound).update(payload).digest().subarray(0, MAC_BYTES);
  }
}

/** The error for a cursor that does not come from this query. */
export function foreignCursor(): ScimError {
  return ScimError.invalidCursor(
    '"cursor" is not one that this query gave: start again with an empty "cursor"',
  );
}
