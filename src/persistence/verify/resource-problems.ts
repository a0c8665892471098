import { isObject, type ScimResource } from '../../scim/resource.js';
import type { ResourceType } from '../../scim/resource-type.js';
import type { SqlValue } from '../database/database.js';
import { indexDifference, indexRows, type IndexRow } from '../resources/index-rows.js';
import { promotedColumns } from '../resources/promoted-columns.js';
import { sharesNames, tableOf } from '../resources/storage-map.js';
import type { Problem, ProblemKind } from './problems.js';

/** A whole row of a resource's table. */
export type StoredRow = Readonly<Record<string, SqlValue>> & {
  readonly id: string;
  readonly version: SqlValue;
  readonly created_at: SqlValue;
  readonly modified_at: SqlValue;
  readonly document: string;
};

/** What follows from a document. */
interface Derived {
  readonly columns: Record<string, SqlValue>;
  readonly index: readonly IndexRow[];
}

/** How a stored resource differs from what its document says: at most one problem of a kind. */
export function resourceProblems(
  row: StoredRow,
  indexed: readonly IndexRow[],
  type: ResourceType,
): Problem[] {
  const problems: Problem[] = [];
  const report = (kind: ProblemKind, [first, ...more]: readonly string[]): void => {
    if (first === undefined) return;
    const what = more.length === 0 ? first : `${first} and ${more.length} more`;
    problems.push({ kind, subject: `${type.name} ${row.id} (${what})` });
  };
  report('version', impossible(row));
  const document = parse(row.document);
  const derived = document === null || !isDocument(document, type) ? null : derive(document, type);
  if (document === null || derived === null) {
    report('document', ['document']);
    return problems;
  }
  if (document.id !== row.id) report('document-id', [String(document.id)]);
  const differing = differingColumns(row, derived.columns, type);
  const unique = uniqueColumns(type);
  report(
    'unique-key',
    differing.filter((name) => unique.has(name)),
  );
  report(
    'column',
    differing.filter((name) => !unique.has(name)),
  );
  const { stale, written } = indexDifference(indexed, derived.index);
  const places = new Set(indexed.map(place));
  const isThere = (each: IndexRow): boolean => places.has(place(each));
  report('index-row-extra', stale.map(place));
  report('index-row-wrong', written.filter(isThere).map(place));
  report('index-row-missing', written.filter((each) => !isThere(each)).map(place));
  return problems;
}

function parse(document: string): ScimResource | null {
  try {
    const parsed: unknown = JSON.parse(document);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** Whether it has the core schema, and nothing that is stored elsewhere. */
function isDocument(resource: ScimResource, type: ResourceType): boolean {
  const { schemas } = resource;
  const elsewhere = ['meta', ...Object.keys(tableOf(type).associations)];
  return (
    Array.isArray(schemas) &&
    schemas.includes(type.schema.id) &&
    elsewhere.every((name) => resource[name] === undefined)
  );
}

/** @returns null for a document with values of types that its attributes do not have */
function derive(resource: ScimResource, type: ResourceType): Derived | null {
  try {
    return { columns: promotedColumns(resource, type), index: indexRows(resource, type) };
  } catch {
    return null;
  }
}

function impossible({ version, created_at: created, modified_at: modified }: StoredRow): string[] {
  const wrong: string[] = [];
  if (!(Number(version) >= 1)) wrong.push('version');
  if (!(Number(modified) >= Number(created))) wrong.push('modified_at');
  return wrong;
}

function differingColumns(row: StoredRow, columns: Derived['columns'], type: ResourceType): string[] {
  const { sharing } = tableOf(type);
  const expected = { ...columns };
  if (sharing !== null) {
    // A group keeps its mark when its tenant lets groups share a name; all lose it when it lets them no longer.
    if (sharesNames(type) && Number(row[sharing.column]) === 0) expected[sharing.column] = 0;
    const key = tableOf(type).columns[sharing.attribute];
    if (key !== undefined) {
      expected[sharing.unshared] = expected[sharing.column] === 0 ? (expected[key] ?? null) : null;
    }
  }
  return Object.entries(expected).flatMap(([name, value]) => {
    const stored = row[name] ?? null;
    const isSame = typeof value === 'number' ? stored !== null && Number(stored) === value : stored === value;
    return isSame ? [] : [name];
  });
}

/** The columns that a unique key of the table is made of. */
function uniqueColumns(type: ResourceType): ReadonlySet<string> {
  const { unique, columns, sharing } = tableOf(type);
  const names = Object.values(unique)
    .flat()
    .map((attribute) => columns[attribute] ?? attribute);
  return new Set(sharing === null ? names : [...names, sharing.column, sharing.unshared]);
}

function place({ path, element }: IndexRow): string {
  return `${path}[${element}]`;
}
