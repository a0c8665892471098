import { OutcomeUnknown } from '../database/database.js';
import type { Verdict } from '../database/retry.js';
import { NOT_PRIMARY } from './primary-check.js';
import { RESPONSE_TIMEOUT } from './response-timeout.js';

/** The server takes no writes, or not any more: it has lost the role of the primary, or has left its group. */
const NOT_WRITABLE = [
  NOT_PRIMARY,
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_READ_ONLY_MODE',
  'ER_SERVER_OFFLINE_MODE',
  'ER_RUN_HOOK_ERROR',
  'ER_TRANSACTION_ROLLBACK_DURING_COMMIT',
];

/** Nothing stands at the other end of the connection any more. */
const LOST_CONNECTION = [
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ER_SERVER_SHUTDOWN',
  'ER_SESSION_WAS_KILLED',
];

/** Nobody has answered for so long that another attempt would only double the wait. */
const SILENCE = [RESPONSE_TIMEOUT, 'ETIMEDOUT'];

/** The server has no room for another connection. */
const CROWDED = ['ER_CON_COUNT_ERROR', 'ER_USER_LIMIT_REACHED'];

/** Errors after which no connection is trusted: the address may lead to another server by now. */
const SIGNS_OF_FAILOVER = new Set([...NOT_WRITABLE, ...LOST_CONNECTION, ...SILENCE]);

/** The statement was refused, and with it the transaction: it is not committed. */
const REFUSED = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_DUP_ENTRY',
  'ER_BAD_NULL_ERROR',
  'ER_DATA_TOO_LONG',
  'ER_WARN_DATA_OUT_OF_RANGE',
  'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  'ER_RECORD_FILE_FULL',
  // At a COMMIT each of these rolls back.
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION',
  'ER_READ_ONLY_MODE',
  'ER_RUN_HOOK_ERROR',
  'ER_TRANSACTION_ROLLBACK_DURING_COMMIT',
]);

const PASSES_WITH_TIME = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  ...NOT_WRITABLE,
  ...LOST_CONNECTION,
  ...CROWDED,
  // The server is there and does not let the service in: a password just changed, a restore under way.
  'ER_ACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  // Others have prepared all statements that the server keeps.
  'ER_MAX_PREPARED_STMT_COUNT_REACHED',
]);

const TRYING_AGAIN_IS_NO_HELP = new Set([
  ...SILENCE,
  // An operator has ended the statement.
  'ER_QUERY_INTERRUPTED',
  // The whole schema is read-only: an operator will lift that.
  'ER_SCHEMA_READ_ONLY',
]);

/** There is no room for what was to be written. */
const NO_ROOM = new Set([
  'ER_DISK_FULL',
  'ER_RECORD_FILE_FULL',
  'ER_ERROR_ON_WRITE',
  'ER_TEMP_FILE_WRITE_FAILURE',
  'ER_BINLOG_LOGGING_IMPOSSIBLE',
  'EE_DISK_FULL',
  'EE_WRITE',
]);

/** The system's `ENOSPC` in an error that can be about anything of a file. */
const NO_SPACE_LEFT = /\b(?:errno|error): ?28\b|\berror 28\b|No space left on device/i;

/** What mysql2 and the server tell of an error; errors of TypeORM have it too. */
interface Told {
  readonly code?: string;
  readonly message?: string;
  readonly fatal?: boolean;
}

/** Whether a statement with `NOWAIT` has met a row that others have locked. The transaction goes on. */
export function isLockedByOthers(error: unknown): boolean {
  return codeOf(error) === 'ER_LOCK_NOWAIT';
}

/** Whether the server has refused to commit, or was never asked to. */
export function isRefused(error: unknown): boolean {
  return isClosed(error) || REFUSED.has(codeOf(error));
}

/** Whether an error may mean that another server is the primary now, or that none can be reached. */
export function isSignOfFailover(error: unknown): boolean {
  const cause = causeOf(error);
  return isClosed(cause) || SIGNS_OF_FAILOVER.has(codeOf(cause));
}

/**
 * Whether a start waits after an error: the server is away, full, or takes no writes. It does not wait where the server
 * refuses the password or the session's settings, as it will the next time.
 */
export function isAwaited(error: unknown): boolean {
  const code = codeOf(error);
  return SIGNS_OF_FAILOVER.has(code) || CROWDED.includes(code);
}

/** Whether nobody has answered in time. */
export function isSilence(error: unknown): boolean {
  return SILENCE.includes(codeOf(error));
}

/** The error of the driver behind a COMMIT whose outcome is unknown; any other error as it is. */
export function causeOf(error: unknown): unknown {
  return error instanceof OutcomeUnknown ? error.cause : error;
}

/** Deadlocks and lost connections left nothing behind and may be tried again. */
export function verdict(error: unknown): Verdict {
  const code = codeOf(error);
  // The client has waited for 10 seconds by then: it gets 503 rather than another try.
  if (code === 'ER_QUERY_TIMEOUT') return 'too long';
  if (TRYING_AGAIN_IS_NO_HELP.has(code)) return 'give up';
  if (isNoRoom(error)) return 'disk-full';
  return isClosed(error) || PASSES_WITH_TIME.has(code) ? 'retry' : 'fail';
}

/** Whether the server has no room for what was to be written. */
export function isNoRoom(error: unknown): boolean {
  return NO_ROOM.has(codeOf(error)) || NO_SPACE_LEFT.test((error as Told | null)?.message ?? '');
}

/** Whether mysql2 has sent nothing since the connection was closed already: it gives such an error no code. */
function isClosed(error: unknown): boolean {
  return (error as Told | null)?.fatal === true && codeOf(error) === '';
}

function codeOf(error: unknown): string {
  return (error as Told | null)?.code ?? '';
}
