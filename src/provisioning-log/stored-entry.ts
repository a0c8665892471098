import { parseChanges } from './changes-text.js';
import { timeOf } from './id-time.js';
import type { Action, Actor, Changes, Outcome } from './log-entry.js';

/** A row of the provisioning log. */
export interface EntryRow {
  readonly id: string;
  readonly request_id: string;
  readonly actor_kind: string;
  readonly actor: string;
  readonly action: Action;
  readonly outcome: Outcome;
  readonly resource_type: 'User' | 'Group' | null;
  readonly resource_id: string | null;
  readonly resource_name: string | null;
  readonly external_id: string | null;
  readonly status: number;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly changes: string | null;
  readonly grammar: string | null;
  readonly duration_ms: number;
  readonly left_out: number | null;
}

export const ENTRY_COLUMNS =
  'id, request_id, actor_kind, actor, action, outcome, resource_type, resource_id, resource_name, external_id, ' +
  'status, reason, detail, changes, grammar, duration_ms, left_out';

/** An entry as it is read. */
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
  /** Names of resources that the entry names by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

export function readEntry(row: EntryRow): StoredEntry {
  return {
    id: row.id,
    time: timeOf(row.id),
    requestId: row.request_id,
    actor: { kind: row.actor_kind, name: row.actor },
    action: row.action,
    outcome: row.outcome,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    resourceName: row.resource_name,
    externalId: row.external_id,
    status: Number(row.status),
    reason: row.reason,
    detail: row.detail,
    changes: row.changes === null ? null : parseChanges(row.changes),
    grammar: row.grammar,
    durationMs: Number(row.duration_ms),
    leftOut: row.left_out === null ? null : Number(row.left_out),
    names: NO_NAMES,
  };
}
