import type { Database } from '../../src/persistence/database/database.js';

/** Statements of background work, which no request waits for. */
const IN_BACKGROUND = /request_counts|tenant_activity|tenant_summaries|IGNORE INTO provisioning_log/;

/**
 * Runs `work`; returns the statements that were sent meanwhile, without BEGIN and COMMIT.
 * @param leftOut further statements to leave out
 */
export async function statementsSentBy(
  storage: Database,
  work: () => Promise<unknown>,
  leftOut?: RegExp,
): Promise<string[]> {
  const sent: string[] = [];
  storage.onStatement = (statement) => {
    if (!IN_BACKGROUND.test(statement) && leftOut?.test(statement) !== true) sent.push(statement);
  };
  await work().finally(() => (storage.onStatement = null));
  return sent;
}
