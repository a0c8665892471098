import { Inject, Injectable } from '@nestjs/common';
import { RequestCounter } from '../activity/request-counter.js';
import { ApplicationEndings } from '../endings/application-endings.service.js';
import { Endings } from '../endings/endings.service.js';
import { OperatorTenant } from '../operators/operator-tenant.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { placeholders } from '../persistence/database/in-list.js';
import { chunks } from '../persistence/database/id-chunks.js';
import { BrokenTenants } from './broken-tenants.js';
import { dayOf, DAY_MS, type NoticeReason, type Situation } from './notice-reasons.js';

const TENANTS_AT_ONCE = 200;
/** How long after its first request a tenant is new. */
const NEW_FOR_MS = 2 * DAY_MS;
/** Longer than any pause between two mails for a reason. */
const REMEMBERED_DAYS = 60;

/** A contact that mails may be sent to. */
export interface Recipient {
  readonly contactId: string;
  readonly address: string;
  readonly addressKey: string;
  /** The day on which a mail for a reason was last sent; undefined for never. */
  readonly lastDay: (reason: NoticeReason) => number | undefined;
}

export interface TenantSituation extends Situation {
  readonly tenantId: string;
  readonly name: string;
  readonly recipients: readonly Recipient[];
}

interface ContactRow {
  readonly id: string;
  readonly tenantId: string;
  readonly address: string;
  readonly addressKey: string;
  readonly name: string;
}

/** Reads what contacts may have to be told. */
@Injectable()
export class Situations {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly endings: Endings,
    private readonly applications: ApplicationEndings,
    private readonly operatorTenant: OperatorTenant,
    private readonly broken: BrokenTenants,
    private readonly counter: RequestCounter,
  ) {}

  /** Every tenant with provisioning enabled and somebody to write to. */
  async *all(now: number): AsyncGenerator<TenantSituation> {
    await this.counter.flush();
    const brokenSince = await this.broken.look(now);
    for (let after = ''; ;) {
      const tenants = await this.database.rows<{ id: string }>(
        `SELECT DISTINCT c.tenant_id AS id FROM tenant_contacts c JOIN tenants t ON t.id = c.tenant_id
         WHERE c.tenant_id > ? AND c.unsubscribed_at IS NULL AND t.provisioning_enabled = 1
         ORDER BY c.tenant_id LIMIT ${TENANTS_AT_ONCE}`,
        [after],
      );
      const last = tenants.at(-1);
      if (last === undefined) return;
      after = last.id;
      const ids = tenants.map(({ id }) => id);
      yield* await this.ofThese(ids, brokenSince, now);
    }
  }

  private async ofThese(
    tenantIds: readonly string[],
    brokenSince: ReadonlyMap<string, number>,
    now: number,
  ): Promise<TenantSituation[]> {
    const endings = await this.endings.ofAll(tenantIds, now);
    const operators = await this.operatorTenant.id();
    const ofApplications =
      operators !== null && tenantIds.includes(operators) ? await this.applications.all(now) : [];
    const situations: TenantSituation[] = [];
    for (const ids of chunks(tenantIds)) {
      const contacts = await this.contactsOf(ids);
      const lastDays = await this.lastDaysOf(ids, now);
      const fresh = await this.newOnes(ids, now);
      for (const tenantId of new Set(ids)) {
        const own = contacts.filter((each) => each.tenantId === tenantId);
        situations.push({
          tenantId,
          name: own[0]?.name ?? '',
          endings: [...(endings.get(tenantId) ?? []), ...(tenantId === operators ? ofApplications : [])].sort(
            (a, b) => a.endsAt - b.endsAt,
          ),
          brokenSince: brokenSince.get(tenantId) ?? null,
          isNew: fresh.has(tenantId),
          recipients: own.map(({ id, address, addressKey }) => ({
            contactId: id,
            address,
            addressKey,
            lastDay: (reason) => lastDays.get(`${tenantId} ${addressKey} ${reason}`),
          })),
        });
      }
    }
    return situations;
  }

  private contactsOf(ids: readonly string[]): Promise<ContactRow[]> {
    return this.database.rows<ContactRow>(
      `SELECT c.id, c.tenant_id AS tenantId, c.address, c.address_key AS addressKey, t.name
       FROM tenant_contacts c JOIN tenants t ON t.id = c.tenant_id
       WHERE c.tenant_id IN (${placeholders(ids.length)}) AND c.unsubscribed_at IS NULL ORDER BY c.id`,
      ids,
    );
  }

  private async lastDaysOf(ids: readonly string[], now: number): Promise<Map<string, number>> {
    const rows = await this.database.rows<{
      tenantId: string;
      addressKey: string;
      reason: string;
      lastDay: number;
    }>(
      `SELECT tenant_id AS tenantId, address_key AS addressKey, reason, MAX(day) AS lastDay FROM contact_notices
       WHERE tenant_id IN (${placeholders(ids.length)}) AND state = 'sent' AND day > ?
       GROUP BY tenant_id, address_key, reason`,
      [...ids, dayOf(now) - REMEMBERED_DAYS],
    );
    return new Map(
      rows.map(({ tenantId, addressKey, reason, lastDay }) => [
        `${tenantId} ${addressKey} ${reason}`,
        Number(lastDay),
      ]),
    );
  }

  /** Those that Entra has reached, and had not reached before. */
  private async newOnes(ids: readonly string[], now: number): Promise<Set<string>> {
    const rows = await this.database.rows<{ tenantId: string }>(
      `SELECT a.tenant_id AS tenantId FROM tenant_activity a
       WHERE a.tenant_id IN (${placeholders(ids.length)}) AND a.last_request_at > 0
         AND NOT EXISTS (SELECT 1 FROM request_counts r WHERE r.tenant_id = a.tenant_id AND r.hour < ?
           AND r.kind IN ('probe', 'read', 'write'))
         AND EXISTS (SELECT 1 FROM request_counts r WHERE r.tenant_id = a.tenant_id AND r.hour >= ?
           AND r.kind IN ('probe', 'read', 'write'))`,
      [...ids, now - NEW_FOR_MS, now - NEW_FOR_MS],
    );
    return new Set(rows.map(({ tenantId }) => tenantId));
  }
}
