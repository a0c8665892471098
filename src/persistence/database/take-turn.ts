import type { Database } from './database.js';

/**
 * Of several processes that do something at intervals, lets one do it at a time.
 * @param turn the name of the row in `service_settings` by which processes take turns
 * @returns whether it is this process's turn
 */
export async function takeTurn(
  database: Database,
  turn: string,
  everyMs: number,
  now: number,
): Promise<boolean> {
  const { insertIgnore } = database.dialect;
  const matched = await database.transaction(async (tx) => {
    await tx.run(`${insertIgnore} INTO service_settings (name, value) VALUES (?, ?)`, [turn, '0']);
    // Milliseconds have had 13 digits since 2001, so comparing them as texts compares the times.
    return tx.run('UPDATE service_settings SET value = ? WHERE name = ? AND (value <= ? OR value > ?)', [
      String(now),
      turn,
      String(now - everyMs / 2),
      // Of a clock that has jumped back since.
      String(now + everyMs),
    ]);
  });
  return matched > 0;
}
