import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ScimError } from '../scim/errors.js';
import { ByteBudget, type Beyond } from './byte-budget.js';
import { stateOf } from './request-state.js';

const MIB = 1_048_576;
/** Bodies that have come in, in whole or in part, and whose requests are not answered: parsed, each takes a multiple. */
const BODIES = { ofAll: 32 * MIB, ofOne: 8 * MIB };
/** Lists under way: what is read of them and not taken by the client. */
const ANSWERS = { ofAll: 64 * MIB, ofOne: 16 * MIB };
/** So much of each body is not counted: what Entra sends is taken whatever others do. */
const FREE_BYTES = 16_384;
/** How long a list waits for others to end; nothing of it is read meanwhile. */
const WAIT_MS = 30_000;

/** Counts the bytes of a body as they come in. */
export type BodyMeter = (bytes: number) => void;

interface Waiting {
  readonly owner: string;
  readonly bytes: number;
  readonly response: ServerResponse;
  /** Ends the waiting; with an error where it was in vain. */
  readonly settle: (error: ScimError | null) => void;
}

/**
 * What requests may hold of the memory of a process, all together and those of each tenant: in bytes, since the same
 * number of requests may hold a thousand times as much.
 */
@Injectable()
export class MemoryShares {
  private readonly bodies = new ByteBudget(BODIES.ofAll, BODIES.ofOne);
  private readonly answers = new ByteBudget(ANSWERS.ofAll, ANSWERS.ofOne);
  private readonly waiting = new Set<Waiting>();

  /**
   * A meter for the body of a request, whose bytes are held until the request is answered.
   * It throws ScimError 429 where the tenant has no room left, 503 where the process has none.
   */
  bodyOf(request: FastifyRequest): BodyMeter {
    const { access, response } = stateOf(request);
    const owner = access?.tenantId ?? '';
    let seen = 0;
    let held = 0;
    return (bytes) => {
      seen += bytes;
      const more = Math.max(0, seen - FREE_BYTES) - held;
      if (more <= 0) return;
      const beyond = this.bodies.hold(owner, more);
      if (beyond !== null) throw noRoom(beyond, 'bodies');
      if (held === 0) response?.once('close', () => this.bodies.release(owner, held));
      held += more;
    };
  }

  /**
   * Waits until there is room for an answer of a tenant; it is held until the answer is sent.
   * @throws ScimError 429 where the tenant has had no room for 30 seconds, 503 where the process has had none
   */
  async answer(owner: string, bytes: number, response: ServerResponse | null): Promise<void> {
    if (bytes === 0 || response === null) return;
    const beyond = this.answers.hold(owner, bytes);
    if (beyond === null) this.releaseAfter(response, owner, bytes);
    else await this.wait(owner, bytes, response, beyond);
  }

  private wait(owner: string, bytes: number, response: ServerResponse, beyond: Beyond): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error: ScimError | null): void => {
        clearTimeout(timer);
        response.off('close', onClose);
        this.waiting.delete(waiting);
        if (error === null) resolve();
        else reject(error);
      };
      const waiting: Waiting = { owner, bytes, response, settle };
      const onClose = (): void => settle(ScimError.badRequest('The client has gone away'));
      const timer = setTimeout(() => settle(noRoom(beyond, 'lists')), WAIT_MS);
      response.once('close', onClose);
      this.waiting.add(waiting);
    });
  }

  private releaseAfter(response: ServerResponse, owner: string, bytes: number): void {
    const release = (): void => {
      this.answers.release(owner, bytes);
      this.admit();
    };
    if (response.closed) release();
    else response.once('close', release);
  }

  /** Lets those in that there is room for now, in the order in which they came. */
  private admit(): void {
    for (const { owner, bytes, response, settle } of this.waiting) {
      const beyond = this.answers.hold(owner, bytes);
      if (beyond === 'all') return;
      if (beyond === 'owner') continue;
      settle(null);
      this.releaseAfter(response, owner, bytes);
    }
  }
}

function noRoom(beyond: Beyond, what: 'bodies' | 'lists'): ScimError {
  return beyond === 'owner'
    ? ScimError.http(
        429,
        what === 'bodies'
          ? `Bodies of more than ${BODIES.ofOne / MIB} MiB are under way for this tenant: wait for answers before sending more, or send smaller requests`
          : 'Too many lists are under way for this tenant: read those that were asked for, or ask for fewer at once',
      )
    : ScimError.http(503, 'The service has too much under way: try again in a few seconds');
}
