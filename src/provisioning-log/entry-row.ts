import type { CommitBatch, SqlValue, Statements } from '../persistence/database/database.js';
import type { Dialect } from '../persistence/database/dialect.js';
import { withoutSecrets } from '../secrets/secret-text.js';
import { nameKeyOf } from './name-key.js';
import { changesText } from './changes-text.js';
import { outcomeOf, type NewEntry } from './log-entry.js';

/** Longest texts in characters, as the columns have them. */
const LENGTHS = { requestId: 64, actor: 64, id: 64, name: 1024, reason: 32, detail: 1000 } as const;

const COLUMNS = [
  'tenant_id',
  'id',
  'request_id',
  'actor_kind',
  'actor',
  'action',
  'outcome',
  'resource_type',
  'resource_id',
  'resource_name',
  'name_key',
  'external_id',
  'status',
  'reason',
  'detail',
  'changes',
  'grammar',
  'duration_ms',
  'left_out',
];
const MARKS = `(${COLUMNS.map(() => '?').join(', ')})`;
const INTO = `INTO provisioning_log (${COLUMNS.join(', ')}) VALUES`;

/** Writes one entry with the change that it tells of. */
export function insertEntry(batch: CommitBatch, entry: NewEntry): void {
  batch.addRows({ into: `INSERT ${INTO}`, rows: [rowOf(entry)], tail: '' });
}

/** Writes several entries in one statement, but for those that are there already. */
export async function insertEntries(
  tx: Statements,
  dialect: Dialect,
  entries: readonly NewEntry[],
): Promise<void> {
  await tx.run(
    `${dialect.insertIgnore} ${INTO} ` + entries.map(() => MARKS).join(', '),
    entries.flatMap(rowOf),
  );
}

function rowOf(entry: NewEntry): SqlValue[] {
  const name = text(entry.resourceName, LENGTHS.name);
  const changes = entry.changes === null ? null : changesText(entry.changes);
  return [
    entry.tenantId,
    entry.id,
    text(entry.requestId, LENGTHS.requestId),
    entry.actor.kind,
    text(entry.actor.name, LENGTHS.actor),
    entry.action,
    outcomeOf(entry.status),
    entry.resourceType,
    text(entry.resourceId, LENGTHS.id),
    name,
    entry.isNameKept && entry.resourceName !== null ? nameKeyOf(withoutSecrets(entry.resourceName)) : null,
    text(entry.externalId, LENGTHS.name),
    entry.status,
    text(entry.reason, LENGTHS.reason),
    text(entry.detail, LENGTHS.detail),
    changes === null ? null : withoutSecrets(changes),
    entry.grammar,
    Math.round(entry.durationMs * 100) / 100,
    entry.leftOut,
  ];
}

/** What fits a column, without the secrets that it should never have held. */
function text(value: string | null, length: number): string | null {
  if (value === null) return null;
  const safe = withoutSecrets(value);
  if (safe.length <= length) return safe;
  // A character takes one or two code units.
  return [...safe.slice(0, 2 * length)].slice(0, length).join('');
}
