import type { ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { AdminActor } from '../access/admin-actor.js';
import type { PersonAccess } from '../access/person-tokens.js';
import type { Refusal, TenantAccess } from '../access/tenant-access.js';
import type { Limit } from '../scim/errors.js';

/** What guards and handlers learn about a request, for later stages and for its log line. */
export interface RequestState {
  /** The access that the request's credential grants. */
  access: TenantAccess | null;
  /** Whose access token the request has. */
  person: PersonAccess | null;
  /** The actor, in the admin API. */
  admin: AdminActor | null;
  refusal: Refusal | null;
  scimType: string | null;
  /** Whether it was a probe for a user that cannot exist, as from Test Connection, without a match. */
  isTest: boolean;
  /** Names of attributes in the request that no schema of the tenant has; null without any. */
  ignored: Set<string> | null;
  /** Header fields about the limit of the tenant's requests, names and values in turn; null without a limit. */
  limitFields: readonly string[] | null;
  /** The exceeded limit that the request was refused for. */
  limit: Limit | null;
  /** The turn of the request among those of its tenant; null before it, and for requests without one. */
  turn: { end(): void } | null;
  /** The body of the answer, if it may be logged; null for none, and for one that is sent in pieces. */
  answerText: string | null;
  /** The response that answers the request. */
  response: ServerResponse | null;
  /** When the request arrived, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only for a request that Fastify's router refused. */
    state: RequestState | null;
  }
}

/** The initial state of a request. */
export function newRequestState(): RequestState {
  return {
    access: null,
    person: null,
    admin: null,
    refusal: null,
    scimType: null,
    isTest: false,
    ignored: null,
    limitFields: null,
    limit: null,
    turn: null,
    answerText: null,
    response: null,
    startedAt: performance.now(),
  };
}

/** The state of a request that has passed the router. */
export function stateOf(request: FastifyRequest): RequestState {
  return (request.state ??= newRequestState());
}

/** Keeps the body of an answer until it is sent, for a tenant whose bodies are logged. */
export function keepForLog(request: FastifyRequest, text: string): void {
  const state = stateOf(request);
  if (state.access !== null && state.access.logBodiesUntil !== null) state.answerText = text;
}
