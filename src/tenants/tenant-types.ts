import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DATABASE, type Database } from '../persistence/database.js';
import { readTypes } from '../persistence/tenant-schemas.js';
import { builtInTypes, type ResourceTypes } from '../scim/resource-type.js';
import type { TenantAccess } from './tenant-access.js';

/** Of all tenants: characters of their schemas, each of which takes two to four bytes with what is made of them. */
const MAX_SIZE = 16_777_216;
/** What the names found so far may take beside the schemas. */
const NAMES_SIZE = 16_384;

interface Known {
  readonly revision: string;
  readonly types: ResourceTypes;
}

/** The resource types of tenants, with the extensions that each has registered. */
@Injectable()
export class TenantTypes {
  /** One revision a tenant: a change of the schemas makes another one, which takes its place. */
  private readonly known = new LRUCache<string, Known>({
    maxSize: MAX_SIZE,
    sizeCalculation: ({ types }) => NAMES_SIZE + sizeOf(types),
  });
  /** By revision: all requests that wait for one read it once. */
  private readonly loading = new Map<string, Promise<ResourceTypes>>();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The types in force when the access code was looked up; one statement for each new state of them. */
  async of({
    tenantId,
    schemasRevision,
  }: Pick<TenantAccess, 'tenantId' | 'schemasRevision'>): Promise<ResourceTypes> {
    if (schemasRevision === null) return builtInTypes;
    const known = this.known.get(tenantId);
    return known?.revision === schemasRevision ? known.types : this.load(tenantId, schemasRevision);
  }

  private load(tenantId: string, revision: string): Promise<ResourceTypes> {
    let loading = this.loading.get(revision);
    if (loading === undefined) {
      loading = readTypes(this.database, tenantId)
        .then((types) => {
          this.known.set(tenantId, { revision, types });
          return types;
        })
        .finally(() => this.loading.delete(revision));
      this.loading.set(revision, loading);
    }
    return loading;
  }
}

function sizeOf(types: ResourceTypes): number {
  return Object.values(types).reduce((sum, { extensions }) => sum + JSON.stringify(extensions).length, 0);
}
