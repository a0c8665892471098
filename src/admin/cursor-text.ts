import { BadRequestException } from '@nestjs/common';

/** A position in a list as a cursor for the client: `WyJhIiwxXQ` for `["a", 1]`. */
export function encodeCursorText(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/**
 * Decodes a cursor of `encodeCursorText`.
 * @param kinds the type of each part, in order
 * @throws BadRequestException for any other text
 */
export function decodeCursorText<const Kinds extends readonly ('string' | 'number')[]>(
  cursor: string,
  kinds: Kinds,
): { [Index in keyof Kinds]: Kinds[Index] extends 'number' ? number : string } {
  const parts = parse(cursor);
  const isOne =
    parts.length === kinds.length &&
    parts.every(
      (part, index) => typeof part === kinds[index] && (typeof part === 'string' || isIndex(part)),
    ) &&
    // Accept only the canonical encoding: the decoder skips characters that are not base64url.
    encodeCursorText(parts as (string | number)[]) === cursor;
  if (!isOne) throw new BadRequestException('cursor: expected the nextCursor of an earlier answer');
  return parts as never;
}

function isIndex(part: unknown): boolean {
  return Number.isSafeInteger(part) && (part as number) >= 0;
}

function parse(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
