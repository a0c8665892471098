import { Anchor, Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useAddress } from '../api/address.js';
import type { ListedTenant } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useCursorPages } from '../api/pages.js';
import { SearchField, useSearch } from '../directory/SearchField.js';
import { Empty } from '../parts/Empty.js';
import { useSession } from '../api/session.js';
import { isOwner } from '../parts/operator.js';
import { Page } from '../parts/Page.js';
import { PagedTable, type ColumnSort } from '../parts/PagedTable.js';
import { Confirm } from '../parts/Confirm.js';
import { faultOf } from '../parts/field-words.js';
import { moodOf } from '../parts/health-mood.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Ago, Time } from '../parts/Time.js';

type Sort = 'name' | 'lastRequest' | 'users' | 'failures' | 'created';
/** Sorted the other way round at first: whoever sorts by a number looks for the greatest. */
const GREATEST_FIRST: readonly Sort[] = ['users', 'failures'];

const CHOICES = [
  { value: '', label: 'All tenants' },
  { value: 'broken', label: 'Only broken ones' },
  { value: 'ending', label: 'With credentials that end' },
];

export function TenantsPage() {
  const { data: session } = useSession();
  const { text, search, setText } = useSearch();
  const address = useAddress();
  const [only, sort, order] = [address.get('only'), address.get('sort'), address.get('order')];
  const pages = useCursorPages('/tenants', {
    parameters: { search, only, sort, order },
    refreshMs: 10_000,
  });
  const [isAdding, setIsAdding] = useState(false);
  const sortBy = (column: Sort): ColumnSort => {
    const isSorted = (sort === '' ? 'created' : sort) === column;
    const isDescending = order === 'desc';
    const next = isSorted ? !isDescending : GREATEST_FIRST.includes(column);
    return {
      direction: isSorted ? (isDescending ? 'descending' : 'ascending') : null,
      onSort: () => address.set({ sort: column, order: next ? 'desc' : '' }),
    };
  };
  return (
    <div className="frame plain">
      <Page
        title="Tenants"
        actions={isOwner(session) && <Button onClick={() => setIsAdding(true)}>Add a tenant</Button>}
      >
        <div className="filters list-filters">
          <SearchField
            label="Search tenants"
            hint="A part of the name, or the Entra tenant id"
            text={text}
            onChange={setText}
          />
          <NativeSelect
            label="Show"
            data={CHOICES}
            value={only}
            onChange={(event) => address.set({ only: event.currentTarget.value })}
          />
        </div>
        <PagedTable
          label="Tenants"
          what="tenants"
          pages={pages}
          idOf={({ id }) => id}
          columns={[
            {
              title: 'Name',
              sort: sortBy('name'),
              cell: ({ id, name }) => (
                <Anchor className="row-link" component={Link} to={`/tenants/${id}`} fz="sm" fw={600}>
                  {name}
                </Anchor>
              ),
            },
            { title: 'Health', cell: (tenant) => <HealthLink tenant={tenant} /> },
            {
              title: 'Last request',
              sort: sortBy('lastRequest'),
              cell: ({ lastRequestAt }) => <Ago at={lastRequestAt} />,
            },
            {
              title: 'Users',
              isEnd: true,
              sort: sortBy('users'),
              cell: ({ users }) => users.toLocaleString(),
            },
            {
              title: 'Failures in 24 h',
              isEnd: true,
              sort: sortBy('failures'),
              cell: ({ failures }) => failures.toLocaleString(),
            },
            {
              title: 'Entra tenant id',
              cell: ({ entraTenantId }) => <span className="code nowrap">{entraTenantId}</span>,
            },
            {
              title: 'Added',
              sort: sortBy('created'),
              cell: ({ createdAt }) => <Time at={createdAt} />,
            },
          ]}
          empty={
            search === '' && only === '' ? (
              <Empty title="No tenant yet">
                A tenant is one customer with its Entra directory. Add the first one.
              </Empty>
            ) : (
              <Empty
                title={
                  search !== ''
                    ? `No tenant is found by “${search}”`
                    : only === 'broken'
                      ? 'No tenant is broken'
                      : 'No credential ends within 30 days'
                }
              />
            )
          }
        />
        {isAdding && <AddTenant onClose={() => setIsAdding(false)} />}
      </Page>
    </div>
  );
}

/** The health of a tenant, which leads to the page with the reason. */
function HealthLink({ tenant: { id, health, endsAt } }: { tenant: ListedTenant }) {
  const isTold = health.state.startsWith('credentials');
  return (
    <Group gap={6} wrap="nowrap">
      <Link to={`/tenants/${id}/status`} title={health.reason} className="plain-link">
        <StateBadge mood={moodOf(health)}>{health.summary}</StateBadge>
      </Link>
      {endsAt !== null && !isTold && (
        <Link to={`/tenants/${id}`} className="plain-link">
          <StateBadge mood="warning">credentials ending</StateBadge>
        </Link>
      )}
    </Group>
  );
}

function AddTenant({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [entraTenantId, setEntraTenantId] = useState('');
  const add = useMutation({
    mutationFn: () => admin('POST', '/tenants', { name, entraTenantId: entraTenantId.trim() }),
    onSuccess: async ({ id }) => {
      void client.invalidateQueries({ queryKey: ['/tenants'] });
      await navigate(`/tenants/${id}`);
    },
  });
  return (
    <Confirm
      title="Add a tenant"
      action="Add"
      isHarmless
      change={add}
      onConfirm={() => add.mutate()}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="Of the customer"
          value={name}
          error={faultOf(add.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          withAsterisk={false}
          data-autofocus
        />
        <TextInput
          label="Entra tenant id"
          description="Entra admin center > Overview > Tenant ID"
          value={entraTenantId}
          error={faultOf(add.error, 'entraTenantId')}
          onChange={(event) => setEntraTenantId(event.currentTarget.value)}
          required
          withAsterisk={false}
          autoComplete="off"
          spellCheck={false}
        />
      </Stack>
    </Confirm>
  );
}
