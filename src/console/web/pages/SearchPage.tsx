import { Anchor, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useAddress } from '../api/address.js';
import type { Found } from '../api/answers.js';
import { call, query } from '../api/call.js';
import { ACTION_WORDS, OUTCOME_MOODS, OUTCOME_WORDS } from '../log/action-words.js';
import { Empty } from '../parts/Empty.js';
import { Loading } from '../parts/Loading.js';
import { Page } from '../parts/Page.js';
import { DataTable, type Column } from '../parts/PagedTable.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Time } from '../parts/Time.js';

const PATH = '/search';

/** What was found in all tenants. */
export function SearchPage() {
  const q = useAddress().get('q').trim();
  const answer = useQuery({
    queryKey: [PATH, q],
    queryFn: () => call<Found>('GET', `/admin/v1${PATH}${query({ q })}`),
    enabled: q !== '',
  });
  return (
    <div className="frame plain">
      <Page title="Search all tenants">
        {q === '' ? (
          <Empty title="Nothing to search for">Enter a name, an e-mail address or an id above.</Empty>
        ) : answer.isPending ? (
          <Loading what="what is found" />
        ) : answer.isError ? (
          <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
        ) : (
          <Results q={q} found={answer.data} />
        )}
      </Page>
    </div>
  );
}

function Results({ q, found }: { q: string; found: Found }) {
  const { tenants, users, groups, logEntries, isPartial } = found;
  if (tenants.length + users.length + groups.length + logEntries.length === 0) {
    return (
      <Empty title={`Nothing is found by “${q}”`}>
        Users and groups are found by a whole value: user name, name, e-mail address, employee number,
        external id or id. A part of a name is found on the pages of a tenant.
      </Empty>
    );
  }
  return (
    <>
      {isPartial && <Text mb="md">There are more: the first 20 of each kind are shown.</Text>}
      <Section
        title="Tenants"
        items={tenants}
        idOf={({ id }) => id}
        columns={[
          { title: 'Name', cell: ({ id, name }) => <To to={`/tenants/${id}`} text={name} /> },
          {
            title: 'Entra tenant id',
            cell: ({ entraTenantId }) => <span className="code">{entraTenantId}</span>,
          },
        ]}
      />
      <Section
        title="Users"
        items={users}
        idOf={({ id, tenant }) => tenant.id + id}
        columns={[
          {
            title: 'User name',
            cell: ({ id, tenant, userName }) => (
              <To to={`/tenants/${tenant.id}/users/${id}`} text={userName} />
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
          TENANT,
        ]}
      />
      <Section
        title="Groups"
        items={groups}
        idOf={({ id, tenant }) => tenant.id + id}
        columns={[
          {
            title: 'Display name',
            cell: ({ id, tenant, displayName }) => (
              <To to={`/tenants/${tenant.id}/groups/${id}`} text={displayName} />
            ),
          },
          { title: 'External id', cell: ({ externalId }) => <span className="code">{externalId}</span> },
          TENANT,
        ]}
      />
      <Section
        title="Log entries"
        items={logEntries}
        idOf={({ id }) => id}
        columns={[
          {
            title: 'Time',
            cell: ({ id, tenant, time }) => (
              <Anchor component={Link} to={`/tenants/${tenant.id}/log/${id}`} fz="sm">
                <Time at={time} />
              </Anchor>
            ),
          },
          { title: 'Action', cell: ({ action }) => ACTION_WORDS[action] },
          { title: 'What', cell: ({ name }) => name },
          {
            title: 'Outcome',
            cell: ({ outcome }) => (
              <StateBadge mood={OUTCOME_MOODS[outcome]}>{OUTCOME_WORDS[outcome]}</StateBadge>
            ),
          },
          TENANT,
        ]}
      />
    </>
  );
}

const TENANT: Column<{ readonly tenant: { readonly id: string; readonly name: string } }> = {
  title: 'Tenant',
  cell: ({ tenant: { id, name } }) => <To to={`/tenants/${id}`} text={name} />,
};

function Section<Item>({
  title,
  items,
  idOf,
  columns,
}: {
  title: string;
  items: readonly Item[];
  idOf: (item: Item) => string;
  columns: readonly Column<Item>[];
}) {
  if (items.length === 0) return null;
  return (
    <section className="card" aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <DataTable label={`Found ${title.toLowerCase()}`} items={items} idOf={idOf} columns={columns} />
    </section>
  );
}

function To({ to, text }: { to: string; text: string }) {
  return (
    <Anchor component={Link} to={to} fz="sm" fw={600}>
      {text}
    </Anchor>
  );
}
