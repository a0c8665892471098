import { Inject, Injectable } from '@nestjs/common';
import type { ResourceType } from '../scim/resource-type.js';
import { DATABASE, type Database } from './database/database.js';
import { TenantDatabase } from './database/tenant-database.js';
import type { Caller } from './database/tenant-turns.js';
import { MembershipSearch } from './members/membership-search.js';
import { MembershipRepository } from './members/membership.repository.js';
import { ResourceRepository } from './resources/resource.repository.js';
import { DirectorySearch } from './search/directory-search.js';
import { ResourceSearch } from './search/resource-search.js';

/** The repositories of one tenant. None of their methods takes a tenant id, and each statement begins with it. */
export class TenantStore {
  readonly memberships: MembershipRepository;
  readonly membershipSearch: MembershipSearch;

  constructor(
    readonly database: Database,
    readonly tenantId: string,
  ) {
    this.memberships = new MembershipRepository(database, tenantId);
    this.membershipSearch = new MembershipSearch(database, tenantId);
  }

  resources(type: ResourceType): ResourceRepository {
    return new ResourceRepository(this.database, this.tenantId, type);
  }

  /** @param baseUrl of the SCIM endpoints, with which `meta.location` begins */
  search(type: ResourceType, baseUrl: string): ResourceSearch {
    return new ResourceSearch(this.database, this.tenantId, type, baseUrl + type.endpoint);
  }

  get directory(): DirectorySearch {
    return new DirectorySearch(this.database, this.tenantId);
  }
}

/**
 * Creates the repositories of a tenant. An injectable factory, since request-scoped providers would cost every request.
 */
@Injectable()
export class TenantStores {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** @param caller whoever waits for the answer */
  forTenant(tenantId: string, caller: Caller | null = null): TenantStore {
    return new TenantStore(new TenantDatabase(this.database, tenantId, caller), tenantId);
  }
}
