import type { FastifyRequest } from 'fastify';

/** Limits failed sign-ins. A successful sign-in is never limited: customers of Entra share its addresses. */
export abstract class SignInLimit {
  /**
   * Counts a request that is about to be answered with 401.
   * @returns the number of seconds that the caller should wait; null when the limit is not reached
   */
  abstract secondsToWait(request: FastifyRequest): number | null;
}
