import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { TenantAccess } from '../access/tenant-access.js';
import { stateOf } from '../http/request-state.js';
import type { RequestOptions } from '../resources/resource-endpoint.js';
import type { TenantResources } from '../resources/tenant-resources.js';
import { parseProjectionQuery } from './list-query.js';
import { TenantRequests } from './tenant-requests.js';

/** A request to a SCIM endpoint, with the resources of the tenant that its credential belongs to. */
export class ScimCall {
  constructor(
    readonly request: FastifyRequest,
    readonly access: TenantAccess,
    readonly resources: TenantResources,
  ) {}

  /** The id in the URL; empty when the route has none. */
  get id(): string {
    return (this.request.params as { readonly id?: string }).id ?? '';
  }

  get body(): unknown {
    return this.request.body;
  }

  get query(): Readonly<Record<string, unknown>> {
    return this.request.query as Readonly<Record<string, unknown>>;
  }

  /** @throws ScimError 400 for a query parameter that is repeated */
  options(): RequestOptions {
    return requestOptions(this.request);
  }
}

/**
 * The query parameters and conditional headers of a request about one resource.
 * @throws ScimError 400 for a query parameter that is repeated
 */
export function requestOptions({ query, headers }: FastifyRequest): RequestOptions {
  const { attributes, excludedAttributes } = parseProjectionQuery(query as Readonly<Record<string, unknown>>);
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  return { attributes, excludedAttributes, ifMatch, ifNoneMatch };
}

/** Makes the `ScimCall` of a request. Handlers call it: as a pipe of a parameter it would cost every request more. */
@Injectable()
export class ScimCalls {
  constructor(private readonly requests: TenantRequests) {}

  /**
   * @param request that the guard of `@ScimAccess()` has let in
   * @throws ScimError 400 when the request names no valid host
   */
  of(request: FastifyRequest): ScimCall | Promise<ScimCall> {
    const { access } = stateOf(request);
    if (access === null) throw new Error('A SCIM handler needs `@ScimAccess()`');
    const resources = this.requests.of(access, request);
    return resources instanceof Promise
      ? resources.then((awaited) => new ScimCall(request, access, awaited))
      : new ScimCall(request, access, resources);
  }
}
