import type { CommitBatch, SqlValue, Statements } from '../persistence/database/database.js';
import type { Dialect } from '../persistence/database/dialect.js';
import { columnsOf, lengthOf } from '../persistence/database/entity-columns.js';
import { withoutSecrets } from '../secrets/secret-text.js';
import { nameKeyOf } from './name-key.js';
import { changesText } from './changes-text.js';
import { outcomeOf, type NewEntry } from './log-entry.js';
import { ProvisioningLogEntry } from './provisioning-log-entry.entity.js';

/** Maximum lengths of texts in characters. */
const LENGTHS = {
  requestId: lengthOf(ProvisioningLogEntry, 'requestId'),
  actor: lengthOf(ProvisioningLogEntry, 'actor'),
  id: lengthOf(ProvisioningLogEntry, 'resourceId'),
  name: lengthOf(ProvisioningLogEntry, 'resourceName'),
  reason: lengthOf(ProvisioningLogEntry, 'reason'),
  detail: lengthOf(ProvisioningLogEntry, 'detail'),
} as const;

const COLUMNS = columnsOf(ProvisioningLogEntry);
const PROPERTIES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
const MARKS = `(${PROPERTIES.map(() => '?').join(', ')})`;
const INTO = `INTO provisioning_log (${Object.values(COLUMNS).join(', ')}) VALUES`;

/** Adds one entry to the commit of its change. */
export function insertEntry(batch: CommitBatch, entry: NewEntry): void {
  batch.addRows({ into: `INSERT ${INTO}`, rows: [rowOf(entry)], tail: '' });
}

/** Writes several entries in one statement; skips those that exist. */
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
  const row = storedForm(entry);
  return PROPERTIES.map((name) => row[name]);
}

function storedForm(entry: NewEntry): ProvisioningLogEntry {
  const { tenantId, id, actor, action, resourceType, resourceName, status, grammar, leftOut } = entry;
  const changes = entry.changes === null ? null : changesText(entry.changes);
  return {
    tenantId,
    id,
    requestId: text(entry.requestId, LENGTHS.requestId),
    actorKind: actor.kind,
    actor: text(actor.name, LENGTHS.actor),
    action,
    outcome: outcomeOf(status),
    resourceType,
    resourceId: text(entry.resourceId, LENGTHS.id),
    resourceName: text(resourceName, LENGTHS.name),
    nameKey: entry.isNameKept && resourceName !== null ? nameKeyOf(withoutSecrets(resourceName)) : null,
    externalId: text(entry.externalId, LENGTHS.name),
    status,
    reason: text(entry.reason, LENGTHS.reason),
    detail: text(entry.detail, LENGTHS.detail),
    changes: changes === null ? null : withoutSecrets(changes),
    grammar,
    durationMs: Math.round(entry.durationMs * 100) / 100,
    leftOut,
  };
}

/** A text cut to the length of its column, with secrets removed that it should never have contained. */
function text<Text extends string | null>(value: Text, length: number): string | Text {
  if (value === null) return value;
  const safe = withoutSecrets(value);
  if (safe.length <= length) return safe;
  // A character has one or two code units.
  return [...safe.slice(0, 2 * length)].slice(0, length).join('');
}
