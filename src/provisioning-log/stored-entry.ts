import { parseChanges } from './changes-text.js';
import { timeOf } from './id-time.js';
import { selected } from '../persistence/database/entity-columns.js';
import type { Action, Actor, Changes, Outcome } from './log-entry.js';
import { ProvisioningLogEntry } from './provisioning-log-entry.entity.js';

/** A row of the provisioning log. */
export type EntryRow = Omit<ProvisioningLogEntry, 'tenantId' | 'nameKey'>;

/** The columns of an `EntryRow`. */
export const ENTRY_COLUMNS = selected(ProvisioningLogEntry, [
  'id',
  'requestId',
  'actorKind',
  'actor',
  'action',
  'outcome',
  'resourceType',
  'resourceId',
  'resourceName',
  'externalId',
  'status',
  'reason',
  'detail',
  'changes',
  'grammar',
  'durationMs',
  'leftOut',
] satisfies (keyof EntryRow)[]);

/** An entry as read from the database. */
export interface StoredEntry {
  readonly id: string;
  readonly time: Date;
  readonly requestId: string;
  readonly actor: Actor;
  readonly action: Action;
  readonly outcome: Outcome;
  readonly resourceType: 'User' | 'Group' | null;
  readonly resourceId: string | null;
  readonly resourceName: string | null;
  readonly externalId: string | null;
  readonly status: number;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly changes: Changes | null;
  readonly grammar: string | null;
  readonly durationMs: number;
  readonly leftOut: number | null;
  /** Names of resources that the entry mentions by id. */
  readonly names: ReadonlyMap<string, string>;
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

export function readEntry(row: EntryRow): StoredEntry {
  return {
    id: row.id,
    time: timeOf(row.id),
    requestId: row.requestId,
    actor: { kind: row.actorKind, name: row.actor },
    action: row.action,
    outcome: row.outcome,
    resourceType: row.resourceType,
    resourceId: row.resourceId,
    resourceName: row.resourceName,
    externalId: row.externalId,
    status: Number(row.status),
    reason: row.reason,
    detail: row.detail,
    changes: row.changes === null ? null : parseChanges(row.changes),
    grammar: row.grammar,
    durationMs: Number(row.durationMs),
    leftOut: row.leftOut === null ? null : Number(row.leftOut),
    names: NO_NAMES,
  };
}
