import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { admin } from '../api/call.js';
import { useCursorPages } from '../api/pages.js';
import { Empty } from '../parts/Empty.js';
import { Page } from '../parts/Page.js';
import { PagedTable } from '../parts/PagedTable.js';
import { Confirm } from '../parts/Confirm.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Time } from '../parts/Time.js';

export function TenantsPage() {
  const pages = useCursorPages('/tenants');
  const [isAdding, setIsAdding] = useState(false);
  return (
    <div className="frame plain">
      <Page title="Tenants" actions={<Button onClick={() => setIsAdding(true)}>Add a tenant</Button>}>
        <PagedTable
          label="Tenants"
          what="tenants"
          pages={pages}
          idOf={({ id }) => id}
          columns={[
            {
              title: 'Name',
              cell: ({ id, name }) => (
                <Anchor component={Link} to={`/tenants/${id}`} fz="sm" fw={600}>
                  {name}
                </Anchor>
              ),
            },
            {
              title: 'Entra tenant id',
              cell: ({ entraTenantId }) => <span className="code">{entraTenantId}</span>,
            },
            {
              title: 'Provisioning',
              cell: ({ provisioningEnabled: isOn }) => (
                <StateBadge mood={isOn ? 'good' : 'plain'}>{isOn ? 'On' : 'Off'}</StateBadge>
              ),
            },
            { title: 'Added', cell: ({ createdAt }) => <Time at={createdAt} /> },
          ]}
          empty={
            <Empty title="No tenant yet">
              A tenant is one customer with its Entra directory. Add the first one.
            </Empty>
          }
        />
        {isAdding && <AddTenant onClose={() => setIsAdding(false)} />}
      </Page>
    </div>
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
          onChange={(event) => setName(event.currentTarget.value)}
          required
          withAsterisk={false}
          data-autofocus
        />
        <TextInput
          label="Entra tenant id"
          description="Entra admin center > Overview > Tenant ID"
          value={entraTenantId}
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
