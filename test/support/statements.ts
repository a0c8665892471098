import type { Database } from '../../src/persistence/database.js';

/** What is sent from time to time, on no request's path. */
const IN_BACKGROUND = /request_counts|tenant_activity/;

/** Runs `work`; answers the statements that were sent for it, BEGIN and COMMIT left out. */
export async function statementsSentBy(storage: Database, work: () => Promise<unknown>): Promise<string[]> {
  const sent: string[] = [];
  storage.onStatement = (statement) => {
    if (!IN_BACKGROUND.test(statement)) sent.push(statement);
  };
  await work().finally(() => (storage.onStatement = null));
  return sent;
}
