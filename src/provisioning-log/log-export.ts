import { stringify } from 'csv-stringify/sync';
import type { LogFilter } from './log-filter.js';
import type { LogSearch } from './log-search.js';
import { csvCell } from './csv-cell.js';
import type { LogEntryAnswer } from './log-entry.dto.js';
import type { ExportFormat } from './log-query.dto.js';
import { logEntryAnswer } from './log-entry-answer.js';

const ENTRIES_AT_ONCE = 200;

/** The columns of the CSV file. */
const COLUMNS: Readonly<Record<string, (entry: LogEntryAnswer) => string | number | null>> = {
  time: ({ time }) => time,
  id: ({ id }) => id,
  requestId: ({ requestId }) => requestId,
  actorKind: ({ actor }) => actor.kind,
  actor: ({ actor }) => actor.name,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  status: ({ status }) => status,
  scimType: ({ scimType }) => scimType,
  failedCheck: ({ failedCheck }) => failedCheck,
  meaning: ({ meaning }) => meaning,
  detail: ({ detail }) => detail,
  advice: ({ advice }) => advice,
  conflictingResourceId: ({ conflictingResource }) => conflictingResource?.id ?? null,
  resourceType: ({ resource }) => resource.type,
  resourceId: ({ resource }) => resource.id,
  resourceName: ({ resource }) => resource.name,
  externalId: ({ resource }) => resource.externalId,
  changes: ({ changes }) => (changes.length === 0 ? null : JSON.stringify(changes)),
  omittedChanges: ({ omittedChanges }) => omittedChanges,
  ignored: ({ ignored }) => (ignored.length === 0 ? null : ignored.join(' ')),
  addedMembers: ({ addedMembers }) => addedMembers && JSON.stringify(addedMembers),
  removedMembers: ({ removedMembers }) => removedMembers && JSON.stringify(removedMembers),
  patchGrammar: ({ patchGrammar }) => patchGrammar,
  durationMs: ({ durationMs }) => durationMs,
  leftOut: ({ leftOut }) => leftOut,
};

const CSV = { record_delimiter: 'windows', quoted_match: /[\r\n]/, cast: { string: csvCell } } as const;

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson; charset=utf-8',
};

/**
 * The entries that match a filter, newest first, as text in pieces. A piece is produced once the previous ones are
 * sent, so memory does not grow with the log. Entries written meanwhile are not included.
 */
export async function* exportLog(
  search: LogSearch,
  filter: LogFilter,
  format: ExportFormat,
): AsyncGenerator<string, void> {
  if (format === 'csv') yield stringify([Object.keys(COLUMNS)], CSV);
  for (let before: string | null = null; ;) {
    const { entries, next } = await search.page(filter, before, ENTRIES_AT_ONCE);
    const answers = entries.map(logEntryAnswer);
    const cells = Object.values(COLUMNS);
    if (format === 'jsonl') yield answers.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    else
      yield stringify(
        answers.map((entry) => cells.map((cell) => cell(entry))),
        CSV,
      );
    if (next === null) return;
    before = next;
  }
}
