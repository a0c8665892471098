import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ScimError } from '../scim/errors.js';
import { ByteBudget, type Beyond } from './byte-budget.js';
import { stateOf, type RequestState } from './request-state.js';

const MIB = 1_048_576;
/**
 * Limits for the received bytes of request bodies, until their requests are answered. Parsed, a body takes a multiple.
 */
const BODIES = { ofAll: 32 * MIB, ofOne: 8 * MIB };
/** Limits for lists in progress: bytes read from the database and not yet taken by the client. */
const ANSWERS = { ofAll: 64 * MIB, ofOne: 16 * MIB };
/** The first bytes of each body are not counted: requests of Entra's size are accepted whatever others do. */
const FREE_BYTES = 16_384;
/** How long a list waits for others to end, before it is read. */
const WAIT_MS = 30_000;

/** Counts the bytes of a body as they arrive. */
export type BodyMeter = (bytes: number) => void;

interface Waiting {
  readonly owner: string;
  readonly bytes: number;
  readonly response: ServerResponse;
  /** Ends the waiting; with an error when there was no memory in time. */
  readonly settle: (error: ScimError | null) => void;
}

/**
 * Limits the memory that requests may hold in this process, in total and per tenant. Limits are in bytes, since the
 * memory for a given number of requests varies by a factor of a thousand.
 */
@Injectable()
export class MemoryShares {
  private readonly bodies = new ByteBudget(BODIES.ofAll, BODIES.ofOne);
  private readonly answers = new ByteBudget(ANSWERS.ofAll, ANSWERS.ofOne);
  private readonly waiting = new Set<Waiting>();

  /**
   * Creates the meter for a request's body. Counted bytes stay reserved until the request is answered, or refused here. The meter throws
   * ScimError 429 when the tenant's share is used up, and 503 when the process's is.
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
      if (beyond !== null) {
        // What has been read is dropped, and the refusal may be held for a while.
        this.bodies.release(owner, held);
        held = 0;
        throw noRoom(beyond, 'bodies');
      }
      if (held === 0) response?.on('close', () => this.bodies.release(owner, held));
      held += more;
    };
  }

  /**
   * Waits for memory for an answer of a tenant and reserves it until the answer is sent.
   * @throws ScimError 429 when the tenant's share was used up for 30 seconds, 503 when the process's was
   */
  async answer(owner: string, bytes: number, { response, turn }: RequestState): Promise<void> {
    if (bytes === 0 || response === null) return;
    const beyond = this.answers.hold(owner, bytes);
    if (beyond === null) {
      this.releaseAfter(response, owner, bytes);
      return;
    }
    // Small requests of the tenant go on meanwhile.
    turn?.end();
    await this.wait(owner, bytes, response, beyond);
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
    else response.on('close', release);
  }

  /** Admits waiting answers that now fit, in the order of arrival. */
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
    ? ScimError.limited(
        what,
        429,
        what === 'bodies'
          ? `Bodies of more than ${BODIES.ofOne / MIB} MiB are under way for this tenant: wait for answers before sending more, or send smaller requests`
          : 'Too many lists are under way for this tenant: read those that were asked for, or ask for fewer at once',
      )
    : ScimError.limited(what, 503, 'The service has too much under way: try again in a few seconds');
}
