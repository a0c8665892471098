import { LRUCache } from 'lru-cache';
import type { CheckedFilter } from '../../scim/filter/ast.js';
import type { ResourceType } from '../../scim/resource-type.js';
import type { Sort } from '../../scim/sort.js';
import { TookTooLong, type Database } from '../database/database.js';
import { filterSql } from './filter-sql.js';
import { countOf, sizeOf } from '../resources/resource-counts.js';
import {
  batchesOf,
  boundedColumns,
  bytesOfPage,
  RESOURCES_AT_ONCE,
  type Batches,
  type BoundedRow,
  type FoundId,
} from '../resources/resource-batches.js';
import { findByKey } from '../resources/resource-by-key.js';
import { FEW_ROWS, SearchCost, tookTooLong } from './search-cost.js';
import { isOrdered, walkAlong, type WalkedRow } from './sorted-walk.js';
import type { StoredResource } from '../resources/stored-resource.js';
import { beyond, orderBy, sortExpression, type Position } from './sort-sql.js';
import { sql, TRUE, trusted, type Sql } from '../database/sql.js';
import { tableOf } from '../resources/storage-map.js';
import { uniqueKeysOf, type UniqueKeys } from './unique-keys.js';

/** The filter and order of a search; a `sort` of `null` is the order of creation. */
export interface Query {
  readonly filter: CheckedFilter | null;
  readonly sort: Sort | null;
}

export interface IndexPage {
  readonly totalResults: number;
  /** The number of resources in the page. */
  readonly size: number;
  /** The resources in batches, so that a long page is never in memory as a whole. */
  readonly batches: Batches;
  /** All resources, if they were few and have been read already. */
  readonly found?: readonly StoredResource[];
}

/** A page found by its position: stable while rows before it are added and removed. */
export interface SeekPage extends IndexPage {
  /** The positions of the first and the last resource; `null` on an empty page. */
  readonly ends: { readonly first: Position; readonly last: Position } | null;
  /** Whether more resources follow in the direction of reading. */
  readonly more: boolean;
}

interface Found extends FoundId {
  readonly sort_key?: string | number | null;
}

/**
 * Filters that few resources should match and very many do, on SQLite: further searches by them leave the process. They
 * are found out by their first search, since an estimate would cost every look-up a statement.
 */
const matchesMany = new LRUCache<string, true>({ max: 10_000, ttl: 60_000 });

/** Finds the resources of one type in one tenant. Made for one tenant, like `ResourceRepository`. */
export class ResourceSearch {
  /** The keys of the last query that was asked for. */
  private last: { readonly query: Query; readonly unique: UniqueKeys | null } | null = null;

  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
    private readonly type: ResourceType,
    /** The address of the resource type, with which `meta.location` begins. */
    private readonly address: string,
  ) {}

  /** The approximate memory, in bytes, for reading and sending a page. */
  bytesOf(query: Query, limit: number): number {
    return this.uniqueKeys(query) === null ? bytesOfPage(limit) : 0;
  }

  /**
   * Finds a page by its offset.
   * @param limit maximum number of resources in the page; 0 only counts
   * @param withAssociation whether the groups of a user, or the members of a group, are read too, if the search is by
   *   a unique key
   * @throws ScimError when filter or order use an attribute that is not stored
   */
  async byIndex(query: Query, offset: number, limit: number, withAssociation = false): Promise<IndexPage> {
    const unique = this.uniqueKeys(query);
    if (unique !== null && offset === 0 && limit >= unique.keys.length)
      return this.byKeys(unique, withAssociation);
    const isLong = await this.isLong(query, offset);
    const from = this.from(query);
    const count = () => this.count(query.filter, from, isLong);
    if (limit === 0) return { totalResults: await count(), size: 0, batches: none() };
    const columns = this.columnsOf(limit, isLong);
    const ordered =
      query.sort === null
        ? sql`${this.select} ${columns} ${from} ORDER BY r.id LIMIT ${limit} OFFSET ${offset}`
        : sql`${this.sorted(query.sort, columns, from)} ${trusted(orderBy(query.sort.descending, false))} LIMIT ${limit} OFFSET ${offset}`;
    const walked = isLong ? await this.walk(query, offset, limit) : null;
    const rows = walked ?? (await this.read<BoundedRow | Found>(ordered, isLong));
    // A page that is not full determines the total.
    const tellsAll = rows.length < limit && (rows.length > 0 || offset === 0);
    const totalResults = tellsAll ? offset + rows.length : await count();
    this.noteMatches(query.filter, totalResults);
    return { totalResults, ...this.pageOf(rows) };
  }

  /**
   * Finds a page by its position (RFC 9865): the resources after `from`, or before it when `backwards`, in the query's
   * order in both cases.
   * @param from `null` for the first page
   */
  async bySeek(query: Query, from: Position | null, backwards: boolean, limit: number): Promise<SeekPage> {
    const isLong = await this.isLong(query, 0);
    const source = this.from(query);
    const statement = this.seek(query.sort, source, from, backwards, limit, this.columnsOf(limit, isLong));
    const [totalResults, rows] = await Promise.all([
      this.count(query.filter, source, isLong),
      limit === 0 ? [] : this.read<BoundedRow | Found>(statement, isLong),
    ]);
    this.noteMatches(query.filter, totalResults);
    const page = rows.slice(0, limit);
    if (backwards) page.reverse();
    const [first, last] = [page[0], page[page.length - 1]];
    return {
      totalResults,
      ...this.pageOf(page),
      ends: first && last ? { first: positionOf(first), last: positionOf(last) } : null,
      more: rows.length > limit,
    };
  }

  /** The page of the resources with the given unique keys. */
  private async byKeys({ column, keys }: UniqueKeys, withAssociation: boolean): Promise<IndexPage> {
    const { database, type, tenantId } = this;
    // The members of several groups are read together.
    const isBeside = withAssociation && (type.name === 'User' || keys.length === 1);
    const find = (key: string) => findByKey(database, type, tenantId, column, key, isBeside);
    const [first, ...others] = keys;
    // Concurrent look-ups become one statement by batched reads.
    const read = others.length === 0 ? [await find(first)] : await Promise.all(keys.map(find));
    const found = read.filter((each) => each !== null);
    if (found.length > 1) found.sort((a, b) => (a.id < b.id ? -1 : 1));
    const size = found.length;
    return { totalResults: size, size, batches: only(found), found };
  }

  /** The page for rows that were read, or for ids that were found. */
  private pageOf(rows: readonly (BoundedRow | Found)[]): Pick<IndexPage, 'size' | 'batches'> {
    return { size: rows.length, batches: batchesOf(this.database, this.type, this.tenantId, rows) };
  }

  /** The columns to read for a page: the ids alone if the page is long, or if the search is. */
  private columnsOf(limit: number, isLong: boolean): Sql {
    const idsOnly = isLong || limit > RESOURCES_AT_ONCE;
    return trusted(idsOnly ? 'r.id' : boundedColumns(this.database.dialect));
  }

  /** `uniqueKeysOf` a query; two steps ask for those of the same one. */
  private uniqueKeys(query: Query): UniqueKeys | null {
    if (this.last?.query !== query)
      this.last = { query, unique: uniqueKeysOf(query.filter, query.sort !== null, this.type) };
    return this.last.unique;
  }

  /** The statement that reads the rows of a page, or their ids, and one row more. */
  private seek(
    sort: Sort | null,
    source: Sql,
    from: Position | null,
    backwards: boolean,
    limit: number,
    columns: Sql,
  ): Sql {
    if (sort === null) {
      const behind = from === null ? TRUE : sql`r.id ${trusted(backwards ? '<' : '>')} ${from.id}`;
      return sql`${this.select} ${columns} ${source} AND ${behind} ORDER BY r.id ${trusted(backwards ? 'DESC' : 'ASC')} LIMIT ${limit + 1}`;
    }
    const behind = from === null ? TRUE : beyond(from, sort.descending, backwards);
    return sql`${this.sorted(sort, columns, source)} WHERE ${behind} ${trusted(orderBy(sort.descending, backwards))} LIMIT ${limit + 1}`;
  }

  private sorted(sort: Sort, columns: Sql, from: Sql): Sql {
    const key = sortExpression(sort, this.type, this.tenantId);
    return sql`${this.select} * FROM (SELECT ${columns}, ${key} AS sort_key ${from}) s`;
  }

  /** The ids of a page along the index of the attribute that it is sorted by; null where that does not show them. */
  private async walk({ filter, sort }: Query, offset: number, limit: number): Promise<FoundId[] | null> {
    if (filter !== null || sort === null) return null;
    const { database, type, tenantId } = this;
    const along = walkAlong(sort, type, tenantId, database.dialect);
    if (along === null) return null;
    const rows = await this.read<WalkedRow>(
      sql`${this.select} ${along} LIMIT ${limit} OFFSET ${offset}`,
      true,
    );
    return isOrdered(rows) && (rows.length === limit || offset + rows.length === (await this.total()))
      ? rows
      : null;
  }

  /** The database ends the search in time, whatever the estimate says. */
  private get select(): Sql {
    return trusted(this.database.dialect.selectInTime);
  }

  /**
   * Whether a search may examine so many rows that it must take turns with others.
   * @throws ScimError tooMany when a search would examine more rows than one request may
   */
  private async isLong({ filter, sort }: Query, offset: number): Promise<boolean> {
    const cost = SearchCost.of(filter, sort, this.type, offset);
    if (cost.isSmall) {
      const isKnown = filter !== null && matchesMany.size > 0 && matchesMany.has(this.nameOf(filter));
      return isKnown || (this.database.dialect.readsBlock && offset > FEW_ROWS);
    }
    return cost.isLongIn(await sizeOf(this.database, this.tenantId), this.type);
  }

  /** Remembers a filter whose index leads to very many resources, where the process stands still meanwhile. */
  private noteMatches(filter: CheckedFilter | null, totalResults: number): void {
    if (filter === null || totalResults <= FEW_ROWS || !this.database.dialect.readsBlock) return;
    matchesMany.set(this.nameOf(filter), true);
  }

  private nameOf(filter: CheckedFilter): string {
    const { text, params } = this.from({ filter, sort: null });
    return JSON.stringify([this.tenantId, text, params]);
  }

  /**
   * The rows of a query.
   * @throws ScimError tooMany when the search took too long
   */
  private async read<Row extends object>({ text, params }: Sql, isLong: boolean): Promise<Row[]> {
    const { database, tenantId } = this;
    try {
      return await (isLong ? database.search<Row>(tenantId, text, params) : database.rows<Row>(text, params));
    } catch (error) {
      throw error instanceof TookTooLong ? tookTooLong() : error;
    }
  }

  private from({ filter, sort }: Query): Sql {
    const { database, type, tenantId, address } = this;
    const where = filter === null ? TRUE : filterSql(filter, type, tenantId, database.dialect, address);
    // For ids alone, MySQL would read a smaller index completely and sort.
    const index = filter === null && sort === null ? database.dialect.byKey('PRIMARY') : '';
    return sql`FROM ${tableOf(type).table} r ${trusted(index)} WHERE r.tenant_id = ${tenantId} AND (${where})`;
  }

  private total(): Promise<number> {
    return countOf(this.database, this.tenantId, this.type.name);
  }

  /** The number of resources that satisfy the filter, or of all when there is none. */
  private async count(filter: CheckedFilter | null, from: Sql, isLong: boolean): Promise<number> {
    if (filter === null) return this.total();
    const counted = sql`${this.select} COUNT(*) AS total ${from}`;
    const [row] = await this.read<{ total: number }>(counted, isLong);
    return Number(row?.total ?? 0);
  }
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* only(found: readonly StoredResource[]): AsyncGenerator<readonly StoredResource[]> {
  if (found.length > 0) yield found;
}

async function* none(): AsyncGenerator<readonly StoredResource[]> {}

function positionOf({ id, sort_key: key = null }: Found): Position {
  return { key, id };
}
