import type { FastifyRequest } from 'fastify';
import type { ScimError } from '../scim/errors.js';

/** Is told of each request that will be answered with an error, before the answer is sent. */
export abstract class ErrorListener {
  abstract note(request: FastifyRequest, error: ScimError): void;
}
