import { decodeCursorText, encodeCursorText } from './cursor-text.js';

/** The position after the last item of a page, in lists that are ordered by time of creation and then id. */
export interface Position {
  readonly createdAt: number;
  readonly id: string;
}

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface Page<T> {
  readonly items: T[];
  /** The `cursor` of the next page; null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * Decodes a cursor of `pageOf`.
 * @throws BadRequestException for any other text
 */
export function decodeCursor(cursor: string): Position {
  const [createdAt, id] = decodeCursorText(cursor, ['number', 'string']);
  return { createdAt, id };
}

/** Makes a page of `rows`, which contain one row more than `limit` when another page follows. */
export function pageOf<T extends { id: string; createdAt: Date }>(rows: T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined ? encodeCursorText([last.createdAt.getTime(), last.id]) : null;
  return { items, nextCursor };
}
