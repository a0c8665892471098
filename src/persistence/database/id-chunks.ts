import type { SqlValue, Statements } from './database.js';
import { couldBeId } from './new-id.js';
import { padKeys, placeholders } from './in-list.js';

/** Ids in one statement. */
const IDS_PER_STATEMENT = 512;

/**
 * The rows of a query that takes a list of ids.
 * @param query takes the places of the ids; its first parameter is the tenant's id, and the ids follow it
 * @param after the parameters that follow the ids
 */
export async function inChunks<Row extends object>(
  statements: Pick<Statements, 'rows'>,
  tenantId: string,
  ids: readonly string[],
  query: (marks: string) => string,
  after: readonly SqlValue[] = [],
): Promise<Row[]> {
  const found: Row[] = [];
  for (const chunk of chunks(ids)) {
    const params = [tenantId, ...chunk, ...after];
    // Not spread into `push`: there may be more rows than a call can have arguments.
    for (const row of await statements.rows<Row>(query(placeholders(chunk.length)), params)) found.push(row);
  }
  return found;
}

/**
 * Ids as statements take them, without what cannot be one. Repeating an id is harmless in every statement that takes
 * a list of them.
 */
export function chunks(ids: readonly string[]): string[][] {
  const possible = ids.filter(couldBeId);
  const result: string[][] = [];
  for (let start = 0; start < possible.length; start += IDS_PER_STATEMENT) {
    result.push(padKeys(possible.slice(start, start + IDS_PER_STATEMENT)));
  }
  return result;
}
