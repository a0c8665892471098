import { ScimError } from '../../scim/errors.js';
import type { ScimResource } from '../../scim/resource.js';
import { parseDirectGroups, type DirectGroup } from '../members/direct-groups.js';
import { parseMembersColumn, type Member } from '../members/member-list.js';

/** A row of a resource's table. */
export interface ResourceRow {
  readonly id: string;
  readonly version: number;
  readonly created_at: number;
  readonly modified_at: number;
  readonly document: string;
  /** From `directGroupsColumn`, in queries that select it. */
  readonly direct_groups?: unknown;
  /** From `membersColumn`, in queries that select it. */
  readonly members?: unknown;
  /** Of a user, in queries by key. */
  readonly has_signed_in?: number;
}

/** The columns of a `ResourceRow`, from a table with the alias `r`. */
export const RESOURCE_COLUMNS = 'r.id, r.version, r.created_at, r.modified_at, r.document';

/**
 * A page of 100 resources, or 45 pages at once, must fit in memory. A user from Entra has 1 to 3 kB; documents of
 * groups contain no members.
 */
const MAX_DOCUMENT_BYTES = 262_144;
/**
 * How much a change may add to a document that has reached the limit. Documents up to 1 MiB remain from a former limit:
 * their users must still be changed and disabled.
 */
const SMALL_CHANGE_BYTES = 1024;
const FORMER_MAX_BYTES = 1_048_576;

/** A resource in its stored form. */
export class StoredResource {
  private constructor(
    readonly id: string,
    readonly version: number,
    /** Milliseconds since 1970. */
    readonly createdAt: number,
    readonly modifiedAt: number,
    /** JSON without `meta` and associations. */
    readonly document: string,
    private parsed: ScimResource | null,
    /** The direct groups of the resource; null when they were not read. */
    readonly groups: readonly DirectGroup[] | null,
    /** Whether the user may have a session, or has signed in to an application: has signed in once. */
    readonly mayBeSignedIn: boolean,
    /** The members of a group, ordered by id; null when they were not read, or not all of them. */
    readonly members: readonly Member[] | null = null,
  ) {}

  static fromRow(row: ResourceRow): StoredResource {
    const { id, version, created_at: createdAt, modified_at: modifiedAt, document } = row;
    const groups = row.direct_groups === undefined ? null : parseDirectGroups(row.direct_groups);
    const mayBeSignedIn = row.has_signed_in === undefined || Number(row.has_signed_in) !== 0;
    return new StoredResource(
      id,
      Number(version),
      Number(createdAt),
      Number(modifiedAt),
      document,
      null,
      groups,
      mayBeSignedIn,
      row.members === undefined ? null : parseMembersColumn(row.members),
    );
  }

  /**
   * A new resource, of version 1.
   * @throws ScimError invalidValue when it is larger than the limit
   */
  static create(id: string, resource: ScimResource, now: number): StoredResource {
    return new StoredResource(id, 1, now, now, documentOf(resource, ''), resource, [], false);
  }

  /** The parsed document. Parsed on first use, as most answers are built from the text. */
  get resource(): ScimResource {
    return (this.parsed ??= JSON.parse(this.document) as ScimResource);
  }

  /**
   * The next version of the resource.
   * @param resource `null` when only memberships have changed
   * @throws ScimError invalidValue when it is larger than the limit
   */
  next(resource: ScimResource | null, now: number): StoredResource {
    const { id, version, createdAt, modifiedAt, groups, mayBeSignedIn } = this;
    const time = Math.max(now, modifiedAt);
    const [document, parsed] =
      resource === null ? [this.document, this.parsed] : [documentOf(resource, this.document), resource];
    return new StoredResource(id, version + 1, createdAt, time, document, parsed, groups, mayBeSignedIn);
  }
}

/** @param before the document to replace; empty when there is none */
function documentOf(resource: ScimResource, before: string): string {
  const document = JSON.stringify(resource);
  const bytes = Buffer.byteLength(document);
  if (bytes <= MAX_DOCUMENT_BYTES) return document;
  const most = Math.min(
    FORMER_MAX_BYTES,
    Math.max(MAX_DOCUMENT_BYTES, before === '' ? 0 : Buffer.byteLength(before) + SMALL_CHANGE_BYTES),
  );
  if (bytes > most) {
    throw ScimError.invalidValue(`The resource would have ${bytes} bytes; at most ${most} can be stored`);
  }
  return document;
}
