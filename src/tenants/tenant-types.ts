import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DATABASE, type Database } from '../persistence/database.js';
import { readTypes } from '../persistence/tenant-schemas.js';
import { builtInTypes, type ResourceTypes } from '../scim/resource-type.js';
import type { TenantAccess } from './tenant-access.js';

const REMEMBERED_TENANTS = 500;

/** The resource types of tenants, with the extensions that each has registered. */
@Injectable()
export class TenantTypes {
  /** By revision, so nothing here grows old: a change of the schemas makes another one. */
  private readonly known = new LRUCache<string, ResourceTypes>({ max: REMEMBERED_TENANTS });

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The types in force when the access code was looked up; one statement for each new state of them. */
  async of({
    tenantId,
    schemasRevision,
  }: Pick<TenantAccess, 'tenantId' | 'schemasRevision'>): Promise<ResourceTypes> {
    if (schemasRevision === null) return builtInTypes;
    const known = this.known.get(schemasRevision);
    if (known !== undefined) return known;
    const types = await readTypes(this.database, tenantId);
    this.known.set(schemasRevision, types);
    return types;
  }
}
