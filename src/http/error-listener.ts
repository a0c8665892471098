import type { FastifyRequest } from 'fastify';
import type { ScimError } from '../scim/errors.js';

/** Receives each request that is about to be answered with an error. */
export abstract class ErrorListener {
  abstract note(request: FastifyRequest, error: ScimError): void;
}
