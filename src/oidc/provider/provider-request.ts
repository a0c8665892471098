import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { OpenPersonSession } from '../../sessions/person-sessions.service.js';

/** What the provider's callbacks know of a request beside Koa's context. */
export interface ProviderRequest {
  readonly request: FastifyRequest;
  /** The person whose browser sent it; null for requests of applications, and before sign-in. */
  readonly person: OpenPersonSession | null;
}

const REQUESTS = new WeakMap<IncomingMessage, ProviderRequest>();

export function rememberRequest(raw: IncomingMessage, request: ProviderRequest): void {
  REQUESTS.set(raw, request);
}

/** @throws Error for a request that did not come through the controller */
export function requestOf(raw: IncomingMessage): ProviderRequest {
  const found = REQUESTS.get(raw);
  if (found === undefined) throw new Error('The OpenID Provider was called beside its controller');
  return found;
}
