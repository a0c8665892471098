import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SetAdminAccess } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { Empty } from '../parts/Empty.js';
import { DataTable, type Column } from '../parts/PagedTable.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { useMayChange } from '../parts/WhoMay.js';
import { GroupName } from './GroupName.js';
import { GroupPicker } from './GroupPicker.js';

interface Grant {
  readonly kind: 'Group' | 'Role';
  readonly groupId: string;
  readonly groupName: string;
  readonly groupExists: boolean;
}

/** Which groups and roles make an admin of the tenant. */
export function AdminAccessCard() {
  const path = `${useTenantPath()}/admin-access` as const;
  const read = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  const may = useMayChange();
  const [adding, setAdding] = useState<'Group' | 'Role' | null>(null);
  const change = useTenantChange(
    (of, body: SetAdminAccess) => admin('PUT', `${of}/admin-access`, body),
    () => setAdding(null),
  );
  const grants: readonly Grant[] = [
    ...(read.data?.groups ?? []).map((group) => ({ kind: 'Group' as const, ...group })),
    ...(read.data?.roles ?? []).map((role) => ({
      kind: 'Role' as const,
      groupId: role,
      groupName: role,
      groupExists: true,
    })),
  ];
  const set = (wanted: readonly Pick<Grant, 'kind' | 'groupId'>[]) =>
    change.mutate({
      groupIds: wanted.filter(({ kind }) => kind === 'Group').map(({ groupId }) => groupId),
      roles: wanted.filter(({ kind }) => kind === 'Role').map(({ groupId }) => groupId),
    });
  const actions: Column<Grant> = {
    title: 'Actions',
    isEnd: true,
    cell: (grant) => (
      <Button
        size="compact-xs"
        variant="default"
        aria-label={`Remove ${grant.groupName} from what makes an admin`}
        disabled={change.isPending}
        onClick={() => set(grants.filter((each) => each !== grant))}
      >
        Remove
      </Button>
    ),
  };
  return (
    <section className="card" aria-labelledby="admin-access">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="admin-access">
          Admins
        </Title>
        {may && (
          <Group gap="xs">
            <Button size="xs" variant="light" disabled={!read.isSuccess} onClick={() => setAdding('Group')}>
              Add a group
            </Button>
            <Button size="xs" variant="light" disabled={!read.isSuccess} onClick={() => setAdding('Role')}>
              Add a role of admins
            </Button>
          </Group>
        )}
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        Whoever is in one of these groups, or has one of these roles, signs in here with Microsoft and sees
        these pages. While provisioning is off, nobody can.
      </Text>
      {read.isError && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {change.isError && adding === null && <ProblemNote error={change.error} />}
      {read.isSuccess && grants.length === 0 && (
        <Empty title="No admins yet">Only set-up links open these pages.</Empty>
      )}
      {grants.length > 0 && (
        <DataTable
          label="What makes an admin"
          items={grants}
          idOf={({ kind, groupId }) => `${kind} ${groupId}`}
          columns={[
            {
              title: 'Name',
              cell: (grant) => (grant.kind === 'Group' ? <GroupName of={grant} /> : grant.groupName),
            },
            { title: 'Kind', cell: ({ kind }) => kind },
            ...(may ? [actions] : []),
          ]}
        />
      )}
      {adding !== null && (
        <AddGrant
          kind={adding}
          change={change}
          onAdd={(groupId) => set([...grants, { kind: adding, groupId }])}
          onClose={() => {
            change.reset();
            setAdding(null);
          }}
        />
      )}
    </section>
  );
}

function AddGrant({
  kind,
  change,
  onAdd,
  onClose,
}: {
  kind: 'Group' | 'Role';
  change: { readonly isPending: boolean; readonly error: Error | null };
  onAdd: (groupOrRole: string) => void;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Confirm
      title={kind === 'Group' ? 'Who is an admin: a group' : 'Who is an admin: a role'}
      action="Add"
      isHarmless
      change={change}
      isReady={(chosen ?? '').trim() !== ''}
      onConfirm={() => onAdd((chosen ?? '').trim())}
      onClose={onClose}
    >
      <Stack gap="md">
        {kind === 'Group' ? (
          <GroupPicker chosen={chosen} onChoose={setChosen} />
        ) : (
          <TextInput
            label="Role"
            description="A value of roles that Entra provisions, or a role by group"
            maxLength={128}
            value={chosen ?? ''}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data-autofocus
          />
        )}
      </Stack>
    </Confirm>
  );
}
