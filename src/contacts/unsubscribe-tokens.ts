import { createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { settleSetting } from '../persistence/database/service-settings.js';
import { sameHash } from '../tenants/credentials/credential-lookup.js';

const SETTING = 'unsubscribe-key';
const KEY_BYTES = 32;
const TOKEN = /^([0-9a-z]{16})-([0-9a-f]{32})$/;

/** Signs the ids of contacts, for links that unsubscribe without a sign-in, and reads them again. */
@Injectable()
export class UnsubscribeTokens {
  private key: Promise<Buffer> | null = null;

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  async sign(contactId: string): Promise<string> {
    return `${contactId}-${await this.macOf(contactId)}`;
  }

  /** The id of the contact; null when the token is none of ours. */
  async read(token: string): Promise<string | null> {
    const [, contactId, mac] = TOKEN.exec(token) ?? [];
    if (contactId === undefined || mac === undefined) return null;
    const expected = await this.macOf(contactId);
    return sameHash(mac, expected) ? contactId : null;
  }

  private async macOf(contactId: string): Promise<string> {
    this.key ??= this.readKey().catch((error: unknown) => {
      this.key = null;
      throw error;
    });
    return createHmac('sha256', await this.key)
      .update(contactId)
      .digest('hex')
      .slice(0, 32);
  }

  private async readKey(): Promise<Buffer> {
    const make = () => randomBytes(KEY_BYTES).toString('hex');
    return Buffer.from((await settleSetting(this.database, SETTING, make)).value, 'hex');
  }
}
