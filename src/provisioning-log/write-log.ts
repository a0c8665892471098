import type { CommitBatch } from '../persistence/database/database.js';
import type { MembershipEffect } from '../persistence/members/membership-effect.js';
import { newId } from '../persistence/database/new-id.js';
import type { StoredResource } from '../persistence/resources/stored-resource.js';
import { disables } from '../scim/disabling.js';
import type { MembershipChange } from '../scim/membership.js';
import type { PatchGrammar } from '../scim/patch/grammar.js';
import type { ScimResource } from '../scim/resource.js';
import type { ResourceType } from '../scim/resource-type.js';
import { changedAttributes } from './changed-attributes.js';
import { insertEntry } from './entry-row.js';
import {
  NO_CHANGES,
  type Action,
  type Actor,
  type Changes,
  type MemberList,
  type NewEntry,
} from './log-entry.js';

/** The request that causes the entries. */
export interface Origin {
  readonly tenantId: string;
  readonly requestId: string;
  readonly actor: Actor;
  /** In milliseconds of `performance.now()`. */
  readonly startedAt: number;
}

/** Details of a request for its log entry. */
export interface RequestDetails {
  readonly status: number;
  /** The grammar of a PATCH; null for other methods. */
  readonly grammar: PatchGrammar | null;
  /** Names in the request that no schema of the tenant has. */
  readonly ignored: readonly string[];
}

const MAX_MEMBER_IDS = 20;
const MAX_ID_LENGTH = 36;

/**
 * Logs the writes of one request: one entry per write, in the same transaction, so that neither exists without the
 * other. The entry of a write that changed nothing is deferred, since it need not be durable.
 */
export class WriteLog {
  /**
   * @param origin null when nothing is to be logged
   * @param later receives deferred entries
   */
  constructor(
    private readonly origin: Origin | null,
    private readonly later: (entry: NewEntry) => void,
  ) {}

  /** Logs a new resource with its initial members. */
  created(
    batch: CommitBatch,
    type: ResourceType,
    stored: StoredResource,
    members: MembershipEffect,
    { status, ignored }: RequestDetails,
  ): void {
    if (this.origin === null) return;
    const { resource } = stored;
    const changes = changesOf(changedAttributes(null, resource, type), members, ignored);
    this.write(batch, this.origin, type, stored.id, {
      action: 'create',
      resource,
      status,
      grammar: null,
      changes,
    });
  }

  /**
   * Logs a resource that was read and may have changed.
   * @returns the entry to pass to `unchanged` when it did not
   */
  changed(
    batch: CommitBatch,
    type: ResourceType,
    before: StoredResource,
    after: StoredResource,
    members: MembershipEffect,
    requested: readonly MembershipChange[],
    { status, grammar, ignored }: RequestDetails,
  ): NewEntry | null {
    if (this.origin === null) return null;
    const { resource } = after;
    const attributes =
      before.document === after.document ? NO_CHANGES : changedAttributes(before.resource, resource, type);
    const changes = changesOf(attributes, members, ignored);
    const entry = this.entry(this.origin, type, after.id, {
      action: actionOf(before.resource, resource, changes, requested),
      resource,
      status,
      grammar,
      changes,
    });
    if (after === before) return entry;
    insertEntry(batch, entry);
    return null;
  }

  /** Defers the entry of a write that changed nothing. To be called after its transaction. */
  unchanged(entry: NewEntry | null): void {
    if (entry !== null) this.later(entry);
  }

  /** Logs a change of the members of a group that was not read. Its name is looked up when the entry is read. */
  membersChanged(
    batch: CommitBatch,
    type: ResourceType,
    id: string,
    members: MembershipEffect,
    requested: readonly MembershipChange[],
    { status, grammar, ignored }: RequestDetails,
  ): void {
    if (this.origin === null) return;
    const changes = changesOf(NO_CHANGES, members, ignored);
    this.write(batch, this.origin, type, id, {
      action: actionOf({}, {}, changes, requested),
      resource: null,
      status,
      grammar,
      changes,
    });
  }

  /** Logs a deleted resource. The entry keeps the name, by which it can be found. */
  deleted(batch: CommitBatch, type: ResourceType, stored: StoredResource): void {
    if (this.origin === null) return;
    this.write(batch, this.origin, type, stored.id, {
      action: 'delete',
      resource: stored.resource,
      status: 204,
      grammar: null,
      changes: null,
    });
  }

  private write(
    batch: CommitBatch,
    origin: Origin,
    type: ResourceType,
    resourceId: string,
    write: LoggedWrite,
  ): void {
    insertEntry(batch, this.entry(origin, type, resourceId, write));
  }

  private entry(
    { tenantId, requestId, actor, startedAt }: Origin,
    { name }: ResourceType,
    resourceId: string,
    { action, resource, status, grammar, changes }: LoggedWrite,
  ): NewEntry {
    // Property by property: spreading objects takes as long as everything else here.
    return {
      // The id is made at the end of the transaction, so that entries rarely appear behind newer ones that have been
      // read.
      id: newId(),
      tenantId,
      requestId,
      actor,
      action,
      resourceType: name,
      resourceId,
      resourceName: resource === null ? null : textOf(resource[nameAttribute(name)]),
      externalId: resource === null ? null : textOf(resource.externalId),
      isNameKept: action === 'delete',
      status,
      reason: null,
      detail: null,
      changes,
      grammar,
      durationMs: performance.now() - startedAt,
      leftOut: null,
    };
  }
}

/** What an entry says of a successful write. */
interface LoggedWrite extends Pick<NewEntry, 'action' | 'status' | 'changes'> {
  /** By which the entry names the resource; null when it was not read. */
  readonly resource: ScimResource | null;
  readonly grammar: PatchGrammar | null;
}

/** The attribute that people know a resource of the type by. */
export function nameAttribute(type: 'User' | 'Group'): 'userName' | 'displayName' {
  return type === 'User' ? 'userName' : 'displayName';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The action of a change; for a change without effect, the requested action. */
function actionOf(
  before: ScimResource,
  after: ScimResource,
  { attributes, added, removed }: Changes,
  requested: readonly MembershipChange[],
): Action {
  if (disables(before, after)) return 'disable';
  if (disables(after, before)) return 'restore';
  if (attributes.length > 0) return 'update';
  if (added !== null || removed !== null) {
    return removed === null ? 'add-member' : added === null ? 'remove-member' : 'update';
  }
  if (requested.length === 0) return 'update';
  if (requested.every(({ kind }) => kind === 'add')) return 'add-member';
  return requested.every(({ kind }) => kind === 'remove' || kind === 'removeWhere')
    ? 'remove-member'
    : 'update';
}

function changesOf(
  { attributes, omitted }: Pick<Changes, 'attributes' | 'omitted'>,
  { added, removed }: MembershipEffect,
  ignored: readonly string[],
): Changes {
  return { attributes, omitted, added: memberList(added), removed: memberList(removed), ignored };
}

/** Ids are logged as sent: ids of members to remove may be arbitrary text. */
function shortId(id: string): string {
  return id.slice(0, MAX_ID_LENGTH);
}

function memberList(ids: readonly string[]): MemberList | null {
  return ids.length === 0 ? null : { count: ids.length, ids: ids.slice(0, MAX_MEMBER_IDS).map(shortId) };
}
