import type { ResourceType } from '../../scim/resource-type.js';
import type { Database } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { inChunks } from '../database/id-chunks.js';
import { findByIds } from './resource-by-key.js';
import { StoredResource, type ResourceRow } from './stored-resource.js';
import { tableOf } from './storage-map.js';

/** The resources of a page, in batches: one batch is in memory at a time. */
export type Batches = AsyncIterable<readonly StoredResource[]>;

/**
 * Maximum number of resources read at once. Parsing a long page blocks other requests, and keeping all its rows costs
 * garbage collection, which blocks them too.
 */
export const RESOURCES_AT_ONCE = 100;
/** The same for a long page where the process stands still meanwhile. */
const RESOURCES_BLOCKING = 25;
/** A document up to this size, as nearly all are, is read together with its page. */
const SMALL_BYTES = 4096;
/** Larger documents are read in batches of about this size. */
const BATCH_BYTES = 262_144;

/**
 * A row of a page. A small document is in it; for a larger one it holds the size in bytes instead, and the document is
 * read later.
 */
export interface BoundedRow extends Omit<ResourceRow, 'document'> {
  readonly document: string | number;
}

export interface FoundId {
  readonly id: string;
}

/** The columns of a `BoundedRow`, from a table with the alias `r`. */
export function boundedColumns({ byteLength }: Pick<Dialect, 'byteLength'>): string {
  const bytes = byteLength('r.document');
  return `r.id, r.version, r.created_at, r.modified_at,
    CASE WHEN ${bytes} <= ${SMALL_BYTES} THEN r.document ELSE ${bytes} END AS document`;
}

/**
 * The approximate memory, in bytes, for reading and sending a page of `resources` resources, however large these are.
 */
export function bytesOfPage(resources: number): number {
  return Math.min(resources, RESOURCES_AT_ONCE) * SMALL_BYTES + Math.min(resources, 2) * BATCH_BYTES;
}

/**
 * The resources of a page, in its order and in batches of bounded memory, however large they are. Skips a resource that
 * was deleted since the page was found.
 * @param rows of the page; for a long page, the ids alone
 */
export async function* batchesOf(
  database: Database,
  type: ResourceType,
  tenantId: string,
  rows: readonly (BoundedRow | FoundId)[],
): AsyncGenerator<readonly StoredResource[]> {
  if (areRead(rows)) {
    yield* withDocuments(database, type, tenantId, rows);
    return;
  }
  const isLong = rows.length > RESOURCES_AT_ONCE;
  const atOnce = isLong && database.dialect.readsBlock ? RESOURCES_BLOCKING : RESOURCES_AT_ONCE;
  for (let start = 0; start < rows.length; start += atOnce) {
    const ids = rows.slice(start, start + atOnce).map(({ id }) => id);
    yield* withDocuments(database, type, tenantId, await readBounded(database, type, tenantId, ids));
  }
}

async function* withDocuments(
  database: Database,
  type: ResourceType,
  tenantId: string,
  rows: readonly BoundedRow[],
): AsyncGenerator<readonly StoredResource[]> {
  if (rows.every(isWhole)) {
    if (rows.length > 0) yield rows.map((row) => StoredResource.fromRow(row));
    return;
  }
  let batch: BoundedRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (!isWhole(row)) {
      const more = Number(row.document);
      if (bytes > 0 && bytes + more > BATCH_BYTES) {
        yield await loadBatch(database, type, tenantId, batch);
        [batch, bytes] = [[], 0];
      }
      bytes += more;
    }
    batch.push(row);
  }
  if (batch.length > 0) yield await loadBatch(database, type, tenantId, batch);
}

/** Reads the documents that the rows lack. */
async function loadBatch(
  database: Database,
  type: ResourceType,
  tenantId: string,
  rows: readonly BoundedRow[],
): Promise<StoredResource[]> {
  const large = rows.filter((row) => !isWhole(row)).map(({ id }) => id);
  const read = await findByIds(database, type, tenantId, large);
  const byId = new Map(read.map((stored) => [stored.id, stored]));
  return rows.flatMap((row) => {
    if (isWhole(row)) return [StoredResource.fromRow(row)];
    const stored = byId.get(row.id);
    return stored === undefined ? [] : [stored];
  });
}

async function readBounded(
  database: Database,
  type: ResourceType,
  tenantId: string,
  ids: readonly string[],
): Promise<BoundedRow[]> {
  const { dialect } = database;
  const rows = await inChunks<BoundedRow>(
    database,
    tenantId,
    ids,
    (
      marks,
    ) => `SELECT ${boundedColumns(dialect)} FROM ${tableOf(type).table.text} r ${dialect.byKey('PRIMARY')}
      WHERE r.tenant_id = ? AND r.id IN (${marks})`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function areRead(rows: readonly (BoundedRow | FoundId)[]): rows is readonly BoundedRow[] {
  return rows[0] !== undefined && 'document' in rows[0];
}

/** Whether a row has its document. */
export function isWhole(row: BoundedRow): row is BoundedRow & ResourceRow {
  // MySQL returns a length as text too, but a document begins with a brace.
  return typeof row.document === 'string' && row.document.startsWith('{');
}
