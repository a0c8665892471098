import type { CommitBatch, Statements, Transaction } from '../persistence/database/database.js';
import type { KeyedRow } from '../persistence/database/batched-reads.js';
import { membershipsOf } from '../persistence/members/affected-members.js';
import {
  hasEffect,
  combineEffects,
  NO_EFFECT,
  type MembershipEffect,
} from '../persistence/members/membership-effect.js';
import type { PlainOutcome } from '../persistence/members/membership.repository.js';
import { queryById, queryForDeletion, type DeletionRow } from '../persistence/resources/resource-by-key.js';
import type { ResourceRepository } from '../persistence/resources/resource.repository.js';
import { StoredResource, type ResourceRow } from '../persistence/resources/stored-resource.js';
import { WriteBudget } from '../persistence/resources/write-budget.js';
import { dependsOnTenant, holdTenant } from '../persistence/schemas/tenant-schemas.js';
import type { NewEntry } from '../provisioning-log/log-entry.js';
import type { RequestDetails } from '../provisioning-log/write-log.js';
import { ScimError } from '../scim/errors.js';
import { requireImmutables } from '../scim/immutable.js';
import type { MergedChange } from '../scim/membership-changes.js';
import type { ScimResource } from '../scim/resource.js';
import type { AttributeTarget, ResourceType } from '../scim/resource-type.js';
import type { TenantContext } from './tenant-context.js';
import { requirePreconditions, type Preconditions } from './precondition.js';

/** The resource as a change leaves it. */
export interface NextState {
  readonly resource: ScimResource;
  readonly changed: boolean;
  /** The part of the request that changes an attribute, such as `Operations[2]`. */
  readonly placeOf?: (target: AttributeTarget) => string | undefined;
}

/** A requested change of one resource. */
export interface RequestedChange extends Preconditions {
  readonly memberships: readonly MergedChange[];
  readonly details: RequestDetails;
  /** Whether the answer needs the groups of a user. */
  readonly withGroups: boolean;
  /** May be called more than once. */
  readonly work: (before: StoredResource) => NextState;
}

interface Written {
  readonly after: StoredResource;
  /** The log entry of a request that changed nothing; otherwise null. */
  readonly unchanged: NewEntry | null;
}

/**
 * Writes the resources of one type in one tenant, each change with its entry in the provisioning log. A small change is
 * tried with group commit first. When that returns null, a transaction of its own makes the change or throws the reason.
 */
export class ResourceWriter {
  constructor(
    private readonly context: TenantContext,
    private readonly type: ResourceType,
    private readonly resources: ResourceRepository,
    /** Of the Bulk that the write is part of. */
    private readonly shared: WriteBudget | null = null,
  ) {}

  /**
   * Stores a new resource with its members.
   * @param details for the log
   * @throws ScimError uniqueness; invalidValue for a member that does not exist; 429 in a Bulk
   */
  async create(stored: StoredResource, memberIds: readonly string[], details: RequestDetails): Promise<void> {
    const { log, store } = this.context;
    this.shared?.countDocuments(stored);
    if (memberIds.length === 0 && !dependsOnTenant(this.type, [stored.resource])) {
      const work = (_none: null, batch: CommitBatch) => {
        this.resources.insertAtCommit(batch, stored);
        log.created(batch, this.type, stored, NO_EFFECT, details);
        return { result: true };
      };
      if (await store.database.groupCommit(store.tenantId, { row: null, work })) return;
    }
    await store.database.transaction(async (tx) => {
      const budget = this.newBudget();
      budget.countDocuments(stored);
      await holdTenant(tx, store.database, this.context, this.type, [stored.resource]);
      await this.resources.insert(tx, stored);
      const members = await this.applyToMembers(tx, stored.id, [{ kind: 'add', ids: memberIds }], budget);
      log.created(tx, this.type, stored, members, details);
    });
  }

  /**
   * Changes a resource and its memberships.
   * @returns the resource after the change
   * @throws ScimError 404, 412, uniqueness, mutability; tooMany, or 429 in a Bulk; whatever `work` throws
   */
  async change(id: string, requested: RequestedChange): Promise<StoredResource> {
    const { log, store } = this.context;
    const small =
      requested.memberships.length > 0
        ? null
        : await store.database.groupCommit(store.tenantId, {
            row: this.rowOf(id, requested.withGroups),
            work: (row: ResourceRow & KeyedRow, batch) => this.changeSmall(batch, row, requested),
          });
    const { after, unchanged } =
      small ?? (await store.database.transaction((tx) => this.changeAlone(tx, id, requested)));
    log.unchanged(unchanged);
    return after;
  }

  /**
   * Changes only the members of a group.
   * @returns the version of the group
   * @throws ScimError 404; invalidValue for a member that does not exist; tooMany, or 429 in a Bulk
   */
  async changeMembers(
    id: string,
    changes: readonly MergedChange[],
    details: RequestDetails,
  ): Promise<number> {
    const { log, store } = this.context;
    this.shared?.countChanges(idsIn(changes));
    const few = await store.memberships.changeFew(id, changes, (batch, before, after, members) => {
      if (after === before) return log.changed(batch, this.type, before, after, members, changes, details);
      log.membersChanged(batch, this.type, id, members, changes, details);
      return null;
    });
    if (few !== null) {
      log.unchanged(few.logged);
      return few.after.version;
    }
    const { version, unchanged } = await store.database.transaction((tx) =>
      this.changeMembersAlone(tx, id, changes, details),
    );
    log.unchanged(unchanged);
    return version;
  }

  /**
   * Removes a resource and its memberships.
   * @throws ScimError 404, 412
   */
  async delete(id: string, preconditions: Preconditions): Promise<void> {
    const { store } = this.context;
    const isDone = await store.database.groupCommit(store.tenantId, {
      row: { query: queryForDeletion(store.database, this.type, this.shared !== null), key: id },
      serialised: true,
      work: (row: DeletionRow, batch) => {
        if (row.has_many_members != null) return null;
        this.countDeletion(row, row.memberships);
        this.deleteStored(batch, StoredResource.fromRow(row), preconditions);
        return { result: true };
      },
    });
    if (isDone === true) return;
    await store.database.transaction(async (tx) => {
      const stored = (await this.resources.findForUpdate(tx, id)) ?? this.throwNotFound(id);
      if (this.shared) this.countDeletion(stored, await membershipsOf(tx, store.tenantId, id, this.type));
      this.deleteStored(tx, stored, preconditions);
    });
  }

  private changeSmall(
    batch: CommitBatch,
    row: ResourceRow,
    { work, details, ...preconditions }: RequestedChange,
  ): { readonly result: Written } | null {
    const before = StoredResource.fromRow(row);
    requirePreconditions(preconditions, before.version);
    const { resource, changed, placeOf } = work(before);
    if (dependsOnTenant(this.type, [before.resource, resource])) return null;
    requireImmutables(before.resource, resource, this.type, placeOf);
    const after = changed ? before.next(resource, Date.now()) : before;
    this.shared?.again();
    this.shared?.countDocuments(before, after);
    if (changed) this.resources.updateAtCommit(batch, before, after);
    const { log } = this.context;
    const unchanged = log.changed(batch, this.type, before, after, NO_EFFECT, [], details);
    return { result: { after, unchanged } };
  }

  /** @param done the membership changes that are already made, and whether those are all */
  private async changeAlone(
    tx: Transaction,
    id: string,
    { work, details, memberships, withGroups, ...preconditions }: RequestedChange,
    done: PlainOutcome = { effect: NO_EFFECT, done: false },
  ): Promise<Written> {
    const { log, store } = this.context;
    const budget = this.newBudget();
    const before = (await this.resources.findForUpdate(tx, id, withGroups)) ?? this.throwNotFound(id);
    requirePreconditions(preconditions, before.version);
    const { resource, changed, placeOf } = work(before);
    await holdTenant(tx, store.database, this.context, this.type, [before.resource, resource]);
    requireImmutables(before.resource, resource, this.type, placeOf);
    const applied = done.done ? NO_EFFECT : await this.applyToMembers(tx, id, memberships, budget);
    const members = combineEffects(done.effect, applied);
    const after = changed || hasEffect(members) ? before.next(changed ? resource : null, Date.now()) : before;
    budget.countDocuments(before, after);
    if (changed) await this.resources.update(tx, before, after);
    else if (after !== before) store.memberships.moveVersion(tx, after);
    return { after, unchanged: log.changed(tx, this.type, before, after, members, memberships, details) };
  }

  /**
   * Changes members without reading the group first, if the numbers of matched rows determine the outcome: then only
   * the last statement locks the group.
   */
  private async changeMembersAlone(
    tx: Transaction,
    id: string,
    memberships: readonly MergedChange[],
    details: RequestDetails,
  ): Promise<{ readonly version: number; readonly unchanged: NewEntry | null }> {
    const { log, store } = this.context;
    const plain = await store.memberships.applyPlain(tx, id, memberships, this.newBudget());
    if (plain.done && hasEffect(plain.effect)) {
      log.membersChanged(tx, this.type, id, plain.effect, memberships, details);
      const moved = await store.memberships.moveVersionUnread(tx, id, Date.now());
      return { version: moved ?? this.throwNotFound(id), unchanged: null };
    }
    const work = ({ resource }: StoredResource): NextState => ({ resource, changed: false });
    const requested = { memberships, details, withGroups: false, work };
    const { after, unchanged } = await this.changeAlone(tx, id, requested, plain);
    return { version: after.version, unchanged };
  }

  private deleteStored(batch: CommitBatch, stored: StoredResource, preconditions: Preconditions): void {
    const { id, version } = stored;
    requirePreconditions(preconditions, version);
    this.context.store.memberships.removeMember(batch, id);
    if (this.type.name === 'Group') this.context.store.memberships.removeAll(batch, id);
    this.resources.delete(batch, stored);
    this.context.log.deleted(batch, this.type, stored);
  }

  private countDeletion(resource: { readonly document: string }, memberships: unknown): void {
    this.shared?.again();
    this.shared?.countDocuments(resource);
    this.shared?.countChanges(Number(memberships ?? 0));
  }

  private async applyToMembers(
    tx: Statements,
    id: string,
    changes: readonly MergedChange[],
    budget: WriteBudget,
  ): Promise<MembershipEffect> {
    let effect = NO_EFFECT;
    for (const change of changes) {
      const applied = await this.context.store.memberships
        .apply(tx, id, change, budget)
        .catch((error: unknown) => ScimError.rethrowAt(error, change.place));
      effect = combineEffects(effect, applied);
    }
    return effect;
  }

  /** For an attempt: what was counted in one before is dropped. */
  private newBudget(): WriteBudget {
    this.shared?.again();
    return this.shared ?? new WriteBudget();
  }

  private rowOf(id: string, withGroups: boolean): { readonly query: string; readonly key: string } {
    return { query: queryById(this.context.store.database, this.type, withGroups), key: id };
  }

  private throwNotFound(id: string): never {
    throw notFound(this.type, id);
  }
}

function idsIn(changes: readonly MergedChange[]): number {
  return changes.reduce((sum, change) => sum + (change.kind === 'removeWhere' ? 0 : change.ids.length), 0);
}

/** The 404 for an id that no resource of the type has. */
export function notFound({ name }: ResourceType, id: string): ScimError {
  return ScimError.notFound(`${name} ${JSON.stringify(id.slice(0, 100))} does not exist`);
}
