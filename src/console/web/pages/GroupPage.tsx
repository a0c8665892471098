import { Anchor } from '@mantine/core';
import { Link, useParams } from 'react-router';

import { useCursorPages } from '../api/pages.js';
import { useTenantPath, type TenantPath } from '../api/tenant.js';
import { ResourcePage } from '../directory/ResourcePage.js';
import { SearchField, useSearch } from '../directory/SearchField.js';
import { Empty } from '../parts/Empty.js';
import { PagedTable } from '../parts/PagedTable.js';
import { Time } from '../parts/Time.js';

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
      {({ memberCount }) => <Members path={`${path}/members`} isSearchable={memberCount > 0} />}
    </ResourcePage>
  );
}

function Members({
  path,
  isSearchable,
}: {
  path: `${TenantPath}/groups/${string}/members`;
  isSearchable: boolean;
}) {
  const { text, search, setText } = useSearch();
  const pages = useCursorPages(path, {
    parameters: { search },
    ...(search === '' ? { refreshMs: 5_000 } : {}),
  });
  return (
    <>
      {isSearchable && (
        <div className="filters list-filters">
          <SearchField
            label="Search members"
            hint="A part of the user name or display name"
            text={text}
            onChange={setText}
          />
        </div>
      )}
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
          { title: 'Display name', cell: ({ displayName }) => displayName },
          { title: 'Kind', cell: ({ type }) => type },
          { title: 'Member since', cell: ({ since }) => <Time at={since} never="not known" /> },
        ]}
        empty={<Empty title={search === '' ? 'No members' : `No member is found by “${search}”`} />}
      />
    </>
  );
}
