import type { ResourceType } from '../../scim/resource-type.js';
import type { Database } from '../database/database.js';
import type { Dialect } from '../database/dialect.js';
import { inChunks } from '../database/id-chunks.js';
import { findByIds } from './resource-by-key.js';
import { StoredResource, type ResourceRow } from './stored-resource.js';
import { tableOf } from './storage-map.js';

/** Resources of a page that are in memory together, and then the next ones. */
export type Batches = AsyncIterable<readonly StoredResource[]>;

/**
 * Most resources that are read at once. Others wait for as long as the rows take to be parsed, and rows that
 * are held for a whole long page cost the garbage collector much, which everybody waits for too.
 */
export const RESOURCES_AT_ONCE = 100;
/** A document up to this size, as nearly all are, is read with its page. */
const SMALL_BYTES = 4096;
/** Of the other documents, about so much is read at once. */
const BATCH_BYTES = 262_144;

/** A row whose document, where it is not small, is to be read later: in its place stands how many bytes it has. */
export interface BoundedRow extends Omit<ResourceRow, 'document'> {
  readonly document: string | number;
}

export interface FoundId {
  readonly id: string;
}

/** What a `BoundedRow` needs, of a table with the alias `r`. */
export function boundedColumns({ byteLength }: Pick<Dialect, 'byteLength'>): string {
  const bytes = byteLength('r.document');
  return `r.id, r.version, r.created_at, r.modified_at,
    CASE WHEN ${bytes} <= ${SMALL_BYTES} THEN r.document ELSE ${bytes} END AS document`;
}

/** About how many bytes a page of so many resources takes while it is read and sent, whatever they hold. */
export function bytesOfPage(resources: number): number {
  return Math.min(resources, RESOURCES_AT_ONCE) * SMALL_BYTES + Math.min(resources, 2) * BATCH_BYTES;
}

/**
 * The resources of a page in its order, some at a time: never more than memory is meant for, however large they are.
 * One that has been deleted since the page was found is left out.
 * @param rows of the page, or of a long one the ids alone
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
  for (let start = 0; start < rows.length; start += RESOURCES_AT_ONCE) {
    const ids = rows.slice(start, start + RESOURCES_AT_ONCE).map(({ id }) => id);
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

/** Reads the documents that rows are without. */
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

function isWhole(row: BoundedRow): row is BoundedRow & ResourceRow {
  // MySQL tells a length as text too; a document begins with a brace.
  return typeof row.document === 'string' && row.document.startsWith('{');
}
