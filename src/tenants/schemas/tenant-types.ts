import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { readTypes } from '../../persistence/schemas/tenant-schemas.js';
import { typesWith, type ResourceTypes } from '../../scim/resource-type.js';
import type { TenantAccess } from '../../access/tenant-access.js';

/** Size of the cache in characters of the schemas; with the prepared data, each takes two to four bytes. */
const MAX_SIZE = 16_777_216;
/** Allowance for the resolved names that each `ResourceTypes` caches. */
const NAMES_SIZE = 16_384;

interface Known {
  /** The state of the schemas and settings. */
  readonly state: string;
  readonly types: ResourceTypes;
}

/** A tenant with the state of its schemas and settings. */
export type TypesOwner = Pick<TenantAccess, 'tenantId' | 'schemasRevision' | 'settings'>;

/** The resource types of each tenant, with its settings and registered extensions. */
@Injectable()
export class TenantTypes {
  /** One entry per tenant: a change of its schemas or settings replaces it. */
  private readonly known = new LRUCache<string, Known>({
    maxSize: MAX_SIZE,
    sizeCalculation: ({ types }) => NAMES_SIZE + sizeOf(types),
  });
  /** By state: concurrent requests share one read. */
  private readonly loading = new Map<string, Promise<ResourceTypes>>();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The types that were in force when the credential was looked up; one statement per new state. */
  of({ tenantId, schemasRevision, settings }: TypesOwner): ResourceTypes | Promise<ResourceTypes> {
    if (schemasRevision === null) return typesWith([], settings);
    const state = `${schemasRevision} ${settings.strict} ${settings.uniqueGroupNames}`;
    const known = this.known.get(tenantId);
    return known?.state === state ? known.types : this.load(tenantId, state, settings);
  }

  private load(tenantId: string, state: string, settings: TypesOwner['settings']): Promise<ResourceTypes> {
    let loading = this.loading.get(state);
    if (loading === undefined) {
      loading = readTypes(this.database, tenantId, settings)
        .then((types) => {
          this.known.set(tenantId, { state, types });
          return types;
        })
        .finally(() => this.loading.delete(state));
      this.loading.set(state, loading);
    }
    return loading;
  }
}

function sizeOf(types: ResourceTypes): number {
  return Object.values(types).reduce((sum, { extensions }) => sum + JSON.stringify(extensions).length, 0);
}
