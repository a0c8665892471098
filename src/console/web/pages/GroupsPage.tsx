import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { useCursorPages } from '../api/pages.js';
import { useTenantPath } from '../api/tenant.js';
import { SearchField, useSearch } from '../directory/SearchField.js';
import { Empty } from '../parts/Empty.js';
import { Page } from '../parts/Page.js';
import { PagedTable } from '../parts/PagedTable.js';
import { Time } from '../parts/Time.js';

export function GroupsPage() {
  const { text, search, setText } = useSearch();
  const pages = useCursorPages(`${useTenantPath()}/groups`, {
    parameters: { search },
    ...(search === '' ? { refreshMs: 5_000 } : {}),
  });
  return (
    <Page title="Groups">
      <div className="filters list-filters">
        <SearchField label="Search groups" hint="Name or external id" text={text} onChange={setText} />
      </div>
      <PagedTable
        label="Groups"
        what="groups"
        pages={pages}
        idOf={({ id }) => id}
        columns={[
          {
            title: 'Display name',
            cell: ({ id, displayName }) => (
              <Anchor className="row-link" component={Link} to={id} fz="sm" fw={600}>
                {displayName}
              </Anchor>
            ),
          },
          { title: 'External id', cell: ({ externalId }) => <span className="code">{externalId}</span> },
          { title: 'Changed', cell: ({ modifiedAt }) => <Time at={modifiedAt} /> },
        ]}
        empty={
          search === '' ? (
            <Empty title="No groups yet">They appear here when Entra provisions them.</Empty>
          ) : (
            <Empty title={`No group is found by “${search}”`} />
          )
        }
      />
    </Page>
  );
}
