import type { ScimResource } from '../../scim/resource.js';
import type { ResourceType } from '../../scim/resource-type.js';
import type { Database, CommitBatch, SqlValue, Statements, Transaction } from '../database/database.js';
import { deletingBy } from '../database/dialect.js';
import { endIfOver, endPerson } from './end-of-person.js';
import { indexChanges, indexRows, type IndexRow } from './index-rows.js';
import { keyedSql } from '../database/batched-reads.js';
import { placeholders } from '../database/in-list.js';
import { promotedColumns } from './promoted-columns.js';
import { countChange } from './resource-counts.js';
import { findByKey, queryById } from './resource-by-key.js';
import { StoredResource, type ResourceRow } from './stored-resource.js';
import { sql, trusted, type Sql } from '../database/sql.js';
import { tableOf, type ResourceTable } from './storage-map.js';
import { takenName } from './taken-name.js';
import { violatedAttributes } from './unique-violation.js';

const ROWS_PER_STATEMENT = 200;
/** The last columns of a new row, after the promoted ones. */
const LAST_COLUMNS = ['created_at', 'modified_at', 'version', 'document'];

/**
 * The resources of one type in one tenant. The tenant is fixed at construction: no method takes a tenant id, and each
 * statement begins with it.
 */
export class ResourceRepository {
  private readonly table: ResourceTable;

  constructor(
    private readonly database: Database,
    private readonly tenantId: string,
    private readonly type: ResourceType,
  ) {
    this.table = tableOf(type);
  }

  /**
   * Reads one resource.
   * @param withAssociation whether the groups of a user, or the members of a group, are read too
   * @returns `null` when the tenant has none of that id
   */
  find(id: string, withAssociation = false): Promise<StoredResource | null> {
    return findByKey(this.database, this.type, this.tenantId, 'id', id, withAssociation);
  }

  /** Like `find`, in a transaction: locks the resource until the transaction ends. */
  async findForUpdate(tx: Statements, id: string, withGroups = false): Promise<StoredResource | null> {
    const query = queryById(this.database, this.type, withGroups);
    const [row] = await tx.rows<ResourceRow>(keyedSql(query, 1) + this.database.dialect.forUpdate, [
      this.tenantId,
      id,
    ]);
    return row === undefined ? null : StoredResource.fromRow(row);
  }

  /**
   * Stores a new resource of version 1.
   * @throws ScimError uniqueness when another resource of the tenant holds a unique value
   */
  async insert(tx: Transaction, stored: StoredResource): Promise<void> {
    const { into, row } = this.newRow(stored);
    await this.guardUnique(tx, stored.resource, () => tx.run(`${into} (${placeholders(row.length)})`, row));
    this.insertBeside(tx, stored);
  }

  /** Like `insert`, with the commit: the commit fails when another resource holds a unique value. */
  insertAtCommit(batch: CommitBatch, stored: StoredResource): void {
    const { into, row } = this.newRow(stored);
    batch.addRows({ into, rows: [row], tail: '' });
    this.insertBeside(batch, stored);
  }

  /**
   * Stores the next version of a resource that `findForUpdate` read in the same transaction.
   * @throws ScimError uniqueness when another resource of the tenant holds a unique value
   */
  async update(tx: Transaction, before: StoredResource, after: StoredResource): Promise<void> {
    if (this.hasSameKeys(before, after)) {
      this.updateAtCommit(tx, before, after);
    } else {
      await this.setColumns(tx, after, this.nextColumns(after));
      this.updateBeside(tx, before, after);
    }
  }

  /** Like `update`, with the commit: the commit fails when another resource holds a unique value. */
  updateAtCommit(batch: CommitBatch, before: StoredResource, after: StoredResource): void {
    const { text, params } = this.setting(after.id, this.nextColumns(after));
    batch.addStatement(text, params);
    this.updateBeside(batch, before, after);
  }

  /** Changes the rows of other tables that depend on a resource. */
  private updateBeside(batch: CommitBatch, before: StoredResource, after: StoredResource): void {
    this.updateIndex(batch, before, after);
    if (this.type.name === 'User' && before.mayBeSignedIn) {
      endIfOver(batch, this.tenantId, after.id, before.resource, after.resource, this.type);
    }
  }

  private updateIndex(batch: CommitBatch, before: StoredResource, after: StoredResource): void {
    const { stale, written } = indexChanges(before.resource, after.resource, this.type);
    for (let start = 0; start < stale.length; start += ROWS_PER_STATEMENT) {
      const chunk = stale.slice(start, start + ROWS_PER_STATEMENT);
      batch.addStatement(
        `${deletingBy('attribute_values', 'PRIMARY')} WHERE tenant_id = ? AND resource_id = ? AND (${chunk.map(() => '(path = ? AND element = ?)').join(' OR ')})`,
        [this.tenantId, after.id, ...chunk.flatMap(({ path, element }) => [path, element])],
      );
    }
    if (written.length === 0) return;
    const overwrite = this.database.dialect.onDuplicateKey(
      ['tenant_id', 'resource_id', 'path', 'element'],
      ['value_key', 'value_text'],
    );
    this.writeIndex(batch, after.id, written, overwrite);
  }

  /**
   * Derives columns and index rows from the document again.
   * @param stored read by `findForUpdate` in the same transaction
   * @throws ScimError uniqueness when another resource now has the same key
   */
  async reindex(tx: Transaction, stored: StoredResource): Promise<void> {
    await this.setColumns(tx, stored, promotedColumns(stored.resource, this.type));
    await tx.run(`${deletingBy('attribute_values', 'PRIMARY')} WHERE tenant_id = ? AND resource_id = ?`, [
      this.tenantId,
      stored.id,
    ]);
    this.writeIndex(tx, stored.id, indexRows(stored.resource, this.type), '');
  }

  /** Removes a resource and its index rows. The caller removes its memberships. */
  delete(batch: CommitBatch, { id, mayBeSignedIn }: StoredResource): void {
    const deleting = trusted(deletingBy('attribute_values', 'PRIMARY'));
    batch.addKeyedChange({
      statement: sql`${deleting} WHERE tenant_id = ${this.tenantId} AND resource_id IN`,
      key: id,
    });
    const deletingResource = trusted(deletingBy(this.table.table.text, 'PRIMARY'));
    batch.addKeyedChange({
      statement: sql`${deletingResource} WHERE tenant_id = ${this.tenantId} AND id IN`,
      key: id,
    });
    countChange(batch, this.database.dialect, this.tenantId, this.type.name, -1);
    if (this.type.name === 'User' && mayBeSignedIn) endPerson(batch, this.tenantId, id);
  }

  private newRow(stored: StoredResource): { readonly into: string; readonly row: SqlValue[] } {
    const { id, createdAt, modifiedAt, version, document } = stored;
    const promoted = promotedColumns(stored.resource, this.type);
    const into = textFor(this.table, 'insert', () => {
      const names = ['tenant_id', 'id', ...Object.keys(promoted), ...LAST_COLUMNS];
      return `INSERT INTO ${this.table.table.text} (${names.join(', ')}) VALUES`;
    });
    const row = [this.tenantId, id, ...Object.values(promoted), createdAt, modifiedAt, version, document];
    return { into, row };
  }

  /** Adds the rows of other tables that belong to a new resource. */
  private insertBeside(batch: CommitBatch, { id, resource }: StoredResource): void {
    this.writeIndex(batch, id, indexRows(resource, this.type), '');
    countChange(batch, this.database.dialect, this.tenantId, this.type.name, 1);
  }

  private nextColumns({ resource, modifiedAt, version, document }: StoredResource): Record<string, SqlValue> {
    return { ...promotedColumns(resource, this.type), modified_at: modifiedAt, version, document };
  }

  private async setColumns(
    tx: Statements,
    { id, resource }: StoredResource,
    columns: Record<string, SqlValue>,
  ): Promise<void> {
    const { text, params } = this.setting(id, columns);
    await this.guardUnique(tx, resource, () => tx.run(text, params));
  }

  private setting(id: string, columns: Readonly<Record<string, SqlValue>>): Sql {
    const names = Object.keys(columns);
    const text = textFor(this.table, `update of ${names.length}`, () => {
      const assignments = names.map((name) => `${name} = ?`);
      return `UPDATE ${this.table.table.text} SET ${assignments.join(', ')} WHERE tenant_id = ? AND id = ?`;
    });
    return { text, params: [...Object.values(columns), this.tenantId, id] };
  }

  /** Whether two versions have the same unique keys, so that the update cannot violate a unique constraint. */
  private hasSameKeys({ resource: before }: StoredResource, { resource: after }: StoredResource): boolean {
    const names = Object.values(this.table.unique).flat();
    return names.every((name) => before[name] === after[name]);
  }

  /** Index rows violate no unique constraint, so they are written with the commit. */
  private writeIndex(
    batch: CommitBatch,
    id: string,
    rows: readonly IndexRow[],
    onDuplicateKey: string,
  ): void {
    batch.addRows({
      into: 'INSERT INTO attribute_values (tenant_id, resource_id, path, element, value_key, value_text) VALUES',
      rows: rows.map((row) => [this.tenantId, id, row.path, row.element, row.key, row.text]),
      tail: onDuplicateKey,
    });
  }

  private async guardUnique(
    tx: Statements,
    resource: ScimResource,
    write: () => Promise<unknown>,
  ): Promise<void> {
    try {
      await write();
    } catch (error) {
      const attributes = violatedAttributes(error, this.table);
      if (attributes === null) throw error;
      throw await takenName(tx, this.tenantId, this.type, attributes, resource);
    }
  }
}

/** By table and kind, statements that are the same for all resources. */
const texts = new Map<ResourceTable, Map<string, string>>();

function textFor(table: ResourceTable, kind: string, make: () => string): string {
  const known = texts.get(table) ?? new Map<string, string>();
  const text = known.get(kind) ?? make();
  if (!known.has(kind)) texts.set(table, known.set(kind, text));
  return text;
}
