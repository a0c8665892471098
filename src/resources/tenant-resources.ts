import { Injectable } from '@nestjs/common';
import { TenantStores } from '../persistence/tenant-store.js';
import type { RequestedWrite } from '../provisioning-log/requested-action.js';
import type { TypeName } from '../scim/resource-type.js';
import type { ListQuery } from '../scim/search-request.js';
import { runBulk, type BulkResponse } from './bulk.js';
import { Cursors } from './cursor.js';
import { ResourceEndpoint } from './resource-endpoint.js';
import { searchAllTypes } from './search-all-types.js';
import type { ListAnswer } from './search-resources.js';
import type { TenantContext, TenantRequest } from './tenant-context.js';

/** The resources of one tenant, for one request. */
export class TenantResources {
  constructor(private readonly context: TenantContext) {}

  /** The operations on one resource type. */
  of(type: TypeName): ResourceEndpoint {
    return new ResourceEndpoint(this.context, type);
  }

  /**
   * A query on the base URL, RFC 7644 section 3.4.2.1.
   * @throws ScimError when the query is valid for no type; invalidCursor or expiredCursor
   */
  searchAll(query: ListQuery): Promise<ListAnswer> {
    return searchAllTypes(this.context, query);
  }

  /**
   * A bulk request, RFC 7644 section 3.7.
   * @param errorBody renders an error, including unexpected ones
   * @throws ScimError when the request as a whole is invalid
   */
  bulk(
    body: unknown,
    errorBody: (error: unknown, write: RequestedWrite) => { readonly status: string },
  ): Promise<BulkResponse> {
    return runBulk(this.context, body, errorBody);
  }
}

/** Creates the `TenantResources` of a request. */
@Injectable()
export class Resources {
  constructor(
    private readonly stores: TenantStores,
    private readonly cursors: Cursors,
  ) {}

  forTenant(request: TenantRequest): TenantResources {
    const { tenantId, log, noteIgnored, types, schemasRevision, baseUrl, room, caller } = request;
    const store = this.stores.forTenant(tenantId, caller);
    const { cursors } = this;
    // Property by property: spreading an object takes much longer.
    return new TenantResources({
      tenantId,
      log,
      noteIgnored,
      types,
      schemasRevision,
      baseUrl,
      room,
      caller,
      store,
      cursors,
    });
  }
}
