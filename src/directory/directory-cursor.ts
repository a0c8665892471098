import { decodeCursorText, encodeCursorText } from '../admin/cursor-text.js';
import type { DirectoryPosition } from '../persistence/search/directory-search.js';

/** Encodes the cursor of a list of users or groups; null on the last page. */
export function encodePosition(position: DirectoryPosition | null): string | null {
  return position === null ? null : encodeCursorText([position.order, position.key, position.tie]);
}

/**
 * Decodes a cursor of `encodePosition`.
 * @throws BadRequestException for any other text
 */
export function decodePosition(cursor: string | undefined): DirectoryPosition | null {
  if (cursor === undefined) return null;
  const [order, key, tie] = decodeCursorText(cursor, ['number', 'string', 'string']);
  return { order, key, tie };
}

/** Encodes the cursor of a list of members: the id of the last one. */
export function encodeId(id: string): string {
  return encodeCursorText([id]);
}

/**
 * Decodes a cursor of `encodeId`. Without a cursor, the empty text, which precedes all ids.
 * @throws BadRequestException for any other text
 */
export function decodeId(cursor: string | undefined): string {
  return cursor === undefined ? '' : decodeCursorText(cursor, ['string'])[0];
}
