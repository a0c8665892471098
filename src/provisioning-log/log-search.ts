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

/** A page looks at no more entries than these, when an index cannot decide about them. */
const MAX_EXAMINED = 10_000;
/** The same of entries that an index has picked: they lie apart from each other, and take longer to read. */
const MAX_EXAMINED_APART = 2000;
const EXAMINED_AT_ONCE = 1000;

/** Most resources that one name stands for, of now and of those made last among the deleted. */
const MAX_RESOURCES = 10;

/** Ids are hexadecimal digits and hyphens: all lie between these. */
const LOWEST = '0';
const HIGHEST = 'g';

export interface LogPage {
  readonly entries: readonly StoredEntry[];
  /** The id below which the search goes on; null when all has been searched. */
  readonly next: string | null;
}

interface Range {
  readonly low: string;
  readonly high: string;
}

/** The provisioning log of one tenant, newest entries first. Every page costs the same, whatever the log holds. */
export class LogSearch {
  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
  ) {}

  /** One entry; `null` when the tenant has none of that id. */
  async find(id: string): Promise<StoredEntry | null> {
    return (await this.read([id]))[0] ?? null;
  }

  /**
   * A page of the entries that a filter asks for.
   * @param before an id; only older entries are looked for
   * @returns at most `limit` entries; fewer, or none, with a place to go on where the filter has a text, or an
   *   action or outcome beside a resource, and the entries that a page looks at did not hold more
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

  /** The newest entries of all branches together: each is read no further than that. */
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
    // Of several branches only what comes out on top is looked at.
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

  /** The ids of what has, or had when it was deleted, that id or name. */
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
