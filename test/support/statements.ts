import { expect } from '@jest/globals';
import type { Database } from '../../src/persistence/database/database.js';

/** Statements of background work, which no request waits for. */
const IN_BACKGROUND = /request_counts|tenant_activity|tenant_summaries|IGNORE INTO provisioning_log/;

/** The look-up of the credential that a SCIM request presents. */
const CREDENTIAL_LOOKUP = /FROM access_codes t JOIN|FROM oauth_access_tokens a JOIN|JOIN entra_trusts e/;
/** How long a process remembers what that look-up has found. */
const REMEMBERED_MS = 3000;

/** Runs `work`; returns the statements that were sent meanwhile, without BEGIN and COMMIT. */
export async function everyStatementSentBy(
  storage: Database,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const sent: string[] = [];
  storage.onStatement = (statement) => {
    if (!IN_BACKGROUND.test(statement)) sent.push(statement);
  };
  await work().finally(() => (storage.onStatement = null));
  return sent;
}

/**
 * As `everyStatementSentBy`, without the look-ups of credentials: one is due again every few seconds, however long ago
 * the test has sent the request before.
 */
export async function statementsSentBy(storage: Database, work: () => Promise<unknown>): Promise<string[]> {
  return (await everyStatementSentBy(storage, work)).filter((sql) => !CREDENTIAL_LOOKUP.test(sql));
}

/**
 * Sends a request twenty times with a new credential, one after the other; expects that the credential is looked up no
 * more often than the time taken asks for.
 * @returns the statements of one more such request, without that look-up
 */
export async function statementsOnceRemembered(
  storage: Database,
  send: () => Promise<unknown>,
): Promise<string[]> {
  const start = performance.now();
  const sent = await everyStatementSentBy(storage, async () => {
    for (let n = 0; n < 20; n++) await send();
  });
  const { length } = sent.filter((sql) => CREDENTIAL_LOOKUP.test(sql));
  expect(length).toBeGreaterThan(0);
  expect(length).toBeLessThanOrEqual(1 + Math.floor((performance.now() - start) / REMEMBERED_MS));
  return statementsSentBy(storage, send);
}
