import { ScimError } from '../../scim/errors.js';
import type { ScimResource } from '../../scim/resource.js';
import { parseDirectGroups, type DirectGroup } from '../members/direct-groups.js';

/** A row of a resource's table. */
export interface ResourceRow {
  readonly id: string;
  readonly version: number;
  readonly created_at: number;
  readonly modified_at: number;
  readonly document: string;
  /** From `directGroupsColumn`, where it was asked for. */
  readonly direct_groups?: unknown;
}

/** What a `ResourceRow` needs, of a table with the alias `r`. */
export const RESOURCE_COLUMNS = 'r.id, r.version, r.created_at, r.modified_at, r.document';

/**
 * A page of 100 resources, or 45 pages at once, must fit in memory; what Entra sends of a user has 1 to 3 kB. Members
 * of groups are in no document.
 */
const MAX_DOCUMENT_BYTES = 262_144;
/**
 * What a change may add to a resource that is at the limit, or beyond it from when 1 MiB was taken: its user must still
 * be changed, and disabled.
 */
const SMALL_CHANGE_BYTES = 1024;
const FORMER_MAX_BYTES = 1_048_576;

/** A resource as it is stored. */
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
    /** The groups that the resource is a direct member of; null when they were not read with it. */
    readonly groups: readonly DirectGroup[] | null,
  ) {}

  static fromRow(row: ResourceRow): StoredResource {
    const { id, version, created_at: createdAt, modified_at: modifiedAt, document } = row;
    const groups = row.direct_groups === undefined ? null : parseDirectGroups(row.direct_groups);
    return new StoredResource(
      id,
      Number(version),
      Number(createdAt),
      Number(modifiedAt),
      document,
      null,
      groups,
    );
  }

  /**
   * A resource that is not stored yet, of version 1.
   * @throws ScimError invalidValue when it is larger than can be stored
   */
  static create(id: string, resource: ScimResource, now: number): StoredResource {
    return new StoredResource(id, 1, now, now, documentOf(resource, ''), resource, []);
  }

  /** The document read, when first asked for: most answers are made of its text. */
  get resource(): ScimResource {
    return (this.parsed ??= JSON.parse(this.document) as ScimResource);
  }

  /**
   * The next version of it.
   * @param resource `null` when only memberships have changed
   * @throws ScimError invalidValue as `create` does
   */
  next(resource: ScimResource | null, now: number): StoredResource {
    const { id, version, createdAt, modifiedAt, groups } = this;
    const time = Math.max(now, modifiedAt);
    return resource === null
      ? new StoredResource(id, version + 1, createdAt, time, this.document, this.parsed, groups)
      : new StoredResource(
          id,
          version + 1,
          createdAt,
          time,
          documentOf(resource, this.document),
          resource,
          groups,
        );
  }
}

/** @param before the document whose place it takes; empty when there is none */
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
