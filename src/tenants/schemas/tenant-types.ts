import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { readTypes } from '../../persistence/schemas/tenant-schemas.js';
import { typesWith, type ResourceTypes } from '../../scim/resource-type.js';
import type { TenantAccess } from '../../access/tenant-access.js';

/** Of all tenants: characters of their schemas, each of which takes two to four bytes with what is made of them. */
const MAX_SIZE = 16_777_216;
/** What the names found so far may take beside the schemas. */
const NAMES_SIZE = 16_384;

interface Known {
  /** Of the schemas and the settings. */
  readonly state: string;
  readonly types: ResourceTypes;
}

/** Whose types are asked for, with the state that they are in. */
export type TypesOwner = Pick<TenantAccess, 'tenantId' | 'schemasRevision' | 'settings'>;

/** The resource types of tenants, by their settings and with the extensions that each has registered. */
@Injectable()
export class TenantTypes {
  /** One state a tenant: a change of its schemas or settings makes another one, which takes its place. */
  private readonly known = new LRUCache<string, Known>({
    maxSize: MAX_SIZE,
    sizeCalculation: ({ types }) => NAMES_SIZE + sizeOf(types),
  });
  /** By state: all requests that wait for one read it once. */
  private readonly loading = new Map<string, Promise<ResourceTypes>>();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** The types in force when the access code was looked up; one statement for each new state of them. */
  async of({ tenantId, schemasRevision, settings }: TypesOwner): Promise<ResourceTypes> {
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
