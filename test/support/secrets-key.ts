import { randomBytes } from 'node:crypto';
import type { DatabaseName } from './databases.js';

const KEY = randomBytes(32).toString('base64');

/** The environment that a service needs to store secrets: on SQLite it makes the key itself. */
export function secretsKeyFor(name: DatabaseName): Record<string, string> {
  return name === 'mysql' ? { SECRETS_KEY: KEY } : {};
}
