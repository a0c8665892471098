import type { FastifyRequest } from 'fastify';

/** Limits failed sign-ins. A sign-in that succeeds is never limited: customers of Entra share its addresses. */
export abstract class SignInLimit {
  /**
   * Counts a request that is about to be answered with 401.
   * @returns for how many seconds the caller should wait; null when it has not failed too often
   */
  abstract secondsToWait(request: FastifyRequest): number | null;
}
