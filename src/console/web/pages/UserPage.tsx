import { Anchor, Button, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { UserDetail } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useTenantPath } from '../api/tenant.js';
import { factsOf } from '../directory/read-resource.js';
import { Facts, Lines, Resource } from '../directory/Resource.js';
import { Empty } from '../parts/Empty.js';
import { Loading } from '../parts/Loading.js';
import { Page } from '../parts/Page.js';
import { DataTable } from '../parts/PagedTable.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Time } from '../parts/Time.js';

interface ScimUser {
  readonly userName: string;
  readonly displayName?: string;
  readonly active?: boolean;
  readonly externalId?: string;
  readonly meta: { readonly created: string; readonly lastModified: string };
  readonly groups?: readonly { readonly value: string; readonly display?: string; readonly type?: string }[];
}

export function UserPage() {
  const { userId = '' } = useParams();
  const path = `${useTenantPath()}/users/${encodeURIComponent(userId)}`;
  const user = useQuery({
    queryKey: [path],
    queryFn: () => admin<UserDetail>('GET', path),
    refetchInterval: 5_000,
  });
  if (user.isPending) return <Loading what="the user" />;
  if (user.isError) {
    return (
      <Page title="User">
        <ProblemNote error={user.error} onRetry={() => void user.refetch()} />
      </Page>
    );
  }
  const { resource } = user.data;
  const { userName, displayName, active, externalId, meta, groups = [] } = resource as unknown as ScimUser;
  return (
    <Page
      title={displayName ?? userName}
      actions={
        <Button
          component={Link}
          to={`../../log?resource=${userId}`}
          relative="path"
          variant="default"
          size="xs"
        >
          What happened to it
        </Button>
      }
    >
      <Resource resource={resource}>
        <Facts
          facts={[
            {
              label: 'State',
              content: (
                <StateBadge mood={active === false ? 'plain' : 'good'}>
                  {active === false ? 'Disabled' : 'Active'}
                </StateBadge>
              ),
            },
            ...factsOf(resource).map(({ label, lines }) => ({ label, content: <Lines lines={lines} /> })),
            { label: 'External id', content: <span className="code">{externalId ?? 'none'}</span> },
            { label: 'Id', content: <span className="code">{userId}</span> },
            { label: 'Created', content: <Time at={meta.created} /> },
            { label: 'Changed', content: <Time at={meta.lastModified} /> },
          ]}
        />
      </Resource>
      <Title order={2} size="h4" mb="sm">
        Groups
      </Title>
      {groups.length === 0 ? (
        <Empty title="In no group" />
      ) : (
        <div className="card">
          <DataTable
            label="Groups of the user"
            items={groups}
            idOf={({ value }) => value}
            columns={[
              {
                title: 'Group',
                cell: ({ value, display }) => (
                  <Anchor component={Link} to={`../../groups/${value}`} relative="path" fz="sm">
                    {display ?? value}
                  </Anchor>
                ),
              },
              {
                title: 'Membership',
                cell: ({ type }) => (type === 'indirect' ? 'through another group' : 'direct'),
              },
            ]}
          />
        </div>
      )}
    </Page>
  );
}
