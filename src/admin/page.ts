import { BadRequestException } from '@nestjs/common';

/** The place after the last item of a page: lists are ordered by time of creation, then id. */
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
  /** What to send as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/**
 * Reads a cursor that `pageOf` made.
 * @throws BadRequestException for any other text
 */
export function decodeCursor(cursor: string): Position {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const parts = /^(\d{1,16})\.([0-9a-z]{1,36})$/.exec(text);
  const position = parts && { createdAt: Number(parts[1]), id: String(parts[2]) };
  if (position === null || encodeCursor(position) !== cursor) {
    throw new BadRequestException('cursor: expected the nextCursor of an earlier answer');
  }
  return position;
}

/** The page that `rows` begin; they hold one row more than `limit` when another page follows. */
export function pageOf<T extends { id: string; createdAt: Date }>(rows: T[], limit: number): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined
      ? encodeCursor({ createdAt: last.createdAt.getTime(), id: last.id })
      : null;
  return { items, nextCursor };
}

function encodeCursor({ createdAt, id }: Position): string {
  return Buffer.from(`${createdAt}.${id}`, 'latin1').toString('base64url');
}
