import type { NewRows, SqlValue } from '../database/database.js';

/** The pieces between the `?` of each statement: there are few of them. */
const pieces = new Map<string, readonly string[]>();

/** Printable ASCII without a backslash: between quotes it means itself, but for the quote, in every mode of MySQL. */
const PLAIN = /^[ -[\]-~]*$/;
/** The same without the quote. */
const PLAINEST = /^[ -&(-[\]-~]*$/;

/**
 * A statement of MySQL with its values in the place of the `?`, for what cannot be prepared. No value can be taken for
 * anything else: a text is either of harmless characters, or written in hexadecimal digits.
 */
export function withLiterals(sql: string, params: readonly SqlValue[]): string {
  let parts = pieces.get(sql);
  if (parts === undefined) pieces.set(sql, (parts = sql.split('?')));
  if (parts.length !== params.length + 1) {
    throw new Error('A statement has as many values as places for them');
  }
  let text = parts[0] ?? '';
  for (let i = 1; i < parts.length; i++) text += literal(params[i - 1] ?? null) + (parts[i] ?? '');
  return text;
}

/** Statements that add rows, of about `maxLength` characters at most each unless one row alone is longer. */
export function* insertsWithLiterals(
  { into, rows, tail }: NewRows,
  maxLength: number,
): Generator<string, void> {
  let values = '';
  let before: readonly SqlValue[] = [];
  let literals: string[] = [];
  for (const row of rows) {
    let text = '(';
    const known = literals;
    literals = [];
    for (let i = 0; i < row.length; i++) {
      const value = row[i] ?? null;
      // Neighbours share their tenant, and index rows their resource.
      const written = i < known.length && before[i] === value ? known[i]! : literal(value);
      literals.push(written);
      text += (i === 0 ? '' : ', ') + written;
    }
    before = row;
    if (values !== '' && values.length + text.length > maxLength) {
      yield `${into} ${values}${tail}`;
      values = '';
    }
    values += values === '' ? `${text})` : `, ${text})`;
  }
  if (values !== '') yield `${into} ${values}${tail}`;
}

function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('No number');
    return String(value);
  }
  if (Buffer.isBuffer(value)) return `X'${value.toString('hex')}'`;
  if (PLAINEST.test(value)) return `'${value}'`;
  return PLAIN.test(value)
    ? `'${value.replaceAll("'", "''")}'`
    : `_utf8mb4 X'${Buffer.from(value).toString('hex')}'`;
}
