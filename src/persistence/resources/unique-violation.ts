import type { ResourceTable } from './storage-map.js';

const MYSQL_DUPLICATE_ENTRY = 1062;

/**
 * The attributes of the unique constraint that an INSERT or UPDATE violated.
 * @param error of the driver
 * @returns `null` for any other error
 */
export function violatedAttributes(error: unknown, { unique }: ResourceTable): readonly string[] | null {
  const { errno, code, message } = error as { errno?: number; code?: string; message?: string };
  if (errno !== MYSQL_DUPLICATE_ENTRY && code !== 'SQLITE_CONSTRAINT_UNIQUE') return null;
  // MySQL names the constraint after the value, which is the client's and may contain anything; SQLite names the
  // columns.
  const constraint =
    errno === MYSQL_DUPLICATE_ENTRY ? message?.slice(message.lastIndexOf(' for key ')) : message;
  const found = Object.keys(unique).find((part) => constraint?.includes(part) === true);
  return found === undefined ? null : (unique[found] ?? null);
}
