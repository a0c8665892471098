import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { useCursorPages } from '../api/pages.js';
import { useTenantPath } from '../api/tenant.js';
import { SearchField, useSearch } from '../directory/SearchField.js';
import { Empty } from '../parts/Empty.js';
import { Page } from '../parts/Page.js';
import { PagedTable } from '../parts/PagedTable.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Time } from '../parts/Time.js';

export function UsersPage() {
  const { text, search, setText } = useSearch();
  const pages = useCursorPages(`${useTenantPath()}/users`, {
    parameters: { search },
    refreshMs: 5_000,
  });
  return (
    <Page title="Users">
      <SearchField
        label="Search users"
        hint="What a user name, display name or e-mail address begins with"
        text={text}
        onChange={setText}
      />
      <PagedTable
        label="Users"
        what="users"
        pages={pages}
        idOf={({ id }) => id}
        columns={[
          {
            title: 'User name',
            cell: ({ id, userName }) => (
              <Anchor component={Link} to={id} fz="sm" fw={600}>
                {userName}
              </Anchor>
            ),
          },
          { title: 'Display name', cell: ({ displayName }) => displayName },
          { title: 'E-mail', cell: ({ email }) => email },
          {
            title: 'State',
            cell: ({ active }) => (
              <StateBadge mood={active ? 'good' : 'plain'}>{active ? 'Active' : 'Disabled'}</StateBadge>
            ),
          },
          { title: 'Changed', cell: ({ modifiedAt }) => <Time at={modifiedAt} /> },
        ]}
        empty={
          search === '' ? (
            <Empty title="No users yet">They appear here when Entra provisions them.</Empty>
          ) : (
            <Empty title={`No user begins with “${search}”`} />
          )
        }
      />
    </Page>
  );
}
