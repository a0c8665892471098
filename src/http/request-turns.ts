import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { Rests } from '../persistence/database/rests.js';
import { quarter } from '../persistence/database/tenant-shares.js';
import { TenantTurns } from '../persistence/database/tenant-turns.js';
import { CONFIG } from './injected-config.js';
import { RequestCaller } from './request-caller.js';
import { stateOf } from './request-state.js';

/** So many small requests of a tenant are carried out at once, as many as two group commits take. */
const OF_ONE_TENANT = 64;
/** A large request leaves room for small ones, and none for another large one. */
const HEAVIEST = 48;
/** Every so many bytes of a body count as one more request. */
const BYTES_A_REQUEST = 2048;
/** Every so many resources of a long page count as one more request. */
const USUAL_PAGE = 100;
const RESOURCES_A_REQUEST = 25;
/** What it takes to skip a resource, as a part of what it takes to read one. */
const SKIPPED = 0.1;

/**
 * After a large request, the next one that has waited for it rests for as long as it took, unless its tenant is alone:
 * others have half of the time.
 */
const LARGE = 8;

/** Some large requests in a row may take as long as that; clients wait for longer. */
const WAITING = { limit: 'turns', atOnce: Infinity, mostWaiting: 1000, patienceMs: 20_000 } as const;

const TENANT_ROUTE = /^\/admin\/v1\/tenants\/:id(?:\/|$)/;

/**
 * Limits how many requests of a tenant are carried out at once, large ones counting for many: the rest waits, so that
 * other tenants come in between. Bodies are received before that.
 */
@Injectable()
export class RequestTurns {
  private readonly scim = new TenantTurns({
    ...WAITING,
    ofOneTenant: OF_ONE_TENANT,
    detail: 'Too many requests of this tenant are under way: send further ones when these are answered',
  });
  private readonly admin: TenantTurns;
  /** The weight of a change by the admin API: one of a tenant at a time, since they wait for each other anyway. */
  private readonly change: number;
  /** Between large requests. */
  private readonly rests: Rests;

  constructor(@Inject(CONFIG) { databasePoolSize }: Config) {
    this.change = quarter(databasePoolSize);
    this.admin = new TenantTurns({
      ...WAITING,
      ofOneTenant: this.change,
      detail: 'Too many requests about this tenant are under way: send further ones when these are answered',
    });
    this.rests = new Rests([this.scim, this.admin]);
  }

  /**
   * Begins the turn of a request. It ends when the answer begins, and when a long answer has to wait for memory.
   * @param bytes length of the body
   * @returns null when it has begun; otherwise a promise that rejects with ScimError 429 when it does not in time
   */
  begin(request: FastifyRequest, bytes: number): Promise<void> | null {
    const state = stateOf(request);
    const { access, response } = state;
    if (response === null) return null;
    const tenantId = access?.tenantId ?? tenantIn(request);
    if (tenantId === undefined) return null;
    const turns = access === null ? this.admin : this.scim;
    const weight = access === null ? (request.method === 'GET' ? 1 : this.change) : weightOf(request, bytes);
    const isLarge = access === null ? request.method !== 'GET' : weight >= LARGE;
    const hold = (): void => {
      const turn = new Turn(turns, tenantId, weight, isLarge ? this.rests : null);
      state.turn = turn;
      if (response.closed) turn.end();
      // With `once`, garbage of requests was seen to keep that of later ones from being collected: 10 % of a read's time.
      else response.on('close', () => turn.end());
    };
    const turn = turns.enter(tenantId, new RequestCaller(request), weight);
    if (turn === null) {
      hold();
      return null;
    }
    return turn.then(async () => {
      // Requests of others that have arrived meanwhile come first.
      if (isLarge) await this.rests.rest(tenantId);
      hold();
    });
  }
}

/** The turn of a request, which ends once. */
class Turn {
  private readonly since = performance.now();
  private isOver = false;

  /** @param rests is told how long the turn took; null when that does not matter */
  constructor(
    private readonly turns: TenantTurns,
    private readonly tenantId: string,
    private readonly weight: number,
    private readonly rests: Rests | null,
  ) {}

  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.rests?.took(this.tenantId, performance.now() - this.since);
    this.turns.leave(this.tenantId, this.weight);
  }
}

function weightOf(request: FastifyRequest, bytes: number): number {
  return Math.min(HEAVIEST, 1 + Math.floor(bytes / BYTES_A_REQUEST) + pagesIn(request));
}

/** How many further requests the page of a list counts as. */
function pagesIn({ query }: FastifyRequest): number {
  const { count, startIndex } = query as Readonly<Record<string, unknown>>;
  const resources = numberIn(count) + SKIPPED * numberIn(startIndex);
  return resources <= USUAL_PAGE ? 0 : Math.floor(resources / RESOURCES_A_REQUEST);
}

/** The query is checked when its turn has come. */
function numberIn(text: unknown): number {
  return typeof text === 'string' ? Math.max(0, Number(text)) || 0 : 0;
}

function tenantIn({ routeOptions, params }: FastifyRequest): string | undefined {
  if (!TENANT_ROUTE.test(routeOptions.url ?? '')) return undefined;
  return (params as { id?: string }).id;
}
