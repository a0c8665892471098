import { Button, Group, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { Tenant, UpdateTenant } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useSession } from '../api/session.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { faultOf } from '../parts/field-words.js';
import { isOwner } from '../parts/operator.js';
import { Confirm } from '../parts/Confirm.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { useMayChange } from '../parts/WhoMay.js';
import { ProblemNote } from '../parts/ProblemNote.js';

/** The Entra tenant of the customer, and the provisioning toggle. */
export function DirectoryCard({ tenant }: { tenant: Tenant }) {
  const path = useTenantPath();
  const secrets = useFreshSecrets();
  const { data: session } = useSession();
  const maySwitch = useMayChange('support');
  const [isEditing, setIsEditing] = useState(false);
  const [isStopping, setIsStopping] = useState(false);
  const toggle = useTenantChange(
    (of, enabled: boolean) => admin('PUT', `${of}/provisioning`, { enabled }),
    ({ accessCode }) => {
      if (accessCode !== undefined) secrets.add(`${path}/tokens`, accessCode);
      setIsStopping(false);
    },
  );
  const isOn = toggle.isPending ? toggle.variables : tenant.provisioningEnabled;
  return (
    <section className="card" aria-labelledby="directory">
      <Group justify="space-between" align="flex-start">
        <Title order={2} size="h4" id="directory">
          {tenant.name}
        </Title>
        {isOwner(session) && (
          <Button variant="default" size="xs" onClick={() => setIsEditing(true)}>
            Change name or directory
          </Button>
        )}
      </Group>
      <dl className="facts">
        <dt>Entra tenant id</dt>
        <dd className="code">{tenant.entraTenantId}</dd>
      </dl>
      {toggle.isError && !isStopping && <ProblemNote error={toggle.error} />}
      <Switch
        mt="md"
        label={isOn ? 'Provisioning is on' : 'Provisioning is off'}
        description={
          isOn ? 'Entra may create, change and remove users and groups' : 'Entra is refused with 403'
        }
        checked={isOn}
        disabled={toggle.isPending || !maySwitch}
        onChange={() => (isOn ? setIsStopping(true) : toggle.mutate(true))}
      />
      {isStopping && (
        <Confirm
          title="Switch provisioning off?"
          action="Switch off"
          change={toggle}
          onConfirm={() => toggle.mutate(false)}
          onClose={() => {
            toggle.reset();
            setIsStopping(false);
          }}
        >
          <Text size="sm">
            Entra is refused with 403 from then on, and puts the job in quarantine after a while. Users,
            groups and access codes stay as they are. People who signed in with Microsoft are signed out
            {session?.kind === 'admin' && ', you too: a set-up link or InviteDesk switches it on again'}.
          </Text>
        </Confirm>
      )}
      {isEditing && <EditTenant tenant={tenant} onClose={() => setIsEditing(false)} />}
    </section>
  );
}

function EditTenant({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const [name, setName] = useState(tenant.name);
  const [entraTenantId, setEntraTenantId] = useState(tenant.entraTenantId);
  const change = useTenantChange((path, body: UpdateTenant) => admin('PATCH', path, body), onClose);
  // Send changed fields only: others may have changed the rest.
  const [before] = useState({ name: tenant.name, entraTenantId: tenant.entraTenantId });
  const save = () => {
    const after = { name, entraTenantId: entraTenantId.trim() };
    const changed = Object.entries(after).filter(
      ([field, value]) => value !== before[field as keyof typeof after],
    );
    if (changed.length === 0) onClose();
    else change.mutate(Object.fromEntries(changed));
  };
  return (
    <Confirm
      title="Name and directory"
      action="Save"
      isHarmless
      change={change}
      onConfirm={save}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          value={name}
          error={faultOf(change.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          withAsterisk={false}
          data-autofocus
        />
        <TextInput
          label="Entra tenant id"
          value={entraTenantId}
          error={faultOf(change.error, 'entraTenantId')}
          onChange={(event) => setEntraTenantId(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
      </Stack>
    </Confirm>
  );
}
