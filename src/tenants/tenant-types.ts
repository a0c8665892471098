import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DATABASE, type Database } from '../persistence/database.js';
import { readTypes } from '../persistence/tenant-schemas.js';
import { typesWith, type ResourceTypes } from '../scim/resource-type.js';
import type { TenantAccess } from './tenant-access.js';

const REMEMBERED_TENANTS = 500;

/** Whose types are asked for, with the state that they are in. */
export type TypesOwner = Pick<TenantAccess, 'tenantId' | 'schemasRevision' | 'settings'>;

/** The resource types of tenants, by their settings and with the extensions that each has registered. */
@Injectable()
export class TenantTypes {
  /** By revision and settings, so nothing here grows old: a change of the schemas makes another one. */
  private readonly known = new LRUCache<string, ResourceTypes>({ max: REMEMBERED_TENANTS });

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The types in force when the access code was looked up; one statement for each new state of them. */
  async of({ tenantId, schemasRevision, settings }: TypesOwner): Promise<ResourceTypes> {
    if (schemasRevision === null) return typesWith([], settings);
    const key = `${schemasRevision} ${settings.strict} ${settings.uniqueGroupNames}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const types = await readTypes(this.database, tenantId, settings);
    this.known.set(key, types);
    return types;
  }
}
