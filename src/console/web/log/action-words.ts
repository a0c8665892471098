import type { LogEntry } from '../api/answers.js';
import type { Mood } from '../parts/StateBadge.js';

/** The label of each action. */
export const ACTION_WORDS: Readonly<Record<LogEntry['action'], string>> = {
  create: 'Create',
  update: 'Update',
  disable: 'Disable',
  restore: 'Restore',
  delete: 'Delete',
  'add-member': 'Add member',
  'remove-member': 'Remove member',
  bulk: 'Bulk request',
  'sign-in': 'Sign-in',
  'left-out': 'Left out',
};

export const OUTCOME_WORDS: Readonly<Record<LogEntry['outcome'], string>> = {
  success: 'Success',
  refused: 'Refused',
  failed: 'Failed',
};

export const OUTCOME_MOODS: Readonly<Record<LogEntry['outcome'], Mood>> = {
  success: 'good',
  refused: 'warning',
  failed: 'bad',
};

/** A short reason of a refusal. */
export function reasonOf({ failedCheck, scimType, outcome, status }: LogEntry): string | null {
  return outcome === 'success' ? null : (failedCheck ?? scimType ?? String(status));
}

/** The subject of an entry, by its best known name. */
export function subjectOf({ resource, leftOut }: LogEntry): string {
  if (leftOut !== null) return `${leftOut} requests`;
  return resource.name ?? resource.externalId ?? resource.id ?? resource.type ?? '–';
}
