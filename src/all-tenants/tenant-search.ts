import { Inject, Injectable } from '@nestjs/common';
import { brokenSql } from '../activity/broken-sql.js';
import { judge, type Health } from '../activity/health.js';
import { Endings, mayEnd } from '../endings/endings.service.js';
import { endingOfConnection, type Ending } from '../endings/missed-credentials.js';
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
import { domainOf } from './domain-of.js';
import type { TenantChoice, TenantOrder } from './tenant-list.dto.js';

/** Which tenants to list, and in what order. */
export interface TenantQuery extends PageRequest {
  readonly search?: string | undefined;
  readonly only?: TenantChoice | undefined;
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
  /** What ends within 30 days and will be missed, the first to end first. */
  readonly endings: readonly Ending[];
}

type Row = { readonly [Name in keyof LastTimes]: LastTimes[Name] | null } & {
  readonly id: string;
  readonly name: string;
  readonly entraTenantId: string;
  readonly isEnabled: unknown;
  readonly createdAt: number;
  readonly users: number;
  readonly writes: number;
  readonly failedWrites: number;
  readonly failures: number;
  readonly commonest: string | null;
  readonly commonestCount: number;
  readonly sortKey: string | number;
};

/** The sort key and the id of a tenant, after which a page begins. */
type Place = readonly [string | number, string];

interface Order {
  /** The index in this order, and the table that has it: the other one is joined to it. */
  readonly index: string;
  readonly table: 't' | 's';
  readonly key: string;
}

const ORDERS: Readonly<Record<TenantOrder, Order>> = {
  created: { table: 't', index: 'ix_tenants_created', key: 't.created_at' },
  name: { table: 't', index: 'ix_tenants_name', key: 't.name_key' },
  lastRequest: { table: 's', index: 'ix_tenant_summaries_last_request', key: 's.last_request_at' },
  users: { table: 's', index: 'ix_tenant_summaries_users', key: 's.users' },
  failures: { table: 's', index: 'ix_tenant_summaries_failures', key: 's.failures' },
};
const COLUMNS = `t.id, t.name, t.entra_tenant_id AS entraTenantId, t.provisioning_enabled AS isEnabled,
  t.created_at AS createdAt, ${timeColumns('a')}, s.users, s.writes, s.failed_writes AS failedWrites, s.failures, s.commonest,
  s.commonest_count AS commonestCount`;

/** Lists the tenants with their health. A page without a search reads as many rows as it shows. */
@Injectable()
export class TenantSearch {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly counter: RequestCounter,
    private readonly summaries: TenantSummaries,
    private readonly endings: Endings,
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
    const placeOf = ({ sortKey, id }: Row): Place => [
      sort === 'name' ? String(sortKey) : Number(sortKey),
      id,
    ];
    const items: ListedTenant[] = [];
    let place: Place | null = after;
    let isMore = true;
    // What ends is no column: of those that may be meant, several pages may be read for one.
    while (isMore && items.length < limit) {
      const rows = await this.read({ ...query, limit: limit - items.length }, place, now);
      isMore = rows.length > limit - items.length;
      const read = rows.slice(0, limit - items.length);
      const endings = await this.endings.ofAll(
        read.map(({ id }) => id),
        now,
      );
      for (const row of read) {
        place = placeOf(row);
        const of = endings.get(row.id) ?? [];
        if (query.only !== 'ending' || of.length > 0) items.push(tenantIn(row, of, now));
      }
    }
    return { items, nextCursor: isMore && place !== null ? encodeCursorText([...place]) : null };
  }

  /** The first tenants, by name, that `page` finds with this search. */
  async named(search: string, limit: number): Promise<{ id: string; name: string; entraTenantId: string }[]> {
    const { text, params } = sql`SELECT t.id, t.name, t.entra_tenant_id AS entraTenantId FROM tenants t
      WHERE ${this.found(search)} ORDER BY t.name_key, t.id LIMIT ${trusted(String(limit))}`;
    return this.database.rows(text, params);
  }

  /** Goes through an index until the page is full; `catchUp` has left no tenant without a summary. */
  private read(
    { search = '', only, sort, descending, limit }: TenantQuery,
    after: Place | null,
    now: number,
  ): Promise<Row[]> {
    const { dialect } = this.database;
    const { table, index, key: column } = ORDERS[sort];
    const [key, id] = [trusted(column), trusted(table === 't' ? 't.id' : 's.tenant_id')];
    const direction = trusted(descending ? 'DESC' : 'ASC');
    const ordered =
      table === 't'
        ? `tenants t ${dialect.byIndex(index)} ${dialect.joinInOrder} tenant_summaries s ON s.tenant_id = t.id`
        : `tenant_summaries s ${dialect.byIndex(index)} ${dialect.joinInOrder} tenants t ON t.id = s.tenant_id`;
    const conditions = [
      after === null ? TRUE : beyond(key, id, after, descending),
      search.trim() === '' ? TRUE : this.found(search.trim()),
      only === 'broken' ? brokenSql(dialect, now) : TRUE,
      only === 'ending' ? sql`t.provisioning_enabled = 1 AND (${mayEnd(now)})` : TRUE,
    ];
    const { text, params } = sql`SELECT ${trusted(COLUMNS)}, ${key} AS sortKey FROM ${trusted(ordered)}
      LEFT JOIN tenant_activity a ON a.tenant_id = t.id WHERE ${joinSql(conditions, 'AND')}
      ORDER BY ${key} ${direction}, ${id} ${direction} LIMIT ${trusted(String(limit + 1))}`;
    return this.database.rows<Row>(text, params);
  }

  private found(search: string): Sql {
    const id = search.toLowerCase();
    const domain = domainOf(search);
    return joinSql(
      [
        this.database.dialect.contains(trusted('t.name_key'), tenantNameKey(search)),
        startsWith(trusted('t.entra_tenant_id'), id),
        sql`t.id = ${id}`,
        ...(domain === null
          ? []
          : [sql`EXISTS (SELECT 1 FROM tenant_domains d WHERE d.tenant_id = t.id AND d.domain = ${domain})`]),
      ],
      'OR',
    );
  }
}

function beyond(key: Sql, id: Sql, [last, lastId]: Place, descending: boolean): Sql {
  return descending
    ? sql`${key} <= ${last} AND (${key} < ${last} OR ${id} < ${lastId})`
    : sql`${key} >= ${last} AND (${key} > ${last} OR ${id} > ${lastId})`;
}

function tenantIn(row: Row, endings: readonly Ending[], now: number): ListedTenant {
  const { id, name, entraTenantId, createdAt } = row;
  const commonest =
    row.commonest === null ? null : { reason: row.commonest, count: Number(row.commonestCount) };
  const isEnabled = Number(row.isEnabled) === 1;
  const last = lastTimesOf(row, now);
  const [writes, failedWrites] = [Number(row.writes), Number(row.failedWrites)];
  return {
    id,
    name,
    entraTenantId,
    provisioningEnabled: isEnabled,
    createdAt: new Date(Number(createdAt)),
    health: judge(
      { isEnabled, last, writes, failedWrites, commonest, ending: endingOfConnection(endings) },
      now,
    ),
    lastRequestAt: last.lastRequestAt,
    users: Number(row.users),
    failures: Number(row.failures),
    endings,
  };
}
