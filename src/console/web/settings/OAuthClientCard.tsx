import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { OAuthClient, Secret } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath, type TenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { CopyField } from '../parts/CopyField.js';
import { credentialColumns } from '../parts/credential-columns.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { DataTable } from '../parts/PagedTable.js';
import { useMayChange } from '../parts/WhoMay.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { ShownOnce } from '../parts/ShownOnce.js';
import { RotateDialog } from './RotateDialog.js';

/** The only scope of the token endpoint. */
const SCOPES = 'scim';

type Asked = { readonly what: 'rotate' | 'revoke'; readonly secret: Secret } | { readonly what: 'delete' };

/** An OAuth client: the values to enter in Entra, and its secrets. */
export function OAuthClientCard({ client }: { client: OAuthClient }) {
  const secrets = useFreshSecrets();
  const may = useMayChange();
  const [asked, setAsked] = useState<Asked | null>(null);
  const of = (path: TenantPath) => `${path}/oauth-clients/${client.clientId}` as const;
  const own = of(useTenantPath());
  const done = () => setAsked(null);
  const add = useTenantChange(
    (path, _given: null) => admin('POST', `${of(path)}/secrets`, {}),
    ({ clientSecret }) => secrets.add(own, clientSecret),
  );
  const revoke = useTenantChange((path, id: string) => admin('DELETE', `${of(path)}/secrets/${id}`), done);
  const remove = useTenantChange(
    (path, _given: null) => admin('DELETE', of(path)),
    () => {
      secrets.forgetAllOf(own);
      done();
    },
  );
  const close = () => {
    for (const change of [revoke, remove]) change.reset();
    done();
  };
  const fresh = secrets.textsOf(own);
  const name = client.description ?? client.clientId;
  return (
    <section className="card" aria-label={`Client ${name}`}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={4} size="h6">
            {name}
          </Title>
          {may && (
            <Group gap={6}>
              <Button
                size="compact-xs"
                variant="default"
                loading={add.isPending}
                onClick={() => add.mutate(null)}
              >
                One more secret
              </Button>
              <Button size="compact-xs" variant="default" onClick={() => setAsked({ what: 'delete' })}>
                Delete client
              </Button>
            </Group>
          )}
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
        <DataTable
          label={`Secrets of ${name}`}
          items={client.secrets}
          idOf={({ id }) => id}
          columns={credentialColumns<Secret>({
            title: 'Secret',
            actions: may
              ? [
                  { word: 'Rotate', onAction: (secret) => setAsked({ what: 'rotate', secret }) },
                  { word: 'Revoke', onAction: (secret) => setAsked({ what: 'revoke', secret }) },
                ]
              : [],
          })}
        />
      </Stack>
      {asked?.what === 'rotate' && (
        <RotateDialog of={{ ...asked.secret, clientId: client.clientId }} onClose={close} />
      )}
      {asked?.what === 'revoke' && (
        <Confirm
          title={`Revoke secret ${asked.secret.hint}…?`}
          action="Revoke"
          change={revoke}
          onConfirm={() => revoke.mutate(asked.secret.id)}
          onClose={close}
        >
          <Text size="sm">
            It gives no access token from then on, and those that it gave end within 5 seconds.
          </Text>
        </Confirm>
      )}
      {asked?.what === 'delete' && (
        <Confirm
          title={`Delete client ${name}?`}
          action="Delete"
          change={remove}
          onConfirm={() => remove.mutate(null)}
          onClose={close}
        >
          <Text size="sm">All of its secrets and access tokens end within 5 seconds.</Text>
        </Confirm>
      )}
    </section>
  );
}
