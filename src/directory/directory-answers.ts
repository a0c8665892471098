import type { DirectoryRow } from '../persistence/search/directory-search.js';
import type { ScimResource } from '../scim/resource.js';
import { failureWords } from '../access/failure-words.js';
import { timeOf } from '../provisioning-log/id-time.js';
import { failureReason } from '../provisioning-log/log-entry.js';
import type { GroupSummary, ListedUser, UserSummary } from './directory.dto.js';
import type { FailingUser } from './failing-users.js';

interface Email {
  readonly value?: unknown;
  readonly type?: unknown;
  readonly primary?: unknown;
}

/** A user in a list. */
export function userSummary(row: DirectoryRow): UserSummary {
  const { userName, displayName, active, externalId, emails } = JSON.parse(row.document) as ScimResource;
  return {
    id: row.id,
    userName: String(userName),
    displayName: text(displayName),
    email: mainAddress((emails ?? []) as Email[]),
    active: active !== false,
    externalId: text(externalId),
    ...times(row),
  };
}

/** Why the newest write of a user was refused. */
export function lastError(failed: FailingUser): ListedUser['lastError'] {
  const { entryId } = failed;
  const { meaning } = failureWords(failureReason(failed), false);
  return { entryId, time: timeOf(entryId).toISOString(), meaning };
}

/** A group in a list. */
export function groupSummary(row: DirectoryRow): GroupSummary {
  const { displayName, externalId } = JSON.parse(row.document) as ScimResource;
  return { id: row.id, displayName: String(displayName), externalId: text(externalId), ...times(row) };
}

function mainAddress(emails: readonly Email[]): string | null {
  const main = emails.find(({ primary }) => primary === true) ?? emails.find(({ type }) => type === 'work');
  return text((main ?? emails[0])?.value);
}

function times({ createdAt, modifiedAt }: DirectoryRow): { createdAt: string; modifiedAt: string } {
  return {
    createdAt: new Date(Number(createdAt)).toISOString(),
    modifiedAt: new Date(Number(modifiedAt)).toISOString(),
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
