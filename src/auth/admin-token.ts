import { createHash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config.js';
import type { Database } from '../persistence/database/database.js';
import { settleSetting } from '../persistence/database/service-settings.js';
import { BASE62 } from '../secrets/secret-text.js';
import { randomText } from '../secrets/random-id.js';

const SETTING = 'admin-token-sha256';
const LENGTH = 48;

/** The secret of the admin API; only its SHA-256 is kept. */
export class AdminToken {
  private constructor(private readonly sha256: Buffer) {}

  /**
   * The configured token; otherwise that of an earlier start, or a new one.
   * @param show called with a new token, which cannot be shown again
   */
  static async load(
    config: Pick<Config, 'adminToken'>,
    database: Database,
    show: (token: string) => void,
  ): Promise<AdminToken> {
    if (config.adminToken !== null) return new AdminToken(sha256(config.adminToken));
    const token = randomText(BASE62, LENGTH);
    const { value, made } = await settleSetting(database, SETTING, () => sha256(token).toString('hex'));
    if (made) show(token);
    return new AdminToken(Buffer.from(value, 'hex'));
  }

  /** Identifies the token without revealing it. */
  get fingerprint(): string {
    return createHash('sha256').update(this.sha256).digest('hex');
  }

  /** Whether `presented` is the token, in constant time. */
  matches(presented: string): boolean {
    return timingSafeEqual(sha256(presented), this.sha256);
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
