import type { SqlValue } from './database.js';

/** Texts that stand for themselves between quotes, whatever the modes and the character set of the session. */
const PLAIN = /^[A-Za-z0-9 _.:@/+-]*$/;

/**
 * A statement of MySQL with its values in the place of the `?`, for what cannot be prepared. No value can be taken for
 * anything else: a text is either of harmless characters or written in hexadecimal digits.
 */
export function inlined(sql: string, params: readonly SqlValue[]): string {
  const parts = sql.split('?');
  if (parts.length !== params.length + 1)
    throw new Error('A statement has as many values as places for them');
  return parts.map((part, i) => (i === 0 ? part : literal(params[i - 1] ?? null) + part)).join('');
}

function literal(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('No number');
    return String(value);
  }
  if (Buffer.isBuffer(value)) return `X'${value.toString('hex')}'`;
  return PLAIN.test(value) ? `'${value}'` : `_utf8mb4 X'${Buffer.from(value).toString('hex')}'`;
}
