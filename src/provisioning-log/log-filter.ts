import { foldCase } from '../scim/compare.js';
import { nameKeyOf } from './name-key.js';
import { ACTIONS, OUTCOMES, type Action, type Outcome } from './log-entry.js';
import { selected } from '../persistence/database/entity-columns.js';
import { ProvisioningLogEntry } from './provisioning-log-entry.entity.js';
import { sql, type Sql } from '../persistence/database/sql.js';

/** Which entries are asked for; null for all. */
export interface LogFilter {
  /** Milliseconds since 1970, included. */
  readonly from: number | null;
  /** Not included. */
  readonly to: number | null;
  readonly action: Action | null;
  readonly outcome: Outcome | null;
  /** Id, `userName`, `displayName` or `externalId` of a resource. */
  readonly resource: string | null;
  /** What the name, the external id or the detail contains, whatever the letter case. */
  readonly text: string | null;
}

/** Entries that one index holds in the order of time. */
export interface IndexRange {
  readonly index: string;
  readonly where: Sql;
}

/** What is looked at of an entry that the index alone does not decide about. */
const EXAMINED = ['id', 'action', 'outcome', 'resourceName', 'externalId', 'detail'] as const;
export type Candidate = Readonly<Pick<ProvisioningLogEntry, (typeof EXAMINED)[number]>>;

/** The columns of a `Candidate`. */
export const CANDIDATE_COLUMNS = selected(ProvisioningLogEntry, EXAMINED);

/**
 * The parts of the log that hold all entries of a filter: those of the resource; else those of the action and
 * outcome; else all.
 * @param resourceIds that the filter's `resource` stands for
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
      // What was refused before there was a resource.
      {
        index: 'ix_provisioning_log_name',
        where: sql`${tenant} AND name_key = ${nameKey} AND resource_id IS NULL`,
      },
    ];
  }
  if (filter.action === null && filter.outcome === null) return [{ index: '', where: tenant }];
  const actions = filter.action === null ? ACTIONS : [filter.action];
  const outcomes = filter.outcome === null ? OUTCOMES : [filter.outcome];
  return outcomes.flatMap((outcome) =>
    actions.map((action) => ({
      index: 'ix_provisioning_log_action',
      where: sql`${tenant} AND outcome = ${outcome} AND action = ${action}`,
    })),
  );
}

/** What `branchesOf` leaves to decide about each entry; null for nothing. */
export function residualFilter(filter: LogFilter): ((entry: Candidate) => boolean) | null {
  const { resource, action, outcome } = filter;
  const text = filter.text === null ? null : foldCase(filter.text);
  const ofResource = resource !== null && (action !== null || outcome !== null);
  if (!ofResource && text === null) return null;
  return (entry) =>
    (action === null || entry.action === action) &&
    (outcome === null || entry.outcome === outcome) &&
    (text === null ||
      [entry.resourceName, entry.externalId, entry.detail].some(
        (each) => each !== null && foldCase(each).includes(text),
      ));
}
