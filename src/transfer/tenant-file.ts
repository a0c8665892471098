import type { MovedSettings } from '../access/tenant-settings.js';
import type { TypeName } from '../scim/resource-type.js';

/**
 * The file of one tenant: JSON Lines, each with its `kind`, in this order: `manifest`, `schema`, `user`, `group`,
 * `members`, `end`. Resources are in the order of their ids, memberships in that of group and member. No line has a
 * credential.
 */
export const FORMAT = 'invitedesk-tenant';
/** Rises when a file can no longer be read as the files before. */
export const FORMAT_VERSION = 1;
export const TENANT_FILE_TYPE = 'application/x-ndjson; charset=utf-8';

/** Members in one line. */
export const MEMBERS_A_LINE = 500;
/** Bytes of one line, beyond the largest document and the largest schema. */
export const MAX_LINE_BYTES = 8_388_608;

export interface Counts {
  readonly schemas: number;
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
}

/** The first line. */
export interface Manifest {
  readonly kind: 'manifest';
  readonly format: typeof FORMAT;
  readonly formatVersion: number;
  readonly productVersion: string;
  readonly exportedAt: string;
  readonly tenant: {
    /** In the deployment that the file comes from. */
    readonly id: string;
    /** In the deployment in which its users got their ids. */
    readonly origin: string;
    readonly name: string;
    readonly entraTenantId: string;
    readonly settings: MovedSettings;
  };
  readonly counts: Counts;
}

/** A custom schema, as RFC 7643 section 7 describes one. */
export interface SchemaLine {
  readonly kind: 'schema';
  readonly resourceType: TypeName;
  readonly created: string;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** A user or a group; its `document` has neither `meta` nor memberships. */
export interface ResourceLine {
  readonly kind: 'user' | 'group';
  readonly id: string;
  readonly version: number;
  readonly created: string;
  readonly lastModified: string;
  readonly document: Readonly<Record<string, unknown>>;
}

/** Some members of a group, which may have several such lines. */
export interface MembersLine {
  readonly kind: 'members';
  readonly group: string;
  readonly members: readonly string[];
}

/** The last line: without it the file is truncated. */
export interface EndLine {
  readonly kind: 'end';
  readonly counts: Counts;
  /** That of `npm run verify`: of users, groups and memberships, the same for every export of the same content. */
  readonly digest: string;
  /** SHA-256 of all bytes before this line. */
  readonly sha256: string;
}

export const KINDS = { User: 'user', Group: 'group' } as const;
