import type { Database } from '../persistence/database/database.js';

/** The time of last use is told to the minute. */
const NOTED_EVERY_MS = 60_000;

/** A row of a secret, by the column that identifies it. */
export type UsedSecret =
  | { readonly table: 'admin_tokens' | 'application_secrets'; readonly column: 'id'; readonly value: string }
  | { readonly table: 'person_sessions'; readonly column: 'hint'; readonly value: string };

/**
 * Notes that a secret is used, at most once a minute.
 * @param lastUsedAt as it is stored, in milliseconds since 1970
 */
export async function noteUse(
  database: Database,
  { table, column, value }: UsedSecret,
  lastUsedAt: number | null,
  now: number,
): Promise<void> {
  if (lastUsedAt !== null && lastUsedAt > now - NOTED_EVERY_MS) return;
  const { nowMillis } = database.dialect;
  await database.transaction((tx) =>
    tx.run(
      `UPDATE ${table} SET last_used_at = ${nowMillis}
       WHERE ${column} = ? AND (last_used_at IS NULL OR last_used_at <= ${nowMillis} - ${NOTED_EVERY_MS})`,
      [value],
    ),
  );
}
