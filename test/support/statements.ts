import type { Database } from '../../src/persistence/database/database.js';

/** What is sent from time to time, on no request's path. */
const IN_BACKGROUND = /request_counts|tenant_activity|IGNORE INTO provisioning_log/;

/**
 * Runs `work`; answers the statements that were sent for it, BEGIN and COMMIT left out.
 * @param leftOut others that are of no interest
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
