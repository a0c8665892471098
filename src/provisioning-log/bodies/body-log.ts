import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { TenantAccess } from '../../access/tenant-access.js';
import type { Config } from '../../config.js';
import { CONFIG } from '../../http/injected-config.js';
import { stateOf } from '../../http/request-state.js';
import { TokenBuckets, type Allowance } from '../../http/token-buckets.js';
import { LOGGER, type Logger } from '../../logger.js';
import { DATABASE, type Database } from '../../persistence/database/database.js';
import { columnsOf, lengthOf, selected } from '../../persistence/database/entity-columns.js';
import { placeholders } from '../../persistence/database/in-list.js';
import { newId } from '../../persistence/database/new-id.js';
import { TenantTypes } from '../../tenants/schemas/tenant-types.js';
import { idsFrom, timeOf } from '../id-time.js';
import { requestedWrite } from '../requested-action.js';
import { LoggedBodies } from './logged-bodies.entity.js';
import { RedactedJson } from './redacted-json.js';
import { SecretNames } from './secret-names.js';

/** Bodies of a tenant that one process keeps: all of an hour of tests, and no more of a first cycle than is of use. */
const REFUSED: Allowance = { burst: 1000, perSecond: 0.1 };
const CARRIED_OUT: Allowance = { burst: 500, perSecond: 0.05 };

const WRITE_AFTER_MS = 500;
const MAX_QUEUED = 500;
const AT_ONCE = 50;
/** Entries are written before the request is answered. */
const LONGEST_REQUEST_MS = 120_000;

/** The headers that change what a request means. Credentials are not among them. */
const HEADERS = ['accept', 'content-type', 'if-match', 'if-none-match', 'user-agent'];
const MAX_HEADER_LENGTH = 256;
const MAX_PATH_LENGTH = lengthOf(LoggedBodies, 'path');

const COLUMNS = columnsOf(LoggedBodies);
const PROPERTIES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
const INTO = `INTO logged_bodies (${Object.values(COLUMNS).join(', ')}) VALUES`;
const ROW = `(${placeholders(PROPERTIES.length)})`;

/** Keeps the bodies of the writes of tenants who want it for a time. Nothing waits for it. */
@Injectable()
export class BodyLog implements OnApplicationShutdown {
  private readonly budget = new TokenBuckets();
  private queue: Promise<LoggedBodies | null>[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private readonly tokens: readonly string[];

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CONFIG) { adminToken, metricsToken }: Config,
    private readonly types: TenantTypes,
  ) {
    this.tokens = [adminToken, metricsToken].filter((token) => token !== null);
  }

  /** Keeps the bodies of a request that has been answered, if the tenant wants it. */
  note(request: FastifyRequest, status: number): void {
    const { access } = stateOf(request);
    if (access?.logBodiesUntil == null || access.logBodiesUntil <= Date.now()) return;
    if (requestedWrite(request) === null) return;
    const isRefused = status >= 400;
    const isAllowed = this.budget.take(
      `${access.tenantId} ${isRefused}`,
      isRefused ? REFUSED : CARRIED_OUT,
      performance.now(),
    );
    if (!isAllowed || this.queue.length >= MAX_QUEUED) return;
    this.queue.push(
      this.bodiesOf(request, access).catch((error: unknown) => {
        this.logger.warn({ err: error, requestId: request.id }, 'Bodies of a request were not logged');
        return null;
      }),
    );
    this.timer ??= setTimeout(() => void this.flush(), WRITE_AFTER_MS).unref();
  }

  /** The bodies of the request that an entry of the log is about; `null` when they were not kept. */
  async find(
    tenantId: string,
    { id, requestId }: { readonly id: string; readonly requestId: string },
  ): Promise<LoggedBodies | null> {
    await this.flush();
    // Clients may give several requests one id: those of the entry are the first after it.
    const [row] = await this.database.rows<LoggedBodies>(
      `SELECT ${selected(LoggedBodies, PROPERTIES)} FROM logged_bodies
       WHERE tenant_id = ? AND request_id = ? AND id > ? AND id < ? ORDER BY id LIMIT 1`,
      [tenantId, requestId, id, idsFrom(timeOf(id).getTime() + LONGEST_REQUEST_MS)],
    );
    return row ?? null;
  }

  /** Writes what is queued. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async bodiesOf(request: FastifyRequest, access: TenantAccess): Promise<LoggedBodies> {
    const { answerText } = stateOf(request);
    const redacted = new RedactedJson(new SecretNames(await this.types.of(access)), this.tokens);
    const body = request.body == null ? null : redacted.of(request.body);
    return {
      tenantId: access.tenantId,
      id: newId(),
      requestId: request.id,
      method: request.method,
      path: redacted.target(request.url).slice(0, MAX_PATH_LENGTH),
      headers: JSON.stringify(
        Object.fromEntries(
          HEADERS.flatMap((name) => {
            const value = request.headers[name];
            return typeof value === 'string'
              ? [[name, redacted.plain(value).slice(0, MAX_HEADER_LENGTH)]]
              : [];
          }),
        ),
      ),
      request: body,
      answer: answerText === null ? null : redacted.of(JSON.parse(answerText)),
    };
  }

  private async write(): Promise<void> {
    while (this.queue.length > 0) {
      const made = await Promise.all(this.queue.splice(0, AT_ONCE));
      const rows = made.filter((row) => row !== null);
      if (rows.length === 0) continue;
      try {
        await this.database.transaction((tx) =>
          tx.run(
            `INSERT ${INTO} ${rows.map(() => ROW).join(', ')}`,
            rows.flatMap((row) => PROPERTIES.map((name) => row[name])),
          ),
        );
      } catch (error) {
        this.logger.warn({ err: error, bodies: rows.length }, 'Bodies of requests were not logged');
      }
    }
  }
}
