import { Inject, Injectable } from '@nestjs/common';
import { brokenSql } from '../activity/broken-sql.js';
import { judge, type Health } from '../activity/health.js';
import { lastTimesOf, timeColumns } from '../activity/last-times.js';
import { RequestCounter } from '../activity/request-counter.js';
import type { LastTimes } from '../activity/request-counts.js';
import { TenantSummaries } from '../activity/tenant-summaries.js';
import { decodeCursorText, encodeCursorText } from '../admin/cursor-text.js';
import type { Page, PageRequest } from '../admin/page.js';
import { startsWith } from '../persistence/search/comparison-sql.js';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { joinSql, sql, TRUE, trusted, type Sql } from '../persistence/database/sql.js';
import { tenantNameKey } from '../tenants/tenant-name-key.js';
import type { TenantOrder } from './tenant-list.dto.js';

/** Which tenants to list, and in what order. */
export interface TenantQuery extends PageRequest {
  readonly search?: string | undefined;
  readonly isBroken: boolean;
  readonly sort: TenantOrder;
  readonly descending: boolean;
}

export interface ListedTenant {
  readonly id: string;
  readonly name: string;
  readonly entraTenantId: string;
  readonly provisioningEnabled: boolean;
  readonly createdAt: Date;
  readonly health: Health;
  /** 0 for never. */
  readonly lastRequestAt: number;
  readonly users: number;
  readonly failures: number;
}

type Row = { readonly [Name in keyof LastTimes]: LastTimes[Name] | null } & {
  readonly id: string;
  readonly name: string;
  readonly entraTenantId: string;
  readonly isEnabled: unknown;
  readonly createdAt: number;
  readonly users: number | null;
  readonly writes: number | null;
  readonly failedWrites: number | null;
  readonly failures: number | null;
  readonly commonest: string | null;
  readonly sortKey: string | number;
};

/** A tenant that an earlier build has added may have no key yet. */
const NAME = "COALESCE(NULLIF(t.name_key, ''), t.name)";
const ORDERS: Readonly<Record<TenantOrder, Sql>> = {
  created: trusted('t.created_at'),
  name: trusted(NAME),
  lastRequest: trusted('COALESCE(a.last_request_at, 0)'),
  users: trusted('COALESCE(s.users, 0)'),
  failures: trusted('COALESCE(s.failures, 0)'),
};
const JOINS = trusted(`LEFT JOIN tenant_activity a ON a.tenant_id = t.id
  LEFT JOIN tenant_summaries s ON s.tenant_id = t.id`);
const COLUMNS = `t.id, t.name, t.entra_tenant_id AS entraTenantId, t.provisioning_enabled AS isEnabled,
  t.created_at AS createdAt, ${timeColumns('a')}, s.users, s.writes, s.failed_writes AS failedWrites, s.failures, s.commonest`;

/** Lists the tenants with their health. Ten thousand of them are examined in some milliseconds. */
@Injectable()
export class TenantSearch {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly counter: RequestCounter,
    private readonly summaries: TenantSummaries,
  ) {}

  /** @throws BadRequestException for an invalid cursor */
  async page(query: TenantQuery, now = Date.now()): Promise<Page<ListedTenant>> {
    const { sort, cursor, limit } = query;
    const after =
      cursor === undefined
        ? null
        : decodeCursorText(cursor, sort === 'name' ? ['string', 'string'] : ['number', 'string']);
    await this.counter.flush();
    await this.summaries.catchUp(now);
    const rows = await this.read(query, after, now);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const isMore = rows.length > limit && last !== undefined;
    const keyOf = ({ sortKey }: Row) => (sort === 'name' ? String(sortKey) : Number(sortKey));
    return {
      items: items.map((row) => tenantIn(row, now)),
      nextCursor: isMore ? encodeCursorText([keyOf(last), last.id]) : null,
    };
  }

  /** The page is found first, so that the rows to sort are short. */
  private read(
    { search = '', isBroken, sort, descending, limit }: TenantQuery,
    after: readonly [string | number, string] | null,
    now: number,
  ): Promise<Row[]> {
    const key = ORDERS[sort];
    const [isBeyond, direction] = [trusted(descending ? '<' : '>'), trusted(descending ? 'DESC' : 'ASC')];
    const conditions = [
      search.trim() === '' ? TRUE : this.found(search.trim()),
      isBroken ? brokenSql(this.database.dialect, now) : TRUE,
      after === null
        ? TRUE
        : sql`${key} ${isBeyond} ${after[0]} OR (${key} = ${after[0]} AND t.id ${isBeyond} ${after[1]})`,
    ];
    const joins = isBroken || !['created', 'name'].includes(sort) ? JOINS : trusted('');
    const { text, params } = sql`SELECT ${trusted(COLUMNS)}, p.sort_key AS sortKey FROM (
        SELECT t.id, ${key} AS sort_key FROM tenants t ${joins} WHERE ${joinSql(conditions, 'AND')}
        ORDER BY sort_key ${direction}, t.id ${direction} LIMIT ${trusted(String(limit + 1))}) p
      ${trusted(this.database.dialect.joinInOrder)} tenants t ON t.id = p.id ${JOINS}
      ORDER BY p.sort_key ${direction}, p.id ${direction}`;
    return this.database.rows<Row>(text, params);
  }

  private found(search: string): Sql {
    const name = tenantNameKey(search);
    const id = search.toLowerCase();
    return joinSql(
      [
        name === '' ? sql`t.name = ${search}` : this.database.dialect.contains(trusted(NAME), name),
        startsWith(trusted('t.entra_tenant_id'), id),
        sql`t.id = ${id}`,
      ],
      'OR',
    );
  }
}

function tenantIn(row: Row, now: number): ListedTenant {
  const { id, name, entraTenantId, createdAt, commonest } = row;
  const isEnabled = Number(row.isEnabled) === 1;
  const last = lastTimesOf(row, now);
  const [writes, failedWrites] = [Number(row.writes), Number(row.failedWrites)];
  return {
    id,
    name,
    entraTenantId,
    provisioningEnabled: isEnabled,
    createdAt: new Date(Number(createdAt)),
    health: judge({ isEnabled, last, writes, failedWrites, commonest }, now),
    lastRequestAt: last.lastRequestAt,
    users: Number(row.users),
    failures: Number(row.failures),
  };
}
