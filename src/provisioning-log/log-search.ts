import type { Database } from '../persistence/database/database.js';
import { indexKey } from '../persistence/resources/index-key.js';
import { padKeys, placeholders } from '../persistence/database/in-list.js';
import { sql, trusted, type Sql } from '../persistence/database/sql.js';
import { foldCase } from '../scim/compare.js';
import {
  indexRangesOf,
  CANDIDATE_COLUMNS,
  residualFilter,
  type IndexRange,
  type Candidate,
  type LogFilter,
} from './log-filter.js';
import { nameKeyOf } from './name-key.js';
import { ENTRY_COLUMNS, readEntry, type EntryRow, type StoredEntry } from './stored-entry.js';
import { idsFrom } from './id-time.js';
import { withNames } from './resource-names.js';

/** Maximum number of entries that one page examines with a residual filter. */
const MAX_EXAMINED = 10_000;
/** The same for entries of an index range, which are scattered over the table and slower to read. */
const MAX_EXAMINED_APART = 2000;
const EXAMINED_AT_ONCE = 1000;

/** Maximum number of resources for one name, among current ones and among the last created of the deleted ones. */
const MAX_RESOURCES = 10;

/** Ids consist of hexadecimal digits and hyphens: all lie between these bounds. */
const LOWEST = '0';
const HIGHEST = 'g';

export interface LogPage {
  readonly entries: readonly StoredEntry[];
  /** The id before which the search continues; null when it is complete. */
  readonly next: string | null;
}

interface Range {
  readonly low: string;
  readonly high: string;
}

/** Searches the provisioning log of one tenant, newest entries first. A page costs the same for any size of the log. */
export class LogSearch {
  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
  ) {}

  /** Reads one entry; `null` when the tenant has none of that id. */
  async find(id: string): Promise<StoredEntry | null> {
    return (await this.read([id]))[0] ?? null;
  }

  /**
   * A page of the entries that match a filter.
   * @param before an id: only older entries are considered
   * @returns at most `limit` entries. With a residual filter there may be fewer, or none, and yet a position to
   *   continue at: a page examines a limited number of entries
   */
  async page(filter: LogFilter, before: string | null, limit: number): Promise<LogPage> {
    const resourceIds = filter.resource === null ? [] : await this.resourcesOf(filter.resource);
    const branches = indexRangesOf(filter, this.tenantId, resourceIds);
    const { ids, next } = await this.search(branches, residualFilter(filter), rangeOf(filter, before), limit);
    return { entries: await this.read(ids), next };
  }

  private async search(
    branches: readonly IndexRange[],
    accepts: ((entry: Candidate) => boolean) | null,
    { low, high }: Range,
    limit: number,
  ): Promise<{ ids: string[]; next: string | null }> {
    const ids: string[] = [];
    const most = branches.every(({ index }) => index === '') ? MAX_EXAMINED : MAX_EXAMINED_APART;
    const atOnce = accepts === null ? limit + 1 : EXAMINED_AT_ONCE;
    for (let examined = 0, below = high; ;) {
      const rows = await this.newest(branches, { low, high: below }, atOnce, accepts !== null);
      for (const row of rows) {
        if (accepts?.(row) === false) continue;
        if (ids.length === limit) return { ids, next: ids.at(-1) ?? null };
        ids.push(row.id);
      }
      if (rows.length < atOnce) return { ids, next: null };
      examined += rows.length;
      below = rows.at(-1)?.id ?? low;
      if (examined >= most) return { ids, next: below };
    }
  }

  /** The newest entries of several index ranges merged; each is read no further than necessary. */
  private async newest(
    branches: readonly IndexRange[],
    { low, high }: Range,
    limit: number,
    isExamined: boolean,
  ): Promise<Candidate[]> {
    const { dialect } = this.database;
    const isOne = branches.length === 1;
    const columns = trusted(isOne && isExamined ? CANDIDATE_COLUMNS : 'id');
    const order = trusted(`ORDER BY id DESC LIMIT ${limit}`);
    const each = branches.map(({ index, where }): Sql => {
      const by = trusted(index === '' ? dialect.byKey('PRIMARY') : dialect.byIndex(index));
      return sql`SELECT ${columns} FROM provisioning_log ${by} WHERE ${where} AND id >= ${low} AND id < ${high} ${order}`;
    });
    const union = each.map(({ text }, i) => `SELECT * FROM (${text}) b${i}`).join(' UNION ALL ');
    const text = isOne ? (each[0]?.text ?? '') : `${union} ${order.text}`;
    const params = each.flatMap((branch) => branch.params);
    const rows = await this.database.rows<Candidate>(text, params);
    // With several ranges, only the merged entries are read for the residual filter.
    return isOne || !isExamined
      ? rows
      : this.rowsOf<Candidate>(
          CANDIDATE_COLUMNS,
          rows.map(({ id }) => id),
        );
  }

  private async read(ids: readonly string[]): Promise<StoredEntry[]> {
    const rows = await this.rowsOf<EntryRow>(ENTRY_COLUMNS, ids);
    return withNames(this.database, this.tenantId, rows.map(readEntry));
  }

  private async rowsOf<Row extends object>(columns: string, ids: readonly string[]): Promise<Row[]> {
    if (ids.length === 0) return [];
    const keys = padKeys(ids);
    return this.database.rows<Row>(
      `SELECT ${columns} FROM provisioning_log WHERE tenant_id = ? AND id IN (${placeholders(keys.length)}) ORDER BY id DESC`,
      [this.tenantId, ...keys],
    );
  }

  /** The ids of resources that have this id or name, or had it when they were deleted. */
  private async resourcesOf(resource: string): Promise<string[]> {
    const name = foldCase(resource);
    const nameKey = nameKeyOf(resource);
    const externalId = indexKey(resource.normalize('NFC')).key;
    const { tenantId } = this;
    const byName = trusted(this.database.dialect.byIndex('ix_provisioning_log_name'));
    const limit = trusted(`LIMIT ${MAX_RESOURCES}`);
    const groups = trusted('`groups`');
    const { text, params } = sql`
      SELECT id FROM (SELECT id FROM users WHERE tenant_id = ${tenantId} AND user_name_key = ${name} ${limit}) a
      UNION SELECT id FROM (SELECT id FROM ${groups} WHERE tenant_id = ${tenantId} AND display_name_key = ${nameKey} ${limit}) b
      UNION SELECT id FROM (SELECT id FROM users WHERE tenant_id = ${tenantId} AND external_id = ${externalId} ${limit}) c
      UNION SELECT id FROM (SELECT id FROM ${groups} WHERE tenant_id = ${tenantId} AND external_id = ${externalId} ${limit}) d
      UNION SELECT id FROM (SELECT resource_id AS id FROM provisioning_log ${byName}
        WHERE tenant_id = ${tenantId} AND name_key = ${nameKey} AND resource_id > '' ORDER BY resource_id DESC ${limit}) e`;
    const rows = await this.database.rows<{ id: string }>(text, params);
    return [...new Set([resource, ...rows.map(({ id }) => id)])];
  }
}

function rangeOf({ from, to }: LogFilter, before: string | null): Range {
  const end = to === null ? HIGHEST : idsFrom(to);
  return {
    low: from === null ? LOWEST : idsFrom(from),
    high: before !== null && before < end ? before : end,
  };
}
