import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseName } from './databases.js';

const KEY = randomBytes(32).toString('base64');
const SSO = { SSO_CLIENT_ID: randomUUID(), SSO_CLIENT_SECRET: randomBytes(32).toString('base64url') };

/** The environment that an OpenID Provider needs: on SQLite it makes the key of its secrets itself. */
export function oidcSettings(name: DatabaseName): Record<string, string> {
  return { ...SSO, ...keyOfSecrets(name) };
}

export function keyOfSecrets(name: DatabaseName): Record<string, string> {
  return name === 'mysql' ? { SECRETS_KEY: KEY } : {};
}
