import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { chunks } from '../persistence/database/id-chunks.js';
import { placeholders } from '../persistence/database/in-list.js';
import { idsFrom, timeOf } from '../provisioning-log/id-time.js';
import type { Action, Outcome } from '../provisioning-log/log-entry.js';

/** A UUID of version 7, as the ids of requests and of log entries are. */
const TIMED = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Entries of a request are made while it is answered. */
const LONGEST_REQUEST_MS = 120_000;
const CLOCK_STEP_MS = 1000;

const SELECTED =
  'e.tenant_id AS tenantId, t.name AS tenantName, e.id, e.action, e.outcome, e.resource_name AS name';

export interface EntryOfRequest {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly id: string;
  readonly time: Date;
  readonly action: Action;
  readonly outcome: Outcome;
  readonly name: string | null;
}

/**
 * Finds the log entries of a request. The log has no index of request ids, which each write would have to keep: but the
 * id of a request begins with its time, as those of the entries do, and the primary key leads to the entries of a time.
 */
@Injectable()
export class RequestFinder {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** @returns none for an id that the client has given to the request, unless it is a UUID of version 7 */
  async find(text: string, limit: number): Promise<EntryOfRequest[]> {
    const requestId = text.toLowerCase().replace(/^urn:invitedesk:request:/, '');
    if (!TIMED.test(requestId)) return [];
    const time = timeOf(requestId).getTime();
    const ofTime = [idsFrom(time - CLOCK_STEP_MS), idsFrom(time + LONGEST_REQUEST_MS), requestId];
    const found: EntryOfRequest[] = [];
    for (const tenantIds of chunks(await this.tenantsSeenSince(time))) {
      const rows = await this.database.search<Omit<EntryOfRequest, 'time'>>(
        '',
        `${this.database.dialect.selectInTime} ${SELECTED}
         FROM provisioning_log e ${this.database.dialect.byKey('PRIMARY')}
           ${this.database.dialect.joinInOrder} tenants t ON t.id = e.tenant_id
         WHERE e.tenant_id IN (${placeholders(tenantIds.length)}) AND e.id >= ? AND e.id < ? AND e.request_id = ?
         ORDER BY e.id LIMIT ${limit - found.length}`,
        [...tenantIds, ...ofTime],
      );
      found.push(...rows.map((row) => ({ ...row, time: timeOf(row.id) })));
      // A request is of one tenant.
      if (found.length > 0) return found;
    }
    return this.refusedPeople(ofTime, limit);
  }

  /** People who were refused say nothing about Entra's requests, so their tenants are not among those seen. */
  private async refusedPeople(ofTime: readonly string[], limit: number): Promise<EntryOfRequest[]> {
    const { dialect } = this.database;
    const { selectInTime, joinInOrder } = dialect;
    const rows = await this.database.search<Omit<EntryOfRequest, 'time'>>(
      '',
      `${selectInTime} ${SELECTED} FROM tenants t ${joinInOrder} provisioning_log e ${dialect.byIndex('ix_provisioning_log_action')}
       WHERE e.tenant_id = t.id AND e.outcome = 'refused' AND e.action = 'sign-in' AND e.id >= ? AND e.id < ?
         AND e.request_id = ? ORDER BY e.id LIMIT ${limit}`,
      ofTime,
    );
    return rows.map((row) => ({ ...row, time: timeOf(row.id) }));
  }

  private async tenantsSeenSince(time: number): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(
      'SELECT tenant_id AS id FROM tenant_activity WHERE last_request_at >= ? OR refused_at >= ?',
      [time - CLOCK_STEP_MS, time - CLOCK_STEP_MS],
    );
    return rows.map(({ id }) => id);
  }
}
