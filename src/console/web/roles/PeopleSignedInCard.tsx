import { Anchor, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { PersonSession } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useSmallList } from '../api/pages.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { Empty } from '../parts/Empty.js';
import { PagedTable } from '../parts/PagedTable.js';
import { useMayChange } from '../parts/WhoMay.js';
import { sessionColumns } from './session-columns.js';

/** Which of the tenant's people are signed in with Entra. */
export function PeopleSignedInCard() {
  const pages = useSmallList(`${useTenantPath()}/person-sessions`, { refreshMs: 10_000 });
  const { tenantId = '' } = useParams();
  const may = useMayChange('support');
  const [ended, setEnded] = useState<PersonSession | null>(null);
  const end = useTenantChange(
    (path, id: string) => admin('DELETE', `${path}/person-sessions/${id}`),
    () => setEnded(null),
  );
  return (
    <section aria-labelledby="signed-in">
      <Title order={2} size="h4" id="signed-in" mb="xs">
        Who is signed in
      </Title>
      <PagedTable
        label="Table of who is signed in"
        what="sessions"
        pages={pages}
        idOf={({ id }) => id}
        columns={sessionColumns<PersonSession>(
          {
            title: 'User name',
            cell: ({ userId, userName }) => (
              <Anchor component={Link} to={`/tenants/${tenantId}/users/${userId}`} fz="sm" fw={600}>
                {userName}
              </Anchor>
            ),
          },
          may ? setEnded : null,
        )}
        empty={<Empty title="Nobody is signed in with Microsoft" />}
      />
      {ended !== null && (
        <Confirm
          title={`Sign out ${ended.userName}?`}
          action="Sign out"
          change={end}
          onConfirm={() => end.mutate(ended.id)}
          onClose={() => {
            end.reset();
            setEnded(null);
          }}
        >
          <Text size="sm">The session ends everywhere at once. They can sign in again.</Text>
        </Confirm>
      )}
    </section>
  );
}
