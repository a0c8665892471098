import { existsSync } from 'node:fs';
import type { Config } from '../config.js';
import { SecretKeyFile } from './secret-key-file.js';
import { SecretKeys } from './secret-keys.js';

type Configured = Pick<Config, 'secretsKeys' | 'database'>;

/** The key file of an installation on SQLite without `SECRETS_KEY`; null for any other. */
export function keyFileOf({ secretsKeys, database }: Configured): SecretKeyFile | null {
  return secretsKeys.length === 0 && database.kind === 'sqlite' ? new SecretKeyFile(database.path) : null;
}

/**
 * The keys of the configuration, or of the file beside the SQLite database, which is made when it is missing. With MySQL
 * there may be none.
 * @throws Error when the file can be neither read nor made
 */
export function configuredKeys(config: Configured): SecretKeys {
  const file = keyFileOf(config);
  if (file === null) return new SecretKeys(() => config.secretsKeys);
  if (!existsSync(file.path)) file.make();
  return new SecretKeys(() => file.read());
}
