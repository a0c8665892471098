import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database } from '../persistence/database/database.js';
import { joinSql, sql, trusted, type Sql } from '../persistence/database/sql.js';
import { rowPath } from '../persistence/resources/storage-map.js';
import { startsWith } from '../persistence/search/comparison-sql.js';
import { isUnassigned, type ScimResource } from '../scim/resource.js';
import { TenantTypes, type TypesOwner } from '../tenants/schemas/tenant-types.js';

/** A user whose attribute holds an object id of Entra. */
export interface MatchingUser {
  readonly id: string;
  readonly userName: string;
  readonly isActive: boolean;
  readonly version: number;
  /** What Entra calls the person: `Member`, `Guest`; null when it is not provisioned. */
  readonly userType: string | null;
}

interface UserRow {
  readonly id: string;
  readonly userName: string;
  readonly active: number | null;
  readonly version: number;
  readonly document: string;
}

/** Two active ones are one too many. */
const MOST_MATCHES = 20;
/**
 * Letters of an object id with which the index is narrowed, each in either case: at most 32 ranges, of which one holds
 * the users of a million.
 */
const NARROWING_LETTERS = 5;
const LETTER = /[a-f]/;

/** Finds users by the object id that Entra's attribute mapping has written. */
@Injectable()
export class UsersByObjectId {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly types: TenantTypes,
  ) {}

  /**
   * The users whose attribute is the object id, in whatever letter case it was provisioned. Indexes tell the case of
   * `externalId` apart, as SCIM does, so each form of the beginning is a range of its own.
   * @param attribute the canonical path; nobody is found by one whose schema was removed
   * @param objectId lower-case
   */
  async find(owner: TypesOwner, attribute: string, objectId: string): Promise<MatchingUser[]> {
    const { User } = await this.types.of(owner);
    const target = User.find(attribute);
    if (target?.attribute == null) return [];
    const [from, tenant, key] =
      target.extension === null
        ? [
            this.from('users u', 'ix_users_external_id'),
            sql`u.tenant_id = ${owner.tenantId}`,
            'u.external_id',
          ]
        : [
            sql`${this.from('attribute_values v', 'ix_attribute_values_value')}
              JOIN users u ON u.tenant_id = v.tenant_id AND u.id = v.resource_id`,
            sql`v.tenant_id = ${owner.tenantId} AND v.path = ${rowPath(target)}`,
            'v.value_key',
          ];
    const ranges = beginningsOf(objectId).map(
      (start) => sql`${tenant} AND ${startsWith(trusted(key), start)}`,
    );
    const { text, params } =
      sql`SELECT u.id, u.user_name AS userName, u.active, u.version, u.document FROM ${from}
      WHERE (${joinSql(ranges, 'OR')}) AND LOWER(${trusted(key)}) = ${objectId}
      LIMIT ${trusted(String(MOST_MATCHES))}`;
    return (await this.database.rows<UserRow>(text, params)).map(matchOf);
  }

  private from(table: string, index: string): Sql {
    return trusted(`${table} ${this.database.dialect.byKey(index)}`);
  }
}

/** The beginning of an object id in every letter case, up to the last letter that narrows. */
function beginningsOf(objectId: string): string[] {
  let beginnings = [''];
  let letters = 0;
  for (const character of objectId) {
    if (letters === NARROWING_LETTERS) break;
    const forms = LETTER.test(character) ? [character, character.toUpperCase()] : [character];
    letters += forms.length - 1;
    beginnings = beginnings.flatMap((beginning) => forms.map((form) => beginning + form));
  }
  return beginnings;
}

function matchOf({ id, userName, active, version, document }: UserRow): MatchingUser {
  const { userType } = JSON.parse(document) as ScimResource;
  return {
    id,
    userName,
    isActive: active === null || Number(active) !== 0,
    version: Number(version),
    userType: isUnassigned(userType) ? null : String(userType),
  };
}
