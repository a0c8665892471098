import type { NewRows, SqlValue } from '../database/database.js';
import { placeholders } from '../database/in-list.js';

const ROWS_PER_STATEMENT = 200;

/** INSERT statements, each with a bounded number of parameters. */
export function* insertsOf({ into, rows, tail }: NewRows): Generator<{ sql: string; params: SqlValue[] }> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    const chunk = rows.slice(start, start + ROWS_PER_STATEMENT);
    const values = chunk.map((row) => `(${placeholders(row.length)})`);
    yield { sql: `${into} ${values.join(', ')}${tail}`, params: chunk.flat() };
  }
}
