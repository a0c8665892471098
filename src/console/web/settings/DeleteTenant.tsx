import { Button, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Tenant } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useTenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';

/** Deletes a customer. The name has to be typed, since the deletion is final. */
export function DeleteTenant({ tenant }: { tenant: Tenant }) {
  const path = useTenantPath();
  const client = useQueryClient();
  const secrets = useFreshSecrets();
  const navigate = useNavigate();
  const [isAsking, setIsAsking] = useState(false);
  const [name, setName] = useState('');
  const remove = useMutation({
    mutationFn: () => admin('DELETE', path),
    onSuccess: async () => {
      secrets.forgetAllOf(path);
      await navigate('/tenants');
      await client.invalidateQueries({ queryKey: ['/tenants'] });
    },
  });
  return (
    <section className="card" aria-labelledby="delete">
      <Title order={2} size="h4" id="delete">
        Delete the tenant
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {tenant.provisioningEnabled ? 'Switch provisioning off first. ' : ''}
        Removes its users, groups, codes and log. Nothing brings them back.
      </Text>
      <Button variant="default" disabled={tenant.provisioningEnabled} onClick={() => setIsAsking(true)}>
        Delete {tenant.name}
      </Button>
      {isAsking && (
        <Confirm
          title={`Delete ${tenant.name}?`}
          action="Delete for good"
          change={remove}
          isReady={name.trim() === tenant.name.trim()}
          onConfirm={() => remove.mutate()}
          onClose={() => {
            remove.reset();
            setIsAsking(false);
            setName('');
          }}
        >
          <TextInput
            label={`Type ${tenant.name} to confirm`}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        </Confirm>
      )}
    </section>
  );
}
