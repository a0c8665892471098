import { hash, timingSafeEqual } from 'node:crypto';
import type { Config } from '../config.js';
import type { Database } from '../persistence/database/database.js';
import { readSetting, settleSetting } from '../persistence/database/service-settings.js';
import { BASE62 } from '../secrets/secret-text.js';
import { randomText } from '../secrets/random-id.js';

const SETTING = 'admin-token-sha256';
const LENGTH = 48;

/** The secret of the admin API; only its SHA-256 is kept. */
export class AdminToken {
  private constructor(
    private sha256: Buffer,
    /** Made by this process, and neither stored nor shown yet. */
    private fresh: string | null,
    private readonly database: Database,
  ) {}

  /** The configured token; otherwise that of an earlier start, or a new one, which counts once it is settled. */
  static async load(config: Pick<Config, 'adminToken'>, database: Database): Promise<AdminToken> {
    if (config.adminToken !== null)
      return new AdminToken(hash('sha256', config.adminToken, 'buffer'), null, database);
    const stored = await readSetting(database, SETTING);
    if (stored !== null) return new AdminToken(Buffer.from(stored, 'hex'), null, database);
    const token = randomText(BASE62, LENGTH);
    return new AdminToken(hash('sha256', token, 'buffer'), token, database);
  }

  /**
   * Stores a new token for all processes, unless another process has stored one meanwhile. To be called once the service
   * listens: a start that fails is to leave the one showing of the token to the next start.
   * @param show called with a new token, which cannot be shown again
   */
  async settle(show: (token: string) => void): Promise<void> {
    const token = this.fresh;
    if (token === null) return;
    this.fresh = null;
    const { value, made } = await settleSetting(this.database, SETTING, () => this.sha256.toString('hex'));
    this.sha256 = Buffer.from(value, 'hex');
    if (made) show(token);
  }

  /** Identifies the token without revealing it. */
  get fingerprint(): string {
    return hash('sha256', this.sha256);
  }

  /** Whether `presented` is the token, in constant time. */
  matches(presented: string): boolean {
    return timingSafeEqual(hash('sha256', presented, 'buffer'), this.sha256);
  }
}
