import { Anchor } from '@mantine/core';
import { Link, useParams } from 'react-router';

import { useCursorPages } from '../api/pages.js';
import { useTenantPath, type TenantPath } from '../api/tenant.js';
import { ResourcePage } from '../directory/ResourcePage.js';
import { Empty } from '../parts/Empty.js';
import { PagedTable } from '../parts/PagedTable.js';

export function GroupPage() {
  const { groupId = '' } = useParams();
  const path = `${useTenantPath()}/groups/${encodeURIComponent(groupId)}` as const;
  return (
    <ResourcePage
      kind="Group"
      id={groupId}
      path={path}
      below="Members"
      show={({ resource, memberCount }) => ({
        title: String(resource.displayName),
        behind: [{ label: 'Members', content: memberCount.toLocaleString() }],
      })}
    >
      {() => <Members path={`${path}/members`} />}
    </ResourcePage>
  );
}

function Members({ path }: { path: `${TenantPath}/groups/${string}/members` }) {
  const pages = useCursorPages(path, { refreshMs: 5_000 });
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
