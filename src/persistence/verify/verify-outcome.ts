import type { Database } from '../database/database.js';
import type { Verified } from './verify.js';

const NAME = 'verify-outcome';

/** What the last `npm run verify` has found, for the metrics. */
export interface VerifyOutcome {
  readonly problems: number;
  /** In milliseconds since 1970. */
  readonly finishedAt: number;
  readonly seconds: number;
}

/** Keeps an outcome for all processes. */
export async function keepOutcome(
  database: Database,
  { problems }: Pick<Verified, 'problems'>,
  seconds: number,
): Promise<void> {
  const outcome: VerifyOutcome = { problems, finishedAt: Date.now(), seconds };
  const overwrite = database.dialect.onDuplicateKey(['name'], ['value']);
  await database.transaction((tx) =>
    tx.run(`INSERT INTO service_settings (name, value) VALUES (?, ?)${overwrite}`, [
      NAME,
      JSON.stringify(outcome),
    ]),
  );
}

/** The last outcome; null when there is none. */
export async function lastOutcome(database: Pick<Database, 'rows'>): Promise<VerifyOutcome | null> {
  const [row] = await database.rows<{ value: string }>('SELECT value FROM service_settings WHERE name = ?', [
    NAME,
  ]);
  return row === undefined ? null : (JSON.parse(row.value) as VerifyOutcome);
}
