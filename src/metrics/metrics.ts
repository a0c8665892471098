import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PoolState } from '../persistence/database/database.js';
import type { VerifyOutcome } from '../persistence/verify/verify-outcome.js';
import { processRegistry } from './process-registry.js';

/** Nest's injection token for the service's `Metrics`. */
export const METRICS = Symbol('Metrics');

/** From half a millisecond, the duration of a probe, to Entra's response time-out. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30];
/** The label values are fixed, so that clients cannot create new series. */
const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
const WRITES: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'replace',
  PATCH: 'patch',
  DELETE: 'delete',
};
const SCIM_ROUTE = /^\/scim\/v2\/(Users|Groups|Bulk)(?:\/:\w+)?$/;

/** An answered request. */
export interface AnsweredRequest {
  readonly method: string;
  /** Pattern of the route; undefined when no route matches. */
  readonly route: string | undefined;
  readonly status: number;
  readonly seconds: number;
  /** Why the credential was refused. */
  readonly refusal: string | undefined;
  /** The exceeded limit that it was refused for. */
  readonly limit: string | undefined;
}

/** Days until a credential ends: fewer than so many. */
export const ENDING_LEFT = ['ended', '1', '7', '14', '30'] as const;
const ENDING_KINDS = ['access-code', 'client-secret', 'setup-link', 'application-secret'] as const;

/** A credential that ends. */
export interface EndingCount {
  readonly kind: (typeof ENDING_KINDS)[number];
  readonly left: (typeof ENDING_LEFT)[number];
}

interface Series {
  observe(seconds: number): void;
  readonly countWrite: (() => void) | null;
}

/**
 * The service's Prometheus metrics. No label names a tenant, since tenants are many; the log shows what one of them
 * does.
 */
export class Metrics {
  private readonly registry = new Registry();
  private readonly series = new Map<string, Series>();
  private readonly requests = new Histogram({
    name: 'invitedesk_http_request_duration_seconds',
    help: 'Time to answer a request, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [this.registry],
  });
  private readonly writes = new Counter({
    name: 'invitedesk_writes_total',
    help: 'SCIM requests that change something, by resource, action and outcome (done, refused, failed)',
    labelNames: ['resource', 'action', 'outcome'],
    registers: [this.registry],
  });
  private readonly refusals = new Counter({
    name: 'invitedesk_authentication_failures_total',
    help: 'Requests that were not let in, by reason',
    labelNames: ['reason'],
    registers: [this.registry],
  });
  private readonly limited = new Counter({
    name: 'invitedesk_requests_limited_total',
    help: 'Requests that were refused since too much was under way, by the exceeded limit',
    labelNames: ['limit'],
    registers: [this.registry],
  });
  private readonly purged = new Counter({
    name: 'invitedesk_purged_rows_total',
    help: 'Rows that were removed because of their age, by table',
    labelNames: ['table'],
    registers: [this.registry],
  });

  /** Counts a request; takes a few microseconds. */
  countRequest({ method, route = 'unknown', status, seconds, refusal, limit }: AnsweredRequest): void {
    const key = `${method} ${route} ${status}`;
    let series = this.series.get(key);
    if (series === undefined) {
      series = this.makeSeries(METHODS.has(method) ? method : 'other', route, status);
      // Of the parts of the key, only methods come from the client.
      if (METHODS.has(method)) this.series.set(key, series);
    }
    series.observe(seconds);
    series.countWrite?.();
    if (refusal !== undefined) this.refusals.inc({ reason: refusal });
    if (limit !== undefined) this.limited.inc({ limit });
  }

  /** Counts rows that a purge has removed. */
  countPurged(table: string, rows: number): void {
    this.purged.inc({ table }, rows);
  }

  /** Reads the state of the connection pools whenever the metrics are read. */
  watchPools(pools: () => readonly PoolState[]): void {
    new Gauge({
      name: 'invitedesk_database_connections',
      help: 'Connections to the database, by pool and state (in_use, free)',
      labelNames: ['pool', 'state'],
      registers: [this.registry],
      collect() {
        for (const { name, inUse, free } of pools()) {
          this.set({ pool: name, state: 'in_use' }, inUse);
          this.set({ pool: name, state: 'free' }, free);
        }
      },
    });
    new Gauge({
      name: 'invitedesk_database_waiting',
      help: 'Requests that wait for a connection to the database, by pool',
      labelNames: ['pool'],
      registers: [this.registry],
      collect() {
        for (const { name, waiting } of pools()) this.set({ pool: name }, waiting);
      },
    });
  }

  /** Reads what the last `npm run verify` has found whenever the metrics are read; nothing before the first one. */
  watchVerification(outcome: () => VerifyOutcome | null): void {
    const gauges: readonly (readonly [string, string, (of: VerifyOutcome) => number])[] = [
      ['problems', 'Problems that the last npm run verify has found', ({ problems }) => problems],
      ['finished_timestamp_seconds', 'When it has finished', ({ finishedAt }) => finishedAt / 1000],
      ['duration_seconds', 'How long it has taken', ({ seconds }) => seconds],
    ];
    for (const [name, help, valueOf] of gauges) {
      new Gauge({
        name: `invitedesk_verify_${name}`,
        help,
        registers: [this.registry],
        // All processes read the same.
        aggregator: 'max',
        collect() {
          const found = outcome();
          if (found === null) this.remove();
          else this.set(valueOf(found));
        },
      });
    }
  }

  /** Counts the credentials that end whenever the metrics are read. */
  watchEndings(endings: () => Promise<readonly EndingCount[]>): void {
    new Gauge({
      name: 'invitedesk_credentials_ending',
      help: 'Credentials in use that end within 30 days or have ended, by kind and days left (fewer than)',
      labelNames: ['kind', 'days_left'],
      registers: [this.registry],
      // All processes read the same.
      aggregator: 'max',
      async collect() {
        const found = await endings();
        for (const kind of ENDING_KINDS) {
          for (const left of ENDING_LEFT) {
            const count = found.filter((each) => each.kind === kind && each.left === left).length;
            this.set({ kind, days_left: left }, count);
          }
        }
      },
    });
  }

  /** The registries of this process, to be summed over several processes. */
  get registries(): Registry[] {
    return [processRegistry(), this.registry];
  }

  /** All metrics in Prometheus' text format. */
  text(): Promise<string> {
    return Registry.merge(this.registries).metrics();
  }

  private makeSeries(method: string, route: string, status: number): Series {
    const times = this.requests.labels({ method, route, status });
    const observe = (seconds: number): void => times.observe(seconds);
    const [, resource] = SCIM_ROUTE.exec(route) ?? [];
    const action = resource === 'Bulk' ? 'bulk' : WRITES[method];
    if (resource === undefined || action === undefined) return { observe, countWrite: null };
    const outcome = status < 400 ? 'done' : status < 500 ? 'refused' : 'failed';
    const count = this.writes.labels({ resource, action, outcome });
    return { observe, countWrite: () => count.inc() };
  }
}
