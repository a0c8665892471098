import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { KEY_BYTES, parseSecretKey } from './secret-key-text.js';

/**
 * The file of keys that the service makes beside its SQLite file, for itself alone to read: a line for each key, the
 * current one first.
 */
export class SecretKeyFile {
  readonly path: string;

  constructor(databasePath: string) {
    this.path = `${databasePath}.key`;
  }

  /** Makes the file with a first key, unless it is there. Of several processes, one makes it. */
  make(): void {
    const draft = this.draft([newKey()]);
    try {
      linkSync(draft, this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** @throws Error when the file cannot be read, or a line is no key */
  read(): Buffer[] {
    return this.lines().map(parseSecretKey);
  }

  /** Puts a new key before the current one, which stays for processes that still use it; older ones go. */
  rollIn(): void {
    const [current] = this.lines();
    renameSync(this.draft([newKey(), ...(current === undefined ? [] : [current])]), this.path);
  }

  private lines(): string[] {
    return readFileSync(this.path, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }

  private draft(lines: readonly string[]): string {
    const draft = `${this.path}.${process.pid}.${randomBytes(4).toString('hex')}`;
    writeFileSync(draft, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    return draft;
  }
}

function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}
