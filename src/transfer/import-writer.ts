import { ScimError } from '../scim/errors.js';
import type { ResourceType, ResourceTypes, TypeName } from '../scim/resource-type.js';
import type { Database, Transaction } from '../persistence/database/database.js';
import { isDuplicateKey } from '../persistence/database/duplicate-key.js';
import { inChunks } from '../persistence/database/id-chunks.js';
import { isNestedTooDeep } from '../persistence/members/group-nesting.js';
import { ResourceRepository } from '../persistence/resources/resource.repository.js';
import { StoredResource, type ResourceRow } from '../persistence/resources/stored-resource.js';
import { tableOf } from '../persistence/resources/storage-map.js';
import { newTenantId } from '../secrets/random-id.js';
import { FileRefused } from './file-refusal.js';
import { markerName, newMarker, prolong, removeImported, type Marker } from './import-marker.js';

/** A batch is written in one transaction, which others wait for on SQLite. */
const RESOURCES_A_BATCH = 200;
const BYTES_A_BATCH = 1_048_576;
const MEMBERS_A_BATCH = 1000;

interface ReadResource {
  readonly line: number;
  readonly row: ResourceRow;
}

export interface ReadMember {
  readonly line: number;
  readonly group: string;
  readonly member: string;
}

/** A membership, with the type of its member. */
export interface WrittenMember {
  readonly group_id: string;
  readonly member_id: string;
  readonly member_type: TypeName;
}

/**
 * Writes the resources of a tenant that does not exist yet, in batches, under an id that nobody knows. A marker lets others
 * remove them should this process die.
 */
export class ImportWriter {
  private resources: ReadResource[] = [];
  private bytes = 0;
  private members: ReadMember[] = [];
  /** Groups that contain groups. */
  private readonly containers = new Set<string>();

  private constructor(
    private readonly database: Database,
    private readonly types: ResourceTypes,
    /** Hears of memberships in the order of the file. */
    private readonly onMember: (member: WrittenMember) => void,
    private current: Marker,
  ) {}

  static async begin(
    database: Database,
    types: ResourceTypes,
    onMember: (member: WrittenMember) => void,
  ): Promise<ImportWriter> {
    const marker = newMarker(newTenantId(), Date.now());
    await database.transaction((tx) =>
      tx.run('INSERT INTO service_settings (name, value) VALUES (?, ?)', [
        markerName(marker.tenantId),
        marker.value,
      ]),
    );
    return new ImportWriter(database, types, onMember, marker);
  }

  get marker(): Marker {
    return this.current;
  }

  /** @throws FileRefused for a line of the batch */
  async addResource(name: TypeName, resource: ReadResource): Promise<void> {
    this.resources.push(resource);
    this.bytes += resource.row.document.length;
    if (this.resources.length >= RESOURCES_A_BATCH || this.bytes >= BYTES_A_BATCH) await this.flush(name);
  }

  /** Writes what is left of a type. */
  async flush(name: TypeName): Promise<void> {
    const batch = this.resources;
    if (batch.length === 0) return;
    [this.resources, this.bytes] = [[], 0];
    const type = this.types[name];
    if (name === 'Group') await this.refuseIdsOfUsers(batch);
    const repository = new ResourceRepository(this.database, this.current.tenantId, type);
    const stored = batch.map(({ row }) => StoredResource.fromRow(row));
    try {
      await this.write((tx) => {
        for (const each of stored) repository.insertAtCommit(tx, each);
        return Promise.resolve();
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await this.findTaken(repository, batch);
      throw error;
    }
  }

  /** @throws FileRefused for a line of the batch */
  async addMember(member: ReadMember): Promise<void> {
    this.members.push(member);
    if (this.members.length >= MEMBERS_A_BATCH) await this.flushMembers();
  }

  /** Writes the memberships that are left. */
  async flushMembers(): Promise<void> {
    const batch = this.members;
    if (batch.length === 0) return;
    this.members = [];
    const types = await this.typesOf(batch);
    const written = batch.map(({ line, group, member }): WrittenMember => {
      if (types.get(group) !== 'Group') throw new FileRefused(line, `the file has no group ${group}`);
      const type = types.get(member);
      if (type === undefined) throw new FileRefused(line, `the file has no user or group ${member}`);
      return { group_id: group, member_id: member, member_type: type };
    });
    await this.write((tx) => {
      tx.addRows({
        into: 'INSERT INTO group_members (tenant_id, group_id, member_id, member_type) VALUES',
        rows: written.map((row) => [this.current.tenantId, row.group_id, row.member_id, row.member_type]),
        tail: '',
      });
      return Promise.resolve();
    });
    for (const each of written) {
      if (each.member_type === 'Group') this.containers.add(each.group_id);
      this.onMember(each);
    }
  }

  /** Whether groups of the file contain themselves, or are nested too deep. */
  isNestedTooDeep(): Promise<boolean> {
    return isNestedTooDeep(this.database, this.current.tenantId, [...this.containers]);
  }

  /** Removes all that was written. */
  discard(): Promise<void> {
    return removeImported(this.database, this.current.tenantId);
  }

  private async write(work: (tx: Transaction) => Promise<void>): Promise<void> {
    const next = newMarker(this.current.tenantId, Date.now());
    await this.database.transaction(async (tx) => {
      if (!(await prolong(tx, this.current, next))) {
        throw new Error('the import was taken for dead: another process has removed what it had written');
      }
      await work(tx);
    });
    this.current = next;
  }

  /** @throws FileRefused for the first resource of a batch whose unique value is taken */
  private async findTaken(repository: ResourceRepository, batch: readonly ReadResource[]): Promise<void> {
    for (const { line, row } of batch) {
      try {
        await this.write((tx) => repository.insert(tx, StoredResource.fromRow(row)));
      } catch (error) {
        if (error instanceof ScimError) throw new FileRefused(line, error.detail);
        throw error;
      }
    }
  }

  private async refuseIdsOfUsers(batch: readonly ReadResource[]): Promise<void> {
    const ids = batch.map(({ row }) => row.id);
    const [taken] = await this.known(this.types.User, ids);
    if (taken === undefined) return;
    const line = batch.find(({ row }) => row.id === taken)?.line ?? 0;
    throw new FileRefused(line, `a user of the file has the id ${taken}`);
  }

  private async typesOf(batch: readonly ReadMember[]): Promise<Map<string, TypeName>> {
    const ids = [...new Set(batch.flatMap(({ group, member }) => [group, member]))];
    const types = new Map<string, TypeName>();
    for (const type of Object.values(this.types)) {
      for (const id of await this.known(type, ids)) types.set(id, type.name);
    }
    return types;
  }

  private async known(type: ResourceType, ids: readonly string[]): Promise<string[]> {
    const table = `${tableOf(type).table.text} ${this.database.dialect.byKey('PRIMARY')}`;
    const rows = await inChunks<{ id: string }>(
      this.database,
      this.current.tenantId,
      ids,
      (marks) => `SELECT id FROM ${table} WHERE tenant_id = ? AND id IN (${marks})`,
    );
    return rows.map(({ id }) => id);
  }
}
