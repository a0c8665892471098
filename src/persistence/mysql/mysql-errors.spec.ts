import { describe, expect, it } from '@jest/globals';
import { codeOf, isSignOfFailover, verdict } from './mysql-errors.js';

describe('an error that mysql2 gives no code', () => {
  it.each([
    ['MySQL Router reaches no server', 2003, "Can't connect to remote MySQL server", 'ECONNREFUSED'],
    ['MySQL Router has lost its server', 2013, 'Lost connection', 'PROTOCOL_CONNECTION_LOST'],
    [
      'the group has expelled the server',
      0,
      'The server is currently in offline mode since 2026-11-28 14:12:56.317873, reason: (GR) leave group on failure',
      'ER_SERVER_OFFLINE_MODE',
    ],
  ])('is known: %s', (_, errno, message, code) => {
    const error = Object.assign(new Error(message), { errno, fatal: true });
    expect(codeOf(error)).toBe(code);
    expect(verdict(error)).toBe('retry');
    expect(isSignOfFailover(error)).toBe(true);
  });
});
