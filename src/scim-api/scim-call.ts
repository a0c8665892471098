import { createParamDecorator, Injectable, type ExecutionContext, type PipeTransform } from '@nestjs/common';
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
    const { attributes, excludedAttributes } = parseProjectionQuery(this.query);
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = this.request.headers;
    return { attributes, excludedAttributes, ifMatch, ifNoneMatch };
  }
}

/** Opens the resources of the tenant for an authenticated request. */
@Injectable()
export class ScimCallPipe implements PipeTransform<FastifyRequest, Promise<ScimCall>> {
  constructor(private readonly requests: TenantRequests) {}

  /** @throws ScimError 400 when the request names no valid host */
  async transform(request: FastifyRequest): Promise<ScimCall> {
    const { access } = stateOf(request);
    if (access === null) throw new Error('A route with `@Call()` needs `@ScimAccess()`');
    return new ScimCall(request, access, await this.requests.of(access, request));
  }
}

const CurrentRequest = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<FastifyRequest>(),
);

/** Injects the `ScimCall` of a request: all that a handler reads, in one parameter. */
export const Call = () => CurrentRequest(ScimCallPipe);
