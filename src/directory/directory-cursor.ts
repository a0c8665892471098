import { BadRequestException } from '@nestjs/common';
import type { DirectoryPlace } from '../persistence/search/directory-search.js';

/** A place in a list of users or groups as text that a caller sends back. */
export function encodePlace(place: DirectoryPlace | null): string | null {
  if (place === null) return null;
  return Buffer.from(JSON.stringify([place.order, place.key, place.tie])).toString('base64url');
}

/**
 * Reads what `encodePlace` wrote.
 * @throws BadRequestException for any other text
 */
export function decodePlace(cursor: string | undefined): DirectoryPlace | null {
  if (cursor === undefined) return null;
  const [order, key, tie, ...more] = parse(cursor);
  const place = { order: Number(order), key: String(key), tie: String(tie) };
  const isOrder = Number.isInteger(place.order) && place.order >= 0;
  if (!isOrder || more.length > 0 || encodePlace(place) !== cursor) throw wrongCursor();
  return place;
}

/** A cursor that is an id itself, encoded. */
export function decodeId(cursor: string | undefined): string {
  const id = Buffer.from(cursor ?? '', 'base64url').toString('utf8');
  if (cursor !== undefined && !/^[0-9a-f-]{36}$/.test(id)) throw wrongCursor();
  return id;
}

export function encodeId(id: string): string {
  return Buffer.from(id).toString('base64url');
}

function parse(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function wrongCursor(): BadRequestException {
  return new BadRequestException('cursor: expected the nextCursor of an earlier answer');
}
