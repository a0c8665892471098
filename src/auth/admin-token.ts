import { createHash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config.js';
import type { Database } from '../persistence/database.js';
import { ServiceSetting } from '../persistence/entities/service-setting.entity.js';
import { BASE62 } from '../tenants/access-code.js';
import { isDuplicateKey } from '../tenants/duplicate-key.js';
import { randomText } from '../tenants/random-id.js';

const SETTING = 'admin-token-sha256';
const LENGTH = 48;

/** The secret that opens the admin API; only its SHA-256 is kept. */
export class AdminToken {
  private constructor(private readonly sha256: Buffer) {}

  /**
   * The configured token; without one, that of an earlier start, else a new one.
   * @param show called with a token just made: nothing will ever show it again
   */
  static async load(
    config: Pick<Config, 'adminToken'>,
    database: Database,
    show: (token: string) => void,
  ): Promise<AdminToken> {
    if (config.adminToken !== null) return new AdminToken(sha256(config.adminToken));
    const stored = await readSetting(database);
    if (stored !== null) return new AdminToken(Buffer.from(stored, 'hex'));
    const token = randomText(BASE62, LENGTH);
    try {
      await database.entities((manager) =>
        manager.insert(ServiceSetting, { name: SETTING, value: sha256(token).toString('hex') }),
      );
    } catch (error) {
      // Another process made one in between.
      const theirs = isDuplicateKey(error) ? await readSetting(database) : null;
      if (theirs === null) throw error;
      return new AdminToken(Buffer.from(theirs, 'hex'));
    }
    show(token);
    return new AdminToken(sha256(token));
  }

  /** Whether `presented` is the token, in constant time. */
  matches(presented: string): boolean {
    return timingSafeEqual(sha256(presented), this.sha256);
  }
}

async function readSetting(database: Database): Promise<string | null> {
  const setting = await database.entities((manager) => manager.findOneBy(ServiceSetting, { name: SETTING }));
  return setting?.value ?? null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
