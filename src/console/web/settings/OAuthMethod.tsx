import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Tenant, CreateOAuthClient } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useSmallList } from '../api/pages.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { CopyField } from '../parts/CopyField.js';
import { Empty } from '../parts/Empty.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { IssueDialog } from '../parts/IssueDialog.js';
import { Loading } from '../parts/Loading.js';
import { WhoMay } from '../parts/WhoMay.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { EndField, endOf } from './EndField.js';
import { OAuthClientCard } from './OAuthClientCard.js';

/** The OAuth clients, with which Entra gets access tokens valid for an hour. */
export function OAuthMethod({ tenant }: { tenant: Tenant }) {
  const pages = useSmallList(`${useTenantPath()}/oauth-clients`, {
    limit: 200,
    refreshMs: 10_000,
  });
  const [isAdding, setIsAdding] = useState(false);
  const { answer, items } = pages;
  return (
    <Stack gap="md">
      <CopyField label="Tenant URL" value={tenant.tenantUrl} />
      <Group justify="space-between">
        <Title order={3} size="h5">
          Clients
        </Title>
        <WhoMay>
          <Button size="xs" variant="light" onClick={() => setIsAdding(true)}>
            Add a client
          </Button>
        </WhoMay>
      </Group>
      {answer.isPending && <Loading what="clients" />}
      {answer.isError && <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.isSuccess && items.length === 0 && (
        <Empty title="No client yet">Add one to get a Client Identifier and a Client Secret for Entra.</Empty>
      )}
      {items.map((client) => (
        <OAuthClientCard key={client.clientId} client={client} />
      ))}
      {isAdding && <AddClient onClose={() => setIsAdding(false)} />}
    </Stack>
  );
}

function AddClient({ onClose }: { onClose: () => void }) {
  const clients = `${useTenantPath()}/oauth-clients` as const;
  const secrets = useFreshSecrets();
  const [end, setEnd] = useState('');
  const add = useTenantChange(
    (path, body: CreateOAuthClient) => admin('POST', `${path}/oauth-clients`, body),
    ({ clientId, secret }) => {
      secrets.add(`${clients}/${clientId}`, secret.clientSecret);
      onClose();
    },
  );
  return (
    <IssueDialog
      title="Add an OAuth client"
      action="Add"
      change={add}
      onIssue={(description) => add.mutate({ description, expiresAt: endOf(end) })}
      onClose={onClose}
    >
      <EndField value={end} onChange={setEnd} hint="Of its secret: in two years when left empty" />
      <Text size="xs" c="dimmed">
        Several secrets of a client may work at once, so that one is replaced without a gap.
      </Text>
    </IssueDialog>
  );
}
