import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { DATABASE, type Database } from '../persistence/database.js';
import { Cursors } from '../resources/cursor.js';
import type { EndpointContext } from '../resources/endpoint-context.js';
import type { TenantAccess } from '../tenants/tenant-access.js';
import { TenantTypes } from '../tenants/tenant-types.js';
import { scimBaseUrl } from './base-url.js';
import { CONFIG } from './injected-config.js';

/** Makes what an endpoint needs to know of a request. */
@Injectable()
export class EndpointContexts {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
    private readonly cursors: Cursors,
    private readonly types: TenantTypes,
  ) {}

  /** @throws ScimError 400 when the request names no valid host */
  async of(
    access: Pick<TenantAccess, 'tenantId' | 'schemasRevision'>,
    request: FastifyRequest,
  ): Promise<EndpointContext> {
    const { database, cursors, config } = this;
    const { tenantId, schemasRevision } = access;
    const baseUrl = scimBaseUrl(request, config);
    return {
      database,
      cursors,
      tenantId,
      schemasRevision,
      baseUrl,
      types: await this.types.of(access),
    };
  }
}
