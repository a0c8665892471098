import type { SqlValue, Statements } from './database.js';
import { couldBeId } from './new-id.js';
import { padKeys, placeholders } from './in-list.js';

/** Maximum number of ids in one statement. */
const IDS_PER_STATEMENT = 512;

/**
 * Runs a query once per chunk of ids and collects its rows.
 * @param query takes the placeholders of the ids; its first parameter is the tenant's id, followed by the ids
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
    // Spread into `push`, the rows could exceed the number of arguments that a call may have.
    for (const row of await statements.rows<Row>(query(placeholders(chunk.length)), params)) found.push(row);
  }
  return found;
}

/**
 * Splits ids into padded lists for statements, and drops texts too long for an id. Statements that take such a list
 * must tolerate repeated ids.
 */
export function chunks(ids: readonly string[]): string[][] {
  const possible = ids.filter(couldBeId);
  const result: string[][] = [];
  for (let start = 0; start < possible.length; start += IDS_PER_STATEMENT) {
    result.push(padKeys(possible.slice(start, start + IDS_PER_STATEMENT)));
  }
  return result;
}
