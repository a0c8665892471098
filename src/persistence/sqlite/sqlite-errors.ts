import type { Verdict } from '../database/retry.js';

/** How to treat an error of the driver. */
export function verdict(error: unknown): Verdict {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return 'fail';
  // Another process holds the lock: it passes.
  if (code.startsWith('SQLITE_BUSY')) return 'retry';
  if (code === 'SQLITE_FULL') return 'disk-full';
  if (code.startsWith('SQLITE_READONLY')) return 'read-only';
  // The disk fails, or what SQLite keeps beside its file cannot be made.
  return code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN' ? 'give up' : 'fail';
}
