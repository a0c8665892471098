import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, type SqlValue } from '../persistence/database/database.js';
import { dayOf, HOUR_MS, type NoticeReason } from './notice-reasons.js';

const FIRST_PAUSE_MS = 60_000;

/** One mail: to a contact, for a reason, on a day. */
export interface Notice {
  readonly tenantId: string;
  readonly addressKey: string;
  readonly reason: NoticeReason;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What has become of a mail. `failed`: it has certainly not been sent, and may be tried again. */
export type SendOutcome = 'sent' | 'failed' | 'given-up';

const KEY = 'tenant_id = ? AND address_key = ? AND reason = ? AND day = ?';

/** Sees to it that one process sends a mail, once: it claims the row before. */
@Injectable()
export class NoticeClaims {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * Claims a mail of today.
   * @returns false when it has been claimed or sent, must still wait, or when nothing may be sent to the contact any more
   */
  claim(notice: Notice): Promise<boolean> {
    const { tenantId, addressKey, at } = notice;
    const { insertIgnore } = this.database.dialect;
    return this.database.transaction(async (tx) => {
      const [wanted] = await tx.rows<{ id: string }>(
        `SELECT c.id FROM tenant_contacts c JOIN tenants t ON t.id = c.tenant_id
         WHERE c.tenant_id = ? AND c.address_key = ? AND c.unsubscribed_at IS NULL AND t.provisioning_enabled = 1`,
        [tenantId, addressKey],
      );
      if (wanted === undefined) return false;
      const added = await tx.run(
        `${insertIgnore} INTO contact_notices (tenant_id, address_key, reason, day, state, attempts, next_attempt_at, created_at)
         VALUES (?, ?, ?, ?, 'sending', 1, 0, ?)`,
        [...keyOf(notice), at],
      );
      if (added > 0) return true;
      const taken = await tx.run(
        `UPDATE contact_notices SET state = 'sending', attempts = attempts + 1
         WHERE ${KEY} AND state = 'waiting' AND next_attempt_at <= ?`,
        [...keyOf(notice), at],
      );
      return taken > 0;
    });
  }

  /** Records what has become of a claimed mail. After failures the pauses double, from a minute up to an hour. */
  async settle(notice: Notice, outcome: SendOutcome): Promise<void> {
    await this.database.transaction(async (tx) => {
      if (outcome !== 'failed') {
        await tx.run(`UPDATE contact_notices SET state = ? WHERE ${KEY}`, [outcome, ...keyOf(notice)]);
        return;
      }
      const [row] = await tx.rows<{ attempts: number }>(
        `SELECT attempts FROM contact_notices WHERE ${KEY}`,
        keyOf(notice),
      );
      const pause = Math.min(HOUR_MS, FIRST_PAUSE_MS * 2 ** (Number(row?.attempts ?? 1) - 1));
      await tx.run(`UPDATE contact_notices SET state = 'waiting', next_attempt_at = ? WHERE ${KEY}`, [
        notice.at + pause,
        ...keyOf(notice),
      ]);
    });
  }
}

function keyOf({ tenantId, addressKey, reason, at }: Notice): SqlValue[] {
  return [tenantId, addressKey, reason, dayOf(at)];
}
