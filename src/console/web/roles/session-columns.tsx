import { Button, Text } from '@mantine/core';
import type { Column } from '../parts/PagedTable.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Ago, Time } from '../parts/Time.js';

interface ListedSession {
  readonly id: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly isOwn: boolean;
}

/**
 * The columns of a list of sessions.
 * @param who the first column
 * @param onEnd null for who may end none
 */
export function sessionColumns<Session extends ListedSession>(
  who: Column<Session>,
  onEnd: ((session: Session) => void) | null,
): readonly Column<Session>[] {
  return [
    who,
    { title: 'Since', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { title: 'Last used', cell: ({ lastUsedAt }) => <Ago at={lastUsedAt} /> },
    {
      title: 'From',
      cell: ({ address, userAgent }) => (
        <>
          {address ?? 'not recorded'}
          <Text size="xs" c="dimmed" lineClamp={2} title={userAgent ?? ''}>
            {userAgent}
          </Text>
        </>
      ),
    },
    {
      title: 'Actions',
      isEnd: true,
      cell: (session) =>
        session.isOwn ? (
          <StateBadge mood="plain">This session</StateBadge>
        ) : onEnd === null ? null : (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Sign out ${session.id}`}
            onClick={() => onEnd(session)}
          >
            Sign out
          </Button>
        ),
    },
  ];
}
