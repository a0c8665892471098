import { exportFile, type CsvColumns, type ExportFormat } from '../admin/export-file.js';
import type { LogFilter } from './log-filter.js';
import type { LogSearch } from './log-search.js';
import type { LogEntryAnswer } from './log-entry.dto.js';
import { logEntryAnswer } from './log-entry-answer.js';

const ENTRIES_AT_ONCE = 200;

const COLUMNS: CsvColumns<LogEntryAnswer> = {
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

/**
 * The entries that match a filter, newest first, as the text of a file in pieces. Entries written meanwhile are not
 * included.
 */
export function exportLog(search: LogSearch, filter: LogFilter, format: ExportFormat): AsyncIterable<string> {
  return exportFile(COLUMNS, format, pagesOf(search, filter));
}

async function* pagesOf(search: LogSearch, filter: LogFilter): AsyncGenerator<LogEntryAnswer[], void> {
  for (let before: string | null = null; ;) {
    const { entries, next } = await search.page(filter, before, ENTRIES_AT_ONCE);
    yield entries.map(logEntryAnswer);
    if (next === null) return;
    before = next;
  }
}
