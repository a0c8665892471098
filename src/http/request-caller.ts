import type { FastifyRequest } from 'fastify';
import type { Caller } from '../persistence/database/tenant-turns.js';

/** The client of a request. */
export class RequestCaller implements Caller {
  constructor(private readonly request: FastifyRequest) {}

  get isGone(): boolean {
    return this.request.raw.socket.destroyed;
  }
}
