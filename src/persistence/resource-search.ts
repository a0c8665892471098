import type { CheckedFilter } from '../scim/filter/ast.js';
import type { ResourceType } from '../scim/resource-type.js';
import type { Sort } from '../scim/sort.js';
import type { Database } from './database.js';
import { directGroupsColumn } from './direct-groups.js';
import { filterSql } from './filter-sql.js';
import { countOf } from './resource-counts.js';
import { findByKey } from './resource-by-key.js';
import { RESOURCE_COLUMNS, StoredResource, type ResourceRow } from './stored-resource.js';
import { beyond, orderBy, sortExpression, type Position } from './sort-sql.js';
import { sql, TRUE, trusted, type Sql } from './sql.js';
import { storageOf, tableOf, uniqueColumnOf } from './storage-map.js';

/** Which resources are looked for and in which order; `sort` of `null` is the order of creation. */
export interface Query {
  readonly filter: CheckedFilter | null;
  readonly sort: Sort | null;
}

export interface IndexPage {
  readonly totalResults: number;
  readonly resources: readonly StoredResource[];
}

/** A page found by seeking: stable while rows before it come and go. */
export interface SeekPage extends IndexPage {
  /** Of the first and the last resource; `null` on an empty page. */
  readonly ends: { readonly first: Position; readonly last: Position } | null;
  /** Whether resources follow in the direction that was read. */
  readonly more: boolean;
}

interface UniqueKey {
  readonly column: string;
  readonly value: string;
}

type SortedRow = ResourceRow & { readonly sort_key?: string | number | null };

/** Finds the resources of one type in one tenant; made for the tenant, like `ResourceRepository`. */
export class ResourceSearch {
  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
    private readonly type: ResourceType,
    /** Of the resource type: what `meta.location` begins with. */
    private readonly address: string,
  ) {}

  /**
   * Reads a page by its offset.
   * @param limit most resources in the page; 0 counts only
   * @param withGroups whether the groups of users are read too, where that takes no look at other rows
   * @throws ScimError when filter or order reach for something that is not stored
   */
  async byIndex(query: Query, offset: number, limit: number, withGroups = false): Promise<IndexPage> {
    const key = this.uniqueKey(query.filter);
    if (key !== null && offset === 0 && limit > 0) return this.byKey(key, withGroups);
    const from = this.from(query.filter);
    if (limit === 0) return { totalResults: await this.count(query.filter, from), resources: [] };
    const groups =
      withGroups && this.type.name === 'User' && this.comesInOrder(query.filter)
        ? directGroupsColumn(this.database.dialect)
        : trusted('');
    const ordered =
      query.sort === null
        ? sql`SELECT ${trusted(RESOURCE_COLUMNS)}${groups} ${from} ORDER BY r.id LIMIT ${limit} OFFSET ${offset}`
        : sql`${this.sorted(query.sort, from)} ${trusted(orderBy(query.sort.descending, false))} LIMIT ${limit} OFFSET ${offset}`;
    const resources = (await this.database.rows<ResourceRow>(ordered.text, ordered.params)).map((row) =>
      StoredResource.fromRow(row),
    );
    // A page that is not full tells how many there are.
    const tellsAll = resources.length < limit && (resources.length > 0 || offset === 0);
    return {
      totalResults: tellsAll ? offset + resources.length : await this.count(query.filter, from),
      resources,
    };
  }

  /**
   * Reads a page by its position (RFC 9865): the resources behind `from`, or before it when `backwards`, in the
   * query's order either way.
   * @param from `null` for the first page
   */
  async bySeek(query: Query, from: Position | null, backwards: boolean, limit: number): Promise<SeekPage> {
    const source = this.from(query.filter);
    const [totalResults, rows] = await Promise.all([
      this.count(query.filter, source),
      limit === 0 ? [] : this.seek(query.sort, source, from, backwards, limit + 1),
    ]);
    const page = rows.slice(0, limit);
    if (backwards) page.reverse();
    const [first, last] = [page[0], page[page.length - 1]];
    return {
      totalResults,
      resources: page.map((row) => StoredResource.fromRow(row)),
      ends: first && last ? { first: positionOf(first), last: positionOf(last) } : null,
      more: rows.length > limit,
    };
  }

  /** The page of at most one resource that has a unique key. */
  private async byKey({ column, value }: UniqueKey, withGroups: boolean): Promise<IndexPage> {
    const { database, type, tenantId } = this;
    const found = await findByKey(database, type, tenantId, column, value, withGroups);
    return { totalResults: found === null ? 0 : 1, resources: found === null ? [] : [found] };
  }

  /** What a filter looks for, when that is the one resource with a key: Entra's probe. */
  private uniqueKey(filter: CheckedFilter | null): UniqueKey | null {
    if (filter?.kind !== 'compare' || filter.op !== 'eq') return null;
    const column = uniqueColumnOf(filter.target, this.type);
    return column === null ? null : { column, value: filter.key };
  }

  private seek(
    sort: Sort | null,
    source: Sql,
    from: Position | null,
    backwards: boolean,
    limit: number,
  ): Promise<SortedRow[]> {
    let statement: Sql;
    if (sort === null) {
      const behind = from === null ? TRUE : sql`r.id ${trusted(backwards ? '<' : '>')} ${from.id}`;
      statement = sql`SELECT ${trusted(RESOURCE_COLUMNS)} ${source} AND ${behind} ORDER BY r.id ${trusted(backwards ? 'DESC' : 'ASC')} LIMIT ${limit}`;
    } else {
      const behind = from === null ? TRUE : beyond(from, sort.descending, backwards);
      statement = sql`${this.sorted(sort, source)} WHERE ${behind} ${trusted(orderBy(sort.descending, backwards))} LIMIT ${limit}`;
    }
    return this.database.rows<SortedRow>(statement.text, statement.params);
  }

  private sorted(sort: Sort, from: Sql): Sql {
    const key = sortExpression(sort, this.type, this.tenantId);
    return sql`SELECT * FROM (SELECT ${trusted(RESOURCE_COLUMNS)}, ${key} AS sort_key ${from}) s`;
  }

  private from(filter: CheckedFilter | null): Sql {
    const where =
      filter === null
        ? TRUE
        : filterSql(filter, this.type, this.tenantId, this.database.dialect, this.address);
    return sql`FROM ${tableOf(this.type).table} r WHERE r.tenant_id = ${this.tenantId} AND (${where})`;
  }

  /** Whether an index gives the resources in the order of their ids, so that none is read that is not in the page. */
  private comesInOrder(filter: CheckedFilter | null): boolean {
    if (filter === null) return true;
    return (
      filter.kind === 'compare' && filter.op === 'eq' && storageOf(filter.target, this.type).kind === 'column'
    );
  }

  /** How many resources there are; with a filter, those that it holds for. */
  private async count(filter: CheckedFilter | null, from: Sql): Promise<number> {
    if (filter === null) return countOf(this.database, this.tenantId, this.type.name);
    const counted = sql`SELECT COUNT(*) AS total ${from}`;
    const [row] = await this.database.rows<{ total: number }>(counted.text, counted.params);
    return Number(row?.total ?? 0);
  }
}

function positionOf(row: SortedRow): Position {
  return { key: row.sort_key ?? null, id: row.id };
}
