import type { ListedConsoleSession } from './session-list.js';

type Members = Pick<
  ListedConsoleSession,
  'id' | 'createdAt' | 'lastUsedAt' | 'expiresAt' | 'address' | 'userAgent'
>;

/** What the lists of sessions show of each. */
export function sessionMembers({ id, createdAt, lastUsedAt, expiresAt, address, userAgent }: Members) {
  return {
    id,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    address,
    userAgent,
  };
}
