import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { ListedUser } from '../api/answers.js';
import { useAddress } from '../api/address.js';
import { useCursorPages } from '../api/pages.js';
import { useTenantPath } from '../api/tenant.js';
import { StateFilter } from '../directory/StateFilter.js';
import { SearchField, useSearch } from '../directory/SearchField.js';
import { Empty } from '../parts/Empty.js';
import { Page } from '../parts/Page.js';
import { PagedTable } from '../parts/PagedTable.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Time } from '../parts/Time.js';

/** Leads to the entry of the log, with what to do. */
function LastError({ error }: { error: ListedUser['lastError'] }) {
  if (error === null) return null;
  return (
    <Anchor component={Link} to={`../log/${error.entryId}`} relative="path" fz="sm">
      {error.meaning}
    </Anchor>
  );
}

export function UsersPage() {
  const { text, search, setText } = useSearch();
  const address = useAddress();
  const state = address.get('state');
  const pages = useCursorPages(`${useTenantPath()}/users`, {
    parameters: { search, state },
    // A search may be long, and whoever searches waits for nobody new.
    ...(search === '' ? { refreshMs: 5_000 } : {}),
  });
  return (
    <Page title="Users">
      <div className="filters list-filters">
        <SearchField
          label="Search users"
          hint="Name, e-mail, employee number or external id"
          text={text}
          onChange={setText}
        />
        <StateFilter state={state} onChange={(chosen) => address.set({ state: chosen })} />
      </div>
      <PagedTable
        label="Users"
        what="users"
        pages={pages}
        idOf={({ id }) => id}
        columns={[
          {
            title: 'User name',
            cell: ({ id, userName }) => (
              <Anchor className="row-link" component={Link} to={id} fz="sm" fw={600}>
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
          ...(state === 'failing'
            ? [{ title: 'Error', cell: ({ lastError }: ListedUser) => <LastError error={lastError} /> }]
            : []),
          { title: 'Changed', cell: ({ modifiedAt }) => <Time at={modifiedAt} /> },
        ]}
        empty={
          search === '' && state === '' ? (
            <Empty title="No users yet">They appear here when Entra provisions them.</Empty>
          ) : (
            <Empty title={search === '' ? 'No user is like that' : `No user is found by “${search}”`}>
              {state === 'failing'
                ? 'People who could not be created at all are in the provisioning log.'
                : undefined}
            </Empty>
          )
        }
      />
    </Page>
  );
}
