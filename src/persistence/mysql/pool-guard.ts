import type { Socket } from 'node:net';
import type { Pool, PoolConnection } from 'mysql2';
import { causeOf, isSignOfFailover, isSilence } from './mysql-errors.js';
import type { PrimaryCheck } from './primary-check.js';
import { RESPONSE_TIMEOUT } from './response-timeout.js';

/** For how long a connection is trusted whose server was the primary. */
const TRUSTED_FOR_MS = 2000;
/** Longest for the answer whether a server is the primary. */
const CHECK_WITHIN_MS = 3000;
/** For how long nobody tries to reach a server that has just been silent. */
const SILENT_FOR_MS = 1000;

type Taken = (error: NodeJS.ErrnoException | null, connection: PoolConnection) => void;

/** mysql2 has no other way to stand between a pool and who takes from it. */
interface PoolInside {
  getConnection(taken: Taken): void;
  releaseConnection(connection: PoolConnection): void;
  readonly _freeConnections: { readonly length: number; get(index: number): PoolConnection };
  readonly _connectionQueue: { readonly length: number; shift(): Taken };
}
interface ConnectionInside {
  readonly _pool: Pool | null;
  readonly stream: Socket;
}

/** When a connection was last known to lead to the primary. */
interface Trust {
  readonly generation: number;
  readonly since: number;
}

const guards = new WeakMap<PoolConnection | Pool, PoolGuard>();

/**
 * Lets nobody have a connection of a pool that leads to a server which is not the primary. A new connection, and one
 * whose answer is older than two seconds, is asked first. At the first sign of a failover every connection of all
 * guarded pools is closed: those that are free at once, those in use as soon as they are given back.
 */
export class PoolGuard {
  private generation = 0;
  private readonly trusted = new WeakMap<PoolConnection, Trust>();
  private allies: readonly PoolGuard[] = [this];
  private silence: { readonly error: NodeJS.ErrnoException | null; readonly until: number } = {
    error: null,
    until: 0,
  };
  private readonly inside: PoolInside;

  private constructor(
    pool: Pool,
    private readonly check: PrimaryCheck,
  ) {
    this.inside = pool as unknown as PoolInside;
    const take = this.inside.getConnection.bind(pool);
    this.inside.getConnection = (taken) => {
      if (performance.now() < this.silence.until) process.nextTick(taken, this.silence.error);
      else take((error, connection) => this.judge(error, connection, taken));
    };
    const release = this.inside.releaseConnection.bind(pool);
    this.inside.releaseConnection = (connection) => {
      const isOurs = (connection as unknown as ConnectionInside)._pool !== null;
      if (isOurs && !this.isOfThisGeneration(connection)) close(connection);
      else release(connection);
    };
  }

  /** Guards a pool from now on. */
  static over(pool: Pool, check: PrimaryCheck): void {
    guards.set(pool, new PoolGuard(pool, check));
  }

  /** Makes pools lose their connections together. */
  static unite(...pools: readonly Pool[]): void {
    const allies = pools.flatMap((pool) => guards.get(pool) ?? []);
    for (const guard of allies) guard.allies = allies;
  }

  /** Hears of an error that a statement on a connection met; answers whether the connection must be closed. */
  static hear(connection: PoolConnection, error: unknown): boolean {
    if (!isSignOfFailover(error)) return false;
    const guard = guards.get(connection);
    // Those of an earlier generation tell nothing about the connections of today.
    if (guard?.isOfThisGeneration(connection) === true) guard.suspectAll();
    const cause = causeOf(error);
    if (isSilence(cause)) guard?.refuseWaiting(cause as NodeJS.ErrnoException);
    return true;
  }

  private judge(error: NodeJS.ErrnoException | null, connection: PoolConnection, taken: Taken): void {
    if (error) {
      if (isSignOfFailover(error)) this.suspectAll();
      if (isSilence(error)) this.fallSilent(error);
      taken(error, connection);
      return;
    }
    const trust = this.trusted.get(connection);
    if (trust?.generation === this.generation && performance.now() - trust.since < TRUSTED_FOR_MS) {
      taken(null, connection);
      return;
    }
    void this.ask(connection, taken);
  }

  private async ask(connection: PoolConnection, taken: Taken): Promise<void> {
    const { generation } = this;
    const since = performance.now();
    guards.set(connection, this);
    const timer = setTimeout(() => {
      const error = new Error(
        `The database has not said within ${CHECK_WITHIN_MS} ms whether it takes writes`,
      );
      streamOf(connection).destroy(Object.assign(error, { code: RESPONSE_TIMEOUT }));
    }, CHECK_WITHIN_MS);
    const failure = await this.check.pass(connection).then(
      () => null,
      (error: NodeJS.ErrnoException) => error,
    );
    clearTimeout(timer);
    if (failure !== null) {
      close(connection);
      if (isSignOfFailover(failure) && generation === this.generation) this.suspectAll();
      if (isSilence(failure)) this.fallSilent(failure);
      taken(failure, connection);
      return;
    }
    this.trusted.set(connection, { generation, since });
    // Others have met a failover meanwhile: the answer is of before.
    if (generation === this.generation) taken(null, connection);
    else this.judge(null, connection, taken);
  }

  private isOfThisGeneration(connection: PoolConnection): boolean {
    return this.trusted.get(connection)?.generation === this.generation;
  }

  private suspectAll(): void {
    for (const guard of this.allies) guard.renew();
  }

  private renew(): void {
    this.generation++;
    const { _freeConnections: free } = this.inside;
    for (const connection of Array.from({ length: free.length }, (_, index) => free.get(index))) {
      close(connection);
    }
  }

  private fallSilent(error: NodeJS.ErrnoException): void {
    this.silence = { error, until: performance.now() + SILENT_FOR_MS };
    this.refuseWaiting(error);
  }

  /** Those who wait for a connection of a silent server would wait in vain, one after the other. */
  private refuseWaiting(error: NodeJS.ErrnoException): void {
    const { _connectionQueue: queue } = this.inside;
    const waiting = Array.from({ length: queue.length }, () => queue.shift());
    for (const taken of waiting) taken(error, undefined as unknown as PoolConnection);
  }
}

/** Closes a connection without waiting for the other side, which may be gone. */
export function close(connection: PoolConnection): void {
  connection.destroy();
  streamOf(connection).destroy();
}

function streamOf(connection: PoolConnection): Socket {
  return (connection as unknown as ConnectionInside).stream;
}
