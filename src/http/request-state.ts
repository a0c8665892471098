import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { AdminActor } from '../access/admin-actor.js';
import type { Refusal, TenantAccess } from '../access/tenant-access.js';

/** What becomes known of a request on its way, for the layers further in and for its log line. */
export interface RequestState {
  /** The tenant that the access code opened. */
  access: TenantAccess | null;
  /** Who acts, in the admin API. */
  admin: AdminActor | null;
  refusal: Refusal | null;
  scimType: string | null;
  /** Whether it looked for somebody who cannot be there, as Test Connection does, and found nobody. */
  isTest: boolean;
  /** Names of attributes in it that no schema of the tenant has; null without any. */
  ignored: Set<string> | null;
  /** What it is answered on. */
  response: ServerResponse | null;
  /** When it came, on the clock of `performance`. */
  readonly startedAt: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only for a request that Fastify's router itself refused. */
    state: RequestState | null;
  }
}

/** A state in which nothing is known. */
export function newRequestState(): RequestState {
  return {
    access: null,
    admin: null,
    refusal: null,
    scimType: null,
    isTest: false,
    ignored: null,
    response: null,
    startedAt: performance.now(),
  };
}

/** The state of a request that has passed the router. */
export function stateOf(request: FastifyRequest): RequestState {
  return (request.state ??= newRequestState());
}
