import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { padKeys, placeholders } from '../persistence/database/in-list.js';
import { sql, TRUE, trusted, type Sql } from '../persistence/database/sql.js';
import { isUserNamed, type DirectoryRow } from '../persistence/search/directory-search.js';
import { FAILED_OUTCOMES, type Action } from '../provisioning-log/log-entry.js';
import type { TypeName } from '../scim/resource-type.js';

/** Failures that one page looks at: it may have few users, or none, and yet a next one. */
const MOST_EXAMINED = 2000;
const EXAMINED_AT_ONCE = 500;
/** What is done to a user that exists. */
const ACTIONS = ['update', 'disable', 'restore', 'delete'] as const satisfies readonly Action[];

/** A user whose newest write was refused or failed, with the entry that tells so. */
export interface FailingUser extends DirectoryRow {
  readonly entryId: string;
  readonly reason: string | null;
  readonly status: number;
}

interface Failure {
  readonly id: string;
  readonly resourceType: TypeName | null;
  readonly resourceId: string | null;
  readonly reason: string | null;
  readonly status: number;
}

/**
 * Finds the users of a tenant with errors: those whose newest entry in the provisioning log is a failure. No write keeps
 * that anywhere: the failures are read by an index of the log, newest first, and compared with the newest entry of each user.
 */
@Injectable()
export class FailingUsers {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /**
   * A page, those that failed last first.
   * @param folded what user name or display name contain, in the form of comparison keys
   * @param before the id of a log entry: only older failures are considered
   * @returns `next`, the entry before which the next page begins; null after the last one
   */
  async page(
    tenantId: string,
    folded: string,
    before: string | null,
    limit: number,
  ): Promise<{ readonly users: readonly FailingUser[]; readonly next: string | null }> {
    const users: FailingUser[] = [];
    let place = before;
    for (let examined = 0; examined < MOST_EXAMINED;) {
      const failures = await this.failures(tenantId, place);
      const ofUsers = new Map(
        failures.flatMap(({ id, resourceType, resourceId }): [string, string][] =>
          resourceType === 'User' && resourceId !== null ? [[id, resourceId]] : [],
        ),
      );
      const newest = await this.newestEntries(tenantId, [...ofUsers.values()]);
      const failing = failures.filter(({ id }) => newest.get(ofUsers.get(id) ?? '') === id);
      const rows = await this.users(
        tenantId,
        folded,
        failing.map(({ id }) => ofUsers.get(id) ?? ''),
      );
      for (const { id, reason, status } of failing) {
        const row = rows.get(ofUsers.get(id) ?? '');
        if (row === undefined) continue;
        if (users.length === limit) return { users, next: users.at(-1)?.entryId ?? null };
        users.push({ ...row, entryId: id, reason, status: Number(status) });
      }
      if (failures.length < EXAMINED_AT_ONCE) return { users, next: null };
      examined += failures.length;
      place = failures.at(-1)?.id ?? null;
    }
    return { users, next: place };
  }

  private failures(tenantId: string, before: string | null): Promise<Failure[]> {
    const by = trusted(this.database.dialect.byIndex('ix_provisioning_log_action'));
    const order = trusted(`ORDER BY id DESC LIMIT ${EXAMINED_AT_ONCE}`);
    const older = before === null ? TRUE : sql`id < ${before}`;
    const ranges = FAILED_OUTCOMES.flatMap((outcome) =>
      ACTIONS.map(
        (action): Sql => sql`SELECT id FROM provisioning_log ${by}
          WHERE tenant_id = ${tenantId} AND outcome = ${outcome} AND action = ${action} AND ${older} ${order}`,
      ),
    );
    const merged = ranges.map(({ text }, i) => `SELECT id FROM (${text}) b${i}`).join(' UNION ALL ');
    return this.database.rows<Failure>(
      `SELECT e.id, e.resource_type AS resourceType, e.resource_id AS resourceId, e.reason, e.status
       FROM (${merged} ${order.text}) m JOIN provisioning_log e ON e.tenant_id = ? AND e.id = m.id ORDER BY e.id DESC`,
      [...ranges.flatMap(({ params }) => params), tenantId],
    );
  }

  private async newestEntries(
    tenantId: string,
    userIds: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    if (userIds.length === 0) return new Map();
    const keys = padKeys([...new Set(userIds)]);
    const rows = await this.database.rows<{ resourceId: string; id: string }>(
      `SELECT resource_id AS resourceId, MAX(id) AS id
       FROM provisioning_log ${this.database.dialect.byIndex('ix_provisioning_log_resource')}
       WHERE tenant_id = ? AND resource_id IN (${placeholders(keys.length)}) GROUP BY resource_id`,
      [tenantId, ...keys],
    );
    return new Map(rows.map(({ resourceId, id }) => [resourceId, id]));
  }

  private async users(
    tenantId: string,
    folded: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, DirectoryRow>> {
    if (ids.length === 0) return new Map();
    const keys = padKeys(ids);
    const named = folded === '' ? TRUE : isUserNamed(folded, this.database.dialect);
    const { text, params } =
      sql`SELECT u.id, u.document, u.created_at AS createdAt, u.modified_at AS modifiedAt
      FROM users u WHERE u.tenant_id = ${tenantId} AND (${named})`;
    const rows = await this.database.rows<DirectoryRow>(
      `${text} AND u.id IN (${placeholders(keys.length)})`,
      [...params, ...keys],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }
}
