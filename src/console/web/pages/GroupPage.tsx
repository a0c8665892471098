import { Anchor, Button, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { GroupDetail, MemberSummary } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useCursorPages } from '../api/pages.js';
import { useTenantPath } from '../api/tenant.js';
import { factsOf } from '../directory/read-resource.js';
import { Facts, Lines, Resource } from '../directory/Resource.js';
import { Empty } from '../parts/Empty.js';
import { Loading } from '../parts/Loading.js';
import { Page } from '../parts/Page.js';
import { PagedTable } from '../parts/PagedTable.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { Time } from '../parts/Time.js';

interface ScimGroup {
  readonly displayName: string;
  readonly externalId?: string;
  readonly meta: { readonly created: string; readonly lastModified: string };
}

export function GroupPage() {
  const { groupId = '' } = useParams();
  const tenantPath = useTenantPath();
  const path = `${tenantPath}/groups/${encodeURIComponent(groupId)}`;
  const group = useQuery({
    queryKey: [path],
    queryFn: () => admin<GroupDetail>('GET', path),
    refetchInterval: 5_000,
  });
  if (group.isPending) return <Loading what="the group" />;
  if (group.isError) {
    return (
      <Page title="Group">
        <ProblemNote error={group.error} onRetry={() => void group.refetch()} />
      </Page>
    );
  }
  const { resource, memberCount } = group.data;
  const { displayName, externalId, meta } = resource as unknown as ScimGroup;
  return (
    <Page
      title={displayName}
      actions={
        <Button
          component={Link}
          to={`../../log?resource=${groupId}`}
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
            ...factsOf(resource).map(({ label, lines }) => ({ label, content: <Lines lines={lines} /> })),
            { label: 'Members', content: memberCount.toLocaleString() },
            { label: 'External id', content: <span className="code">{externalId ?? 'none'}</span> },
            { label: 'Id', content: <span className="code">{groupId}</span> },
            { label: 'Created', content: <Time at={meta.created} /> },
            { label: 'Changed', content: <Time at={meta.lastModified} /> },
          ]}
        />
      </Resource>
      <Title order={2} size="h4" mb="sm">
        Members
      </Title>
      <Members path={`${path}/members`} />
    </Page>
  );
}

function Members({ path }: { path: string }) {
  const pages = useCursorPages<MemberSummary>(path, { refreshMs: 5_000 });
  return (
    <PagedTable
      label="Members"
      what="members"
      pages={pages}
      idOf={({ id }) => id}
      columns={[
        {
          title: 'Name',
          cell: ({ id, type, name }) => (
            <Anchor
              component={Link}
              to={type === 'Group' ? `../${id}` : `../../users/${id}`}
              relative="path"
              fz="sm"
            >
              {name}
            </Anchor>
          ),
        },
        { title: 'Kind', cell: ({ type }) => type },
      ]}
      empty={<Empty title="No members" />}
    />
  );
}
