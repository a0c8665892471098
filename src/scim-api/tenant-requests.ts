import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { DeferredEntries } from '../provisioning-log/deferred-entries.js';
import { WriteLog, type Origin } from '../provisioning-log/write-log.js';
import { Resources, type TenantResources } from '../resources/tenant-resources.js';
import type { TenantAccess } from '../access/tenant-access.js';
import { withoutSecrets } from '../secrets/secret-text.js';
import type { ResourceTypes } from '../scim/resource-type.js';
import { TenantTypes, type TypesOwner } from '../tenants/schemas/tenant-types.js';
import { actorOf } from '../provisioning-log/actor.js';
import { scimBaseUrl } from '../http/base-url.js';
import { CONFIG } from '../http/injected-config.js';
import { MemoryShares } from '../http/memory-shares.js';
import { RequestCaller } from '../http/request-caller.js';
import { stateOf } from '../http/request-state.js';

/** Opens the resources of a tenant for a request. */
@Injectable()
export class TenantRequests {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly resources: Resources,
    private readonly types: TenantTypes,
    private readonly refusals: DeferredEntries,
    private readonly memory: MemoryShares,
  ) {}

  /**
   * @param access of the caller; for an admin, who only reads, the tenant alone
   * @returns a promise only when the tenant's schemas must be read
   * @throws ScimError 400 when the request names no valid host
   */
  of(access: TenantAccess | TypesOwner, request: FastifyRequest): TenantResources | Promise<TenantResources> {
    const baseUrl = scimBaseUrl(request, this.config);
    const types = this.types.of(access);
    return types instanceof Promise
      ? types.then((awaited) => this.resourcesOf(access, request, baseUrl, awaited))
      : this.resourcesOf(access, request, baseUrl, types);
  }

  private resourcesOf(
    access: TenantAccess | TypesOwner,
    request: FastifyRequest,
    baseUrl: string,
    types: ResourceTypes,
  ): TenantResources {
    const { tenantId, schemasRevision } = access;
    return this.resources.forTenant({
      tenantId,
      log: new WriteLog(
        this.config.provisioningLog && 'kind' in access ? originOf(access, request) : null,
        (entry) => this.refusals.noteUnchanged(entry),
      ),
      noteIgnored: (names) => noteIgnored(request, names),
      schemasRevision,
      baseUrl,
      room: (bytes) => this.memory.answer(tenantId, bytes, stateOf(request)),
      caller: new RequestCaller(request),
      types,
    });
  }
}

function noteIgnored(request: FastifyRequest, names: readonly string[]): void {
  if (names.length === 0) return;
  const ignored = (stateOf(request).ignored ??= new Set());
  // The client chooses the names: one may contain a secret in the wrong place.
  for (const name of names) ignored.add(withoutSecrets(name));
}

function originOf(access: TenantAccess, request: FastifyRequest): Origin {
  const { startedAt } = stateOf(request);
  return { tenantId: access.tenantId, requestId: request.id, actor: actorOf(access), startedAt };
}
