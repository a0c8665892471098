import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RoleMapping, SetRoleMappings } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { Empty } from '../parts/Empty.js';
import { DataTable, type Column } from '../parts/PagedTable.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { useMayChange } from '../parts/WhoMay.js';
import { GroupName } from './GroupName.js';
import { GroupPicker } from './GroupPicker.js';

type Mappings = readonly RoleMapping[];

interface Placed {
  readonly mapping: RoleMapping;
  readonly index: number;
}

/** Which groups give which roles, in the order of their precedence. */
export function RoleMappingsCard() {
  const path = `${useTenantPath()}/role-mappings` as const;
  const read = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  const may = useMayChange();
  const [isAdding, setIsAdding] = useState(false);
  const change = useTenantChange(
    (of, mappings: SetRoleMappings['mappings']) => admin('PUT', `${of}/role-mappings`, { mappings }),
    () => setIsAdding(false),
  );
  const mappings: Mappings = read.data?.mappings ?? [];
  const set = (wanted: readonly { groupId: string; role: string }[]) =>
    change.mutate(wanted.map(({ groupId, role }) => ({ groupId, role })));
  const nameOf = ({ groupName, role }: RoleMapping) => `${groupName}: ${role}`;
  const actions: Column<Placed> = {
    title: 'Actions',
    isEnd: true,
    cell: ({ mapping, index }) => (
      <Group gap="xs" justify="flex-end" wrap="nowrap">
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Move up ${nameOf(mapping)}`}
          disabled={index === 0 || change.isPending}
          onClick={() => set(movedUp(mappings, index))}
        >
          ↑
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Remove ${nameOf(mapping)}`}
          disabled={change.isPending}
          onClick={() => set(mappings.filter((_each, at) => at !== index))}
        >
          Remove
        </Button>
      </Group>
    ),
  };
  return (
    <section className="card" aria-labelledby="role-mappings">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="role-mappings">
          Roles by group
        </Title>
        {may && (
          <Button size="xs" variant="light" disabled={!read.isSuccess} onClick={() => setIsAdding(true)}>
            Add a role
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed" mb="md">
        Whoever is in several of these groups, directly or through groups in groups, has the role of the first
        one.
      </Text>
      {read.isError && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {change.isError && !isAdding && <ProblemNote error={change.error} />}
      {read.isSuccess && mappings.length === 0 && (
        <Empty title="No role yet">People have only the roles that Entra provisions by itself.</Empty>
      )}
      {mappings.length > 0 && (
        <DataTable
          label="Table of roles by group"
          items={mappings.map((mapping, index) => ({ mapping, index }))}
          idOf={({ index }) => String(index)}
          columns={[
            { title: 'Group', cell: ({ mapping }) => <GroupName of={mapping} /> },
            { title: 'Role', cell: ({ mapping }) => mapping.role },
            ...(may ? [actions] : []),
          ]}
        />
      )}
      {isAdding && (
        <AddRole
          change={change}
          onAdd={(added) => set([...mappings, added])}
          onClose={() => {
            change.reset();
            setIsAdding(false);
          }}
        />
      )}
    </section>
  );
}

function movedUp(mappings: Mappings, index: number): Mappings {
  const moved = mappings.slice(index, index + 1);
  return [
    ...mappings.slice(0, index - 1),
    ...moved,
    ...mappings.slice(index - 1, index),
    ...mappings.slice(index + 1),
  ];
}

function AddRole({
  change,
  onAdd,
  onClose,
}: {
  change: { readonly isPending: boolean; readonly error: Error | null };
  onAdd: (added: { groupId: string; role: string }) => void;
  onClose: () => void;
}) {
  const [groupId, setGroupId] = useState<string | null>(null);
  const [role, setRole] = useState('');
  return (
    <Confirm
      title="Add a role"
      action="Add"
      isHarmless
      change={change}
      isReady={groupId !== null && role.trim() !== ''}
      onConfirm={() => onAdd({ groupId: groupId ?? '', role: role.trim() })}
      onClose={onClose}
    >
      <Stack gap="md">
        <GroupPicker chosen={groupId} onChoose={setGroupId} />
        <TextInput
          label="Role"
          description="Name of a role of InviteDesk, such as organizer"
          value={role}
          onChange={(event) => setRole(event.currentTarget.value)}
        />
      </Stack>
    </Confirm>
  );
}
