import type { AttributeDefinition } from '../../scim/attribute.js';
import type { AttributeTarget, ResourceType } from '../../scim/resource-type.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/schemas/enterprise-user.js';
import { indexKey } from './index-key.js';
import { sql, trusted, type Sql } from '../database/sql.js';

/** Where a filter finds the value of a leaf attribute. */
export type Storage =
  /** A column of the resource's own table; `form` is the encoding of its values. */
  | {
      readonly kind: 'column';
      readonly column: Sql;
      /** The column of whole keys; `column` holds the beginning and a digest of a long key. */
      readonly text: Sql | null;
      readonly form: 'key' | 'boolean' | 'millis';
      readonly nullable: boolean;
    }
  /** Rows of `attribute_values`, one per value. */
  | { readonly kind: 'rows'; readonly path: string }
  /** One value for all resources of the type. */
  | { readonly kind: 'constant'; readonly value: string }
  /** `schemas`: the core schema always, an extension when there is an index row for it. */
  | { readonly kind: 'schemas'; readonly core: string; readonly path: string }
  /** `meta.version` and `meta.location`: computed from a column for each answer. */
  | { readonly kind: 'version' | 'location' }
  | { readonly kind: 'unfilterable' };

/** One way to read the values of an association (`members`, `groups`) from `group_members m`. */
export interface AssociationSource {
  /** The column of `m` that holds the resource's own id. */
  readonly owner: Sql;
  /** `FROM` and joins, including `m`. */
  readonly from: (tenantId: string) => Sql;
  readonly sub: (name: string) => Storage;
}

/**
 * The first source reads direct memberships. Further sources derive from it, so each of their values implies one of the
 * first.
 */
export type AssociationStorage = readonly [AssociationSource, ...AssociationSource[]];

/** The table of a resource type, with the columns for its attributes. */
export interface ResourceTable {
  readonly table: Sql;
  /** The column of the comparison key (or of 0 and 1), by attribute. */
  readonly columns: Readonly<Record<string, string>>;
  /** The column of the whole key, by attribute, where keys may be too long for `columns`. */
  readonly texts: Readonly<Record<string, string>>;
  /** The column of the value as sent, by attribute. */
  readonly originals: Readonly<Record<string, string>>;
  /**
   * The attributes that a unique constraint covers, by the part of its name or columns that identifies it in the
   * driver's error.
   */
  readonly unique: Readonly<Record<string, readonly string[]>>;
  /**
   * For an attribute whose values a tenant may allow to be shared: the column that marks resources that may share, and
   * the column that holds the key of all others.
   */
  readonly sharing: { readonly attribute: string; readonly column: string; readonly unshared: string } | null;
  /** MySQL's unique keys, by the column that they cover together with the tenant. */
  readonly uniqueKeys: Readonly<Record<string, string>>;
  readonly associations: Readonly<Record<string, AssociationStorage>>;
}

/** The index of `group_members` that leads from a member to its groups. */
export const BY_MEMBER = 'ix_group_members_member';

const UNFILTERABLE: Storage = { kind: 'unfilterable' };

const usersTable: ResourceTable = {
  table: trusted('users'),
  columns: {
    userName: 'user_name_key',
    externalId: 'external_id',
    displayName: 'display_name_key',
    active: 'active',
  },
  texts: { externalId: 'external_id_text', displayName: 'display_name_text' },
  originals: { userName: 'user_name' },
  unique: { user_name: ['userName'] },
  sharing: null,
  uniqueKeys: { id: 'PRIMARY', user_name_key: 'uq_users_user_name' },
  associations: {
    groups: [
      {
        owner: trusted('m.member_id'),
        from: () =>
          trusted('group_members m JOIN `groups` g ON g.tenant_id = m.tenant_id AND g.id = m.group_id'),
        sub: (name) => groupOfUser(name, 'm.group_id', 'direct'),
      },
      {
        owner: trusted('m.member_id'),
        from: (tenantId) => sql`(${nestedGroups(tenantId)}) n
          CROSS JOIN group_members m ON m.tenant_id = ${tenantId} AND m.group_id = n.descendant
          CROSS JOIN ${trusted('`groups`')} g ON g.tenant_id = m.tenant_id AND g.id = n.ancestor
            AND NOT EXISTS (SELECT 1 FROM group_members d WHERE d.tenant_id = m.tenant_id
              AND d.group_id = n.ancestor AND d.member_id = m.member_id)`,
        sub: (name) => groupOfUser(name, 'n.ancestor', 'indirect'),
      },
    ],
  },
};

const groupsTable: ResourceTable = {
  table: trusted('`groups`'),
  columns: { displayName: 'display_name_key', externalId: 'external_id' },
  texts: { displayName: 'display_name_text', externalId: 'external_id_text' },
  originals: { displayName: 'display_name' },
  unique: { unique_name: ['displayName'], external_id: ['displayName', 'externalId'] },
  sharing: { attribute: 'displayName', column: 'shares_name', unshared: 'unique_name' },
  uniqueKeys: { id: 'PRIMARY', unique_name: 'uq_groups_unique_name' },
  associations: {
    members: [
      {
        owner: trusted('m.group_id'),
        from: () => trusted('group_members m'),
        sub: (name) => {
          switch (name) {
            case 'value':
              return column('m.member_id', 'key', false);
            case 'type':
              // The column holds the type's name; comparison keys of case-insensitive attributes are lower-case.
              return column('LOWER(m.member_type)', 'key', false);
            default:
              return UNFILTERABLE;
          }
        },
      },
    ],
  },
};

/**
 * Pairs of a group and a group nested in it, directly or indirectly. Few groups contain groups. CROSS JOIN keeps SQLite
 * from starting with all memberships; to MySQL it is an inner join.
 */
function nestedGroups(tenantId: string): Sql {
  return sql`WITH RECURSIVE nested (ancestor, descendant) AS (
    SELECT c.group_id, c.member_id FROM ${trusted('`groups`')} b
      CROSS JOIN group_members c ON c.tenant_id = b.tenant_id AND c.member_id = b.id WHERE b.tenant_id = ${tenantId}
    UNION
    SELECT c.group_id, n.descendant FROM nested n
      CROSS JOIN group_members c ON c.tenant_id = ${tenantId} AND c.member_id = n.ancestor)
    SELECT ancestor, descendant FROM nested`;
}

function groupOfUser(name: string, id: string, type: 'direct' | 'indirect'): Storage {
  switch (name) {
    case 'value':
      return column(id, 'key', false);
    case 'display':
      return column('g.display_name_key', 'key', false, 'g.display_name_text');
    case 'type':
      return { kind: 'constant', value: type };
    default:
      return UNFILTERABLE;
  }
}

/** The table of a resource type; its alias is `r` in every statement. */
export function tableOf(type: ResourceType): ResourceTable {
  return type.name === 'User' ? usersTable : groupsTable;
}

/** Where a filter finds the values of a leaf attribute that is no association. */
export function storageOf(target: AttributeTarget, type: ResourceType): Storage {
  if (target.extension !== null) return { kind: 'rows', path: rowPath(target) };
  switch (target.path) {
    case 'id':
      return column('r.id', 'key', false);
    case 'schemas':
      return { kind: 'schemas', core: type.schema.id, path: 'schemas' };
    case 'meta.resourceType':
      return { kind: 'constant', value: type.name };
    case 'meta.created':
      return column('r.created_at', 'millis', false);
    case 'meta.lastModified':
      return column('r.modified_at', 'millis', false);
    case 'meta.location':
      return { kind: 'location' };
    case 'meta.version':
      return { kind: 'version' };
  }
  const { columns, texts } = tableOf(type);
  const promoted = columns[target.path];
  if (promoted === undefined) return { kind: 'rows', path: rowPath(target) };
  const { attribute } = target;
  const text = texts[target.path];
  return column(
    `r.${promoted}`,
    attribute.type === 'boolean' ? 'boolean' : 'key',
    !attribute.required,
    text === undefined ? null : `r.${text}`,
  );
}

/** The column of an attribute whose keys are unique in a tenant; `null` for other attributes. */
export function uniqueColumnOf(
  { extension, path, attribute }: AttributeTarget,
  type: ResourceType,
): string | null {
  if (extension !== null || attribute.uniqueness !== 'server') return null;
  const { columns, sharing } = tableOf(type);
  if (path === sharing?.attribute) return sharing.unshared;
  return path === 'id' ? 'id' : (columns[path] ?? null);
}

/** Whether the tenant's settings allow resources of this type to share a name. */
export function sharesNames(type: ResourceType): boolean {
  const { sharing } = tableOf(type);
  return sharing !== null && type.attribute(sharing.attribute)?.uniqueness !== 'server';
}

/** The stored form of a comparison key in the column of an attribute. */
export function storedKey(key: string, { path }: AttributeTarget, type: ResourceType): string {
  return tableOf(type).texts[path] === undefined ? key : indexKey(key).key;
}

/** The index path of an attribute: `emails.value`, or with the short name of an extension `enterprise:department`. */
export function rowPath({
  extension,
  attribute,
  sub,
}: Pick<AttributeTarget, 'extension' | 'attribute' | 'sub'>): string {
  const prefix =
    extension === null ? '' : `${extension === ENTERPRISE_USER_SCHEMA ? 'enterprise' : extension}:`;
  return prefix + attribute.name + (sub === null ? '' : `.${sub.name}`);
}

/** Whether the values of an attribute have index rows, which changes must update. */
export function isIndexed(
  extension: string | null,
  attribute: AttributeDefinition,
  type: ResourceType,
): boolean {
  if (attribute.association === true || attribute.returned === 'never') return false;
  if (extension !== null) return true;
  if (['id', 'meta'].includes(attribute.name)) return false;
  return tableOf(type).columns[attribute.name] === undefined;
}

function column(
  name: string,
  form: 'key' | 'boolean' | 'millis',
  nullable: boolean,
  text: string | null = null,
): Storage {
  return {
    kind: 'column',
    column: trusted(name),
    text: text === null ? null : trusted(text),
    form,
    nullable,
  };
}
