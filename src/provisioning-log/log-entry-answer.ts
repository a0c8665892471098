import { failureWords } from '../access/failure-words.js';
import { failureReason, type MemberList } from './log-entry.js';
import type { StoredEntry } from './stored-entry.js';
import type { LoggedBodies } from './bodies/logged-bodies.entity.js';
import { CUT } from './bodies/redacted-json.js';
import type { LogEntryAnswer, LogEntryDetail } from './log-entry.dto.js';

/** An entry of the provisioning log in the admin API. */
export function logEntryAnswer(entry: StoredEntry): LogEntryAnswer {
  const { changes } = entry;
  const isSignIn = entry.action === 'sign-in';
  const words = entry.outcome === 'success' ? null : failureWords(failureReason(entry), isSignIn);
  const members = (list: MemberList | null | undefined): LogEntryAnswer['addedMembers'] =>
    list == null
      ? null
      : { count: list.count, first: list.ids.map((id) => ({ id, name: entry.names.get(id) ?? null })) };
  return {
    id: entry.id,
    time: entry.time.toISOString(),
    requestId: entry.requestId,
    actor: entry.actor,
    action: entry.action,
    outcome: entry.outcome,
    status: entry.status,
    scimType: isSignIn ? null : entry.reason,
    failedCheck: isSignIn ? entry.reason : null,
    meaning: words?.meaning ?? null,
    detail: entry.detail,
    advice: words?.advice ?? null,
    conflictingResource:
      changes?.holderId === undefined
        ? null
        : { id: changes.holderId, name: entry.names.get(changes.holderId) ?? null },
    resource: {
      type: entry.resourceType,
      id: entry.resourceId,
      name: entry.resourceName,
      externalId: entry.externalId,
    },
    changes: [...(changes?.attributes ?? [])],
    omittedChanges: changes?.omitted ?? 0,
    ignored: [...(changes?.ignored ?? [])],
    addedMembers: members(changes?.added),
    removedMembers: members(changes?.removed),
    patchGrammar: entry.grammar,
    durationMs: entry.durationMs,
    leftOut: entry.leftOut,
  };
}

/** The request and answer of an entry in the admin API. */
export function exchangeAnswer({
  method,
  path,
  headers,
  request,
  answer,
}: LoggedBodies): LogEntryDetail['exchange'] {
  const body = (text: string | null) => (text === null ? null : { text, isCut: text.endsWith(CUT) });
  const named = Object.entries(JSON.parse(headers) as Record<string, string>);
  return {
    method,
    path,
    headers: named.map(([name, value]) => ({ name, value })),
    request: body(request),
    answer: body(answer),
  };
}
