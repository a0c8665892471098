import type { ResourceType, TypeName } from '../../scim/resource-type.js';
import type { Database, Statements } from '../database/database.js';
import { inChunks } from '../database/id-chunks.js';
import type { IndexRow } from '../resources/index-rows.js';
import { tableOf } from '../resources/storage-map.js';
import type { TypesInForce } from '../schemas/types-in-force.js';
import type { Problem } from './problems.js';
import { resourceProblems, type StoredRow } from './resource-problems.js';
import { isTenant } from './tenants.js';

/** In memory together: of the largest documents 25 MB. */
const RESOURCES_A_PAGE = 100;
const IDS_A_PAGE = 500;

interface StoredIndexRow {
  readonly resource_id: string;
  readonly path: string;
  readonly element: number;
  readonly value_key: string;
  readonly value_text: string | null;
}

/** The rows of a tenant's resources of one type in the order of their ids, a page at a time. */
export async function* pagesOf(
  database: Database,
  tenantId: string,
  type: ResourceType,
): AsyncGenerator<StoredRow[]> {
  let last = '';
  for (;;) {
    const page = await database.rows<StoredRow>(
      `SELECT r.* FROM ${tableOf(type).table.text} r ${database.dialect.byKey('PRIMARY')}
       WHERE r.tenant_id = ? AND r.id > ? ORDER BY r.id LIMIT ${RESOURCES_A_PAGE}`,
      [tenantId, last],
    );
    const end = page.at(-1);
    if (end === undefined) return;
    yield page;
    last = end.id;
  }
}

/** The problems of a page. What seems wrong is read again under a lock: it may have changed between two statements. */
export async function problemsOfPage(
  database: Database,
  tenantId: string,
  type: ResourceType,
  page: readonly StoredRow[],
  inForce: TypesInForce,
): Promise<Problem[]> {
  const ids = page.map(({ id }) => id);
  const indexed = await indexRowsOf(database, database, tenantId, ids);
  const suspects = page.filter((row) => resourceProblems(row, indexed.get(row.id) ?? [], type).length > 0);
  const problems: Problem[] = [];
  for (const { id } of suspects) {
    problems.push(...(await problemsUnderLock(database, tenantId, type.name, id, inForce)));
  }
  return problems;
}

function problemsUnderLock(
  database: Database,
  tenantId: string,
  name: TypeName,
  id: string,
  inForce: TypesInForce,
): Promise<Problem[]> {
  return database.transaction(async (tx) => {
    const type = await inForce.type(tx, name);
    const [row] = await tx.rows<StoredRow>(
      `SELECT * FROM ${tableOf(type).table.text} WHERE tenant_id = ? AND id = ?${database.dialect.forUpdate}`,
      [tenantId, id],
    );
    // What a deleted tenant leaves is removed soon.
    if (row === undefined || !(await isTenant(tx, tenantId))) return [];
    const indexed = await indexRowsOf(database, tx, tenantId, [id]);
    return resourceProblems(row, indexed.get(id) ?? [], type);
  });
}

async function indexRowsOf(
  { dialect }: Database,
  statements: Pick<Statements, 'rows'>,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, IndexRow[]>> {
  const rows = await inChunks<StoredIndexRow>(
    statements,
    tenantId,
    ids,
    (marks) => `SELECT resource_id, path, element, value_key, value_text
      FROM attribute_values ${dialect.byKey('PRIMARY')} WHERE tenant_id = ? AND resource_id IN (${marks})`,
  );
  const byResource = new Map<string, IndexRow[]>();
  for (const { resource_id: id, path, element, value_key: key, value_text: text } of rows) {
    const known = byResource.get(id) ?? [];
    known.push({ path, element: Number(element), key, text });
    byResource.set(id, known);
  }
  return byResource;
}

interface Owner {
  readonly id: string;
  /** The resource that has the index rows. */
  readonly owner: string | null;
}

/** Index rows without a resource. */
export async function* orphanedIndexRows(database: Database, tenantId: string): AsyncGenerator<Problem> {
  let last = '';
  for (;;) {
    const page = await ownersOf(database, database, tenantId, '>', last);
    for (const { id, owner } of page) {
      if (owner !== null) continue;
      const isOrphaned = await database.transaction(async (tx) => {
        const [again] = await ownersOf(database, tx, tenantId, '=', id);
        return again?.owner === null && (await isTenant(tx, tenantId));
      });
      if (isOrphaned) yield { kind: 'index-row-orphaned', subject: id };
    }
    const end = page.at(-1);
    if (end === undefined) return;
    last = end.id;
  }
}

/** One statement: it sees a resource with its index rows, or neither. */
function ownersOf(
  { dialect }: Database,
  statements: Pick<Statements, 'rows'>,
  tenantId: string,
  comparison: '=' | '>',
  id: string,
): Promise<Owner[]> {
  return statements.rows<Owner>(
    `SELECT v.resource_id AS id, COALESCE(u.id, g.id) AS owner FROM (
       SELECT DISTINCT resource_id FROM attribute_values ${dialect.byKey('PRIMARY')}
       WHERE tenant_id = ? AND resource_id ${comparison} ? ORDER BY resource_id LIMIT ${IDS_A_PAGE}) v
     LEFT JOIN users u ON u.tenant_id = ? AND u.id = v.resource_id
     LEFT JOIN \`groups\` g ON g.tenant_id = ? AND g.id = v.resource_id
     ORDER BY v.resource_id`,
    [tenantId, id, tenantId, tenantId],
  );
}
