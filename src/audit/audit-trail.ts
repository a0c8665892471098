import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  NOBODY,
  PERSON,
  READ_ONLY_LINK,
  SETUP_LINK,
  type ActionRecorder,
  type AuditedChange,
  type AuditedRequest,
} from '../admin/action-recorder.js';
import { LOGGER, type Logger } from '../logger.js';
import { DATABASE, type Database, type SqlValue, type Statements } from '../persistence/database/database.js';
import { columnsOf, lengthOf } from '../persistence/database/entity-columns.js';
import { newId } from '../persistence/database/new-id.js';
import { AuditLogEntry } from './audit-log-entry.entity.js';
import type { AuditOutcome } from './audit-log.js';
import { RefusalAllowance } from './refusal-allowance.js';

interface Open {
  readonly request: AuditedRequest;
  noted: boolean;
}

const COLUMNS = columnsOf(AuditLogEntry);
const PROPERTIES = Object.keys(COLUMNS) as (keyof AuditLogEntry)[];
const INSERT = `INSERT INTO audit_log (${Object.values(COLUMNS).join(', ')}) VALUES (${PROPERTIES.map(() => '?').join(', ')})`;
const MAX_TARGET = lengthOf(AuditLogEntry, 'target');
const MAX_DETAIL = 4000;

/**
 * Records every action of the admin API. A change is recorded in its own transaction, so that neither exists without
 * the other.
 */
@Injectable()
export class AuditTrail implements ActionRecorder {
  private readonly open = new AsyncLocalStorage<Open>();
  private readonly refusals = new RefusalAllowance();
  private underWay = 0;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async audited<T>(
    request: AuditedRequest,
    subject: AuditedChange,
    work: () => Promise<T>,
    statusOf: (error: unknown) => { readonly status: number; readonly detail: string },
  ): Promise<T> {
    const open: Open = { request, noted: false };
    try {
      const result = await this.following(open, work);
      if (!open.noted) await this.write(request, { ...subject, detail: { unchanged: true } }, 'done', null);
      return result;
    } catch (error) {
      const { status, detail } = statusOf(error);
      // Failed sign-ins of unknown callers are not recorded, since they could fill the table: they are in the service's
      // own log.
      if (request.actorKind !== NOBODY) {
        await this.refused(request, { ...subject, detail: { reason: detail } }, status);
      }
      throw error;
    }
  }

  /**
   * Runs `work` with its audit context. `AsyncLocalStorage` is enabled only meanwhile: while it is, tracking every
   * promise costs a tenth of each SCIM request.
   */
  private async following<T>(open: Open, work: () => Promise<T>): Promise<T> {
    this.underWay++;
    try {
      return await this.open.run(open, work);
    } finally {
      if (--this.underWay === 0) this.open.disable();
    }
  }

  /**
   * Records an action that was not carried out; if that fails, logs it. Repeated refusals of a set-up link's holder or a
   * person are summarised in the next recorded entry.
   */
  async refused(request: AuditedRequest, subject: AuditedChange, status: number): Promise<void> {
    const isCustomer = [SETUP_LINK, READ_ONLY_LINK, PERSON].includes(request.actorKind);
    const caller = request.actorId ?? request.actorHint;
    const left = isCustomer ? this.refusals.take(caller, performance.now()) : 0;
    if (left === null) return;
    const audited = left === 0 ? subject : { ...subject, detail: { ...subject.detail, leftOut: left } };
    try {
      await this.write(request, audited, status >= 500 ? 'failed' : 'refused', status);
    } catch (error) {
      this.logger.error({ err: error, ...request }, 'An action was refused and not audited');
    }
  }

  /** Hint of the set-up link of the current request; null for any other caller. */
  setupLink(): string | null {
    const { actorKind, actorHint } = this.open.getStore()?.request ?? {};
    return actorKind === SETUP_LINK ? (actorHint ?? null) : null;
  }

  /** Records a change in its transaction. Outside an admin request there is no actor, so nothing is recorded. */
  async note(manager: EntityManager, change: AuditedChange): Promise<void> {
    await this.bound()((values) => manager.query(INSERT, values), change);
  }

  /**
   * Like `note`, for `Database.transaction`, whose work may run together with that of other requests.
   * @returns the function to call in the transaction; obtain it before the transaction begins
   */
  noteLater(): (tx: Statements, change: AuditedChange) => Promise<void> {
    const bound = this.bound();
    return (tx, change) => bound((values) => tx.run(INSERT, values), change);
  }

  private bound(): (
    insert: (values: SqlValue[]) => Promise<unknown>,
    change: AuditedChange,
  ) => Promise<void> {
    const open = this.open.getStore();
    return async (insert, change) => {
      if (open === undefined) return;
      await insert(valuesOf(open.request, change, 'done', null));
      open.noted = true;
    };
  }

  private async write(
    request: AuditedRequest,
    change: AuditedChange,
    outcome: AuditOutcome,
    status: number | null,
  ): Promise<void> {
    const values = valuesOf(request, change, outcome, status);
    await this.database.transaction((tx) => tx.run(INSERT, values));
  }
}

function valuesOf(
  { action, actorKind, actorHint, actorId, actorName, address, requestId }: AuditedRequest,
  { tenantId, target, detail, actor }: AuditedChange,
  outcome: AuditOutcome,
  status: number | null,
): SqlValue[] {
  const id = newId().replaceAll('-', '');
  const text = detail === undefined ? null : JSON.stringify(detail);
  const entry: AuditLogEntry = {
    id,
    createdAt: Date.now(),
    tenantId,
    action,
    target: target === undefined ? null : [...target].slice(0, MAX_TARGET).join(''),
    actorKind: actor?.kind ?? actorKind,
    actorHint: actor?.hint ?? actorHint,
    actorId: actor === undefined ? actorId : null,
    actorName: actor === undefined ? actorName : (actor.name ?? null),
    address,
    requestId,
    outcome,
    status,
    detail: text !== null && text.length > MAX_DETAIL ? JSON.stringify({ tooLong: true }) : text,
  };
  return PROPERTIES.map((name) => entry[name]);
}
