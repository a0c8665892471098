import { foldCase } from '../scim/compare.js';
import { nameKeyOf } from './name-key.js';
import { ACTIONS, FAILED_OUTCOMES, failureReason, OUTCOMES, type Action, type Outcome } from './log-entry.js';
import { selected } from '../persistence/database/entity-columns.js';
import { ProvisioningLogEntry } from './provisioning-log-entry.entity.js';
import { sql, type Sql } from '../persistence/database/sql.js';

/** A filter on log entries; null for no restriction. */
export interface LogFilter {
  /** Milliseconds since 1970, inclusive. */
  readonly from: number | null;
  /** Exclusive. */
  readonly to: number | null;
  readonly action: Action | null;
  readonly outcome: Outcome | null;
  /** Id, `userName`, `displayName` or `externalId` of a resource. */
  readonly resource: string | null;
  /** A part of the name, the external id or the detail, in any letter case. */
  readonly text: string | null;
  /** Of failures: a `scimType`, the check that a credential failed, or an HTTP status for those without either. */
  readonly reason: string | null;
}

/** A range of entries that one index holds in the order of time. */
export interface IndexRange {
  readonly index: string;
  readonly where: Sql;
}

/** The columns that the residual filter examines. */
const EXAMINED = [
  'id',
  'action',
  'outcome',
  'status',
  'reason',
  'resourceName',
  'externalId',
  'detail',
] as const;
export type Candidate = Readonly<Pick<ProvisioningLogEntry, (typeof EXAMINED)[number]>>;

/** The columns of a `Candidate`. */
export const CANDIDATE_COLUMNS = selected(ProvisioningLogEntry, EXAMINED);

/**
 * The index ranges that contain all entries of a filter: those of the resource; else those of the action and outcome;
 * else the whole log.
 * @param resourceIds the resources that the filter's `resource` denotes
 */
export function indexRangesOf(
  filter: LogFilter,
  tenantId: string,
  resourceIds: readonly string[],
): IndexRange[] {
  const tenant = sql`tenant_id = ${tenantId}`;
  if (filter.resource !== null) {
    const nameKey = nameKeyOf(filter.resource);
    return [
      ...resourceIds.map((id) => ({
        index: 'ix_provisioning_log_resource',
        where: sql`${tenant} AND resource_id = ${id}`,
      })),
      // Entries that were refused before a resource existed.
      {
        index: 'ix_provisioning_log_name',
        where: sql`${tenant} AND name_key = ${nameKey} AND resource_id IS NULL`,
      },
    ];
  }
  const { action, outcome, reason } = filter;
  if (action === null && outcome === null && reason === null) return [{ index: '', where: tenant }];
  const actions = action === null ? ACTIONS : [action];
  const possible = reason === null ? OUTCOMES : FAILED_OUTCOMES;
  const outcomes = outcome === null ? possible : [outcome];
  return outcomes.flatMap((outcome) =>
    actions.map((action) => ({
      index: 'ix_provisioning_log_action',
      where: sql`${tenant} AND outcome = ${outcome} AND action = ${action}`,
    })),
  );
}

/** The residual filter: the conditions that the index ranges do not cover; null when there are none. */
export function residualFilter(filter: LogFilter): ((entry: Candidate) => boolean) | null {
  const { resource, action, outcome, reason } = filter;
  const text = filter.text === null ? null : foldCase(filter.text);
  const ofResource = resource !== null && (action !== null || outcome !== null);
  if (!ofResource && text === null && reason === null) return null;
  return (entry) =>
    (action === null || entry.action === action) &&
    (outcome === null || entry.outcome === outcome) &&
    (reason === null || (entry.outcome !== 'success' && failureReason(entry) === reason)) &&
    (text === null ||
      [entry.resourceName, entry.externalId, entry.detail].some(
        (each) => each !== null && foldCase(each).includes(text),
      ));
}
