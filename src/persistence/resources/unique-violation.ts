import type { ResourceTable } from './storage-map.js';

const MYSQL_DUPLICATE_ENTRY = 1062;

/**
 * The attributes whose unique constraint an insert or update met.
 * @param error of the driver
 * @returns `null` when the error is another
 */
export function violatedAttributes(error: unknown, { unique }: ResourceTable): readonly string[] | null {
  const { errno, code, message } = error as { errno?: number; code?: string; message?: string };
  if (errno !== MYSQL_DUPLICATE_ENTRY && code !== 'SQLITE_CONSTRAINT_UNIQUE') return null;
  // MySQL names the constraint behind the value, which is the client's; SQLite names the columns.
  const constraint =
    errno === MYSQL_DUPLICATE_ENTRY ? message?.slice(message.lastIndexOf(' for key ')) : message;
  const found = Object.keys(unique).find((part) => constraint?.includes(part) === true);
  return found === undefined ? null : (unique[found] ?? null);
}
