import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { OAuthClient } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath, type TenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { CopyField } from '../parts/CopyField.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { SecretsTable } from '../parts/SecretsTable.js';
import { ShownOnce } from '../parts/ShownOnce.js';
import { WhoMay } from '../parts/WhoMay.js';
import { RotateDialog } from './RotateDialog.js';

/** The only scope of the token endpoint. */
const SCOPES = 'scim';

/** An OAuth client: the values to enter in Entra, and its secrets. */
export function OAuthClientCard({ client }: { client: OAuthClient }) {
  const secrets = useFreshSecrets();
  const [isDeleting, setIsDeleting] = useState(false);
  const of = (path: TenantPath) => `${path}/oauth-clients/${client.clientId}` as const;
  const own = of(useTenantPath());
  const add = useTenantChange(
    (path, _given: null) => admin('POST', `${of(path)}/secrets`, {}),
    ({ clientSecret }) => secrets.add(own, clientSecret),
  );
  const revoke = useTenantChange((path, id: string) => admin('DELETE', `${of(path)}/secrets/${id}`));
  const remove = useTenantChange(
    (path, _given: null) => admin('DELETE', of(path)),
    () => {
      secrets.forgetAllOf(own);
      setIsDeleting(false);
    },
  );
  const fresh = secrets.textsOf(own);
  const name = client.description ?? client.clientId;
  return (
    <section className="card" aria-label={`Client ${name}`}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={4} size="h6">
            {name}
          </Title>
          <WhoMay>
            <Group gap={6}>
              <Button
                size="compact-xs"
                variant="default"
                loading={add.isPending}
                onClick={() => add.mutate(null)}
              >
                One more secret
              </Button>
              <Button size="compact-xs" variant="default" onClick={() => setIsDeleting(true)}>
                Delete client
              </Button>
            </Group>
          </WhoMay>
        </Group>
        {add.isError && <ProblemNote error={add.error} />}
        <CopyField label="Token Endpoint" value={client.tokenUrl} />
        <CopyField label="Client Identifier" value={client.clientId} />
        {fresh.length === 0 && (
          <Text size="sm" c="dimmed">
            <strong>Client Secret</strong>: shown once, when it is made.
          </Text>
        )}
        {fresh.map((text) => (
          <ShownOnce key={text} label="Client Secret" value={text} onDone={() => secrets.forget(text)} />
        ))}
        <CopyField label="Scopes" value={SCOPES} />
        <SecretsTable
          of={name}
          secrets={client.secrets}
          rotation={(secret, onClose) => (
            <RotateDialog of={{ ...secret, clientId: client.clientId }} onClose={onClose} />
          )}
          revocation={revoke}
          consequence="It gives no access token from then on, and those that it gave end within 5 seconds."
        />
      </Stack>
      {isDeleting && (
        <Confirm
          title={`Delete client ${name}?`}
          action="Delete"
          change={remove}
          onConfirm={() => remove.mutate(null)}
          onClose={() => {
            remove.reset();
            setIsDeleting(false);
          }}
        >
          <Text size="sm">All of its secrets and access tokens end within 5 seconds.</Text>
        </Confirm>
      )}
    </section>
  );
}
