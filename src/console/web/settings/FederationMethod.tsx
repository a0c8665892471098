import { Button, Group, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import type { FederatedCredential, Tenant, CreateFederatedCredential } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useSmallList } from '../api/pages.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { faultOf } from '../parts/field-words.js';
import { Confirm } from '../parts/Confirm.js';
import { CopyField } from '../parts/CopyField.js';
import { Empty } from '../parts/Empty.js';
import { Loading } from '../parts/Loading.js';
import { WhoMay } from '../parts/WhoMay.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { Ago } from '../parts/Time.js';
import { EntraTokensSwitch } from './EntraTokensSwitch.js';

/** Trusted workload identities of Entra, without a shared secret. */
export function FederationMethod({ tenant }: { tenant: Tenant }) {
  const pages = useSmallList(`${useTenantPath()}/federated-credentials`, {
    limit: 200,
  });
  const [isAdding, setIsAdding] = useState(false);
  const { answer, items } = pages;
  return (
    <Stack gap="md">
      <CopyField label="Tenant URL" value={tenant.tenantUrl} />
      <Group justify="space-between">
        <Title order={3} size="h5">
          Trusted workload identities
        </Title>
        <WhoMay>
          <Button size="xs" variant="light" onClick={() => setIsAdding(true)}>
            Trust an identity
          </Button>
        </WhoMay>
      </Group>
      {answer.isPending && <Loading what="workload identities" />}
      {answer.isError && <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.isSuccess && items.length === 0 && (
        <Empty title="No identity is trusted yet">
          Entra shows the subject and the audience of the identity with which it provisions.
        </Empty>
      )}
      {items.map((credential) => (
        <IdentityCard key={credential.clientId} credential={credential} />
      ))}
      <EntraTokensSwitch />
      {isAdding && <TrustIdentity onClose={() => setIsAdding(false)} />}
    </Stack>
  );
}

function IdentityCard({ credential }: { credential: FederatedCredential }) {
  const [isAsking, setIsAsking] = useState(false);
  const remove = useTenantChange(
    (path, id: string) => admin('DELETE', `${path}/federated-credentials/${id}`),
    () => setIsAsking(false),
  );
  const name = credential.description ?? credential.subject;
  return (
    <section className="card" aria-label={`Workload identity ${name}`}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={4} size="h6">
            {name}
          </Title>
          <WhoMay>
            <Button size="compact-xs" variant="default" onClick={() => setIsAsking(true)}>
              Trust no longer
            </Button>
          </WhoMay>
        </Group>
        <CopyField label="Client Identifier" value={credential.clientId} />
        <CopyField label="Token Endpoint" value={credential.tokenUrl} />
        <dl className="facts">
          <dt>Issuer</dt>
          <dd className="code">{credential.issuer}</dd>
          <dt>Subject</dt>
          <dd className="code">{credential.subject}</dd>
          <dt>Audiences</dt>
          <dd className="code">{credential.audiences.join(', ')}</dd>
          <dt>Last used</dt>
          <dd>
            <Ago at={credential.lastUsedAt} />
          </dd>
        </dl>
      </Stack>
      {isAsking && (
        <Confirm
          title={`Trust ${name} no longer?`}
          action="Trust no longer"
          change={remove}
          onConfirm={() => remove.mutate(credential.clientId)}
          onClose={() => {
            remove.reset();
            setIsAsking(false);
          }}
        >
          <Text size="sm">Its access tokens are refused everywhere within 5 seconds.</Text>
        </Confirm>
      )}
    </section>
  );
}

function TrustIdentity({ onClose }: { onClose: () => void }) {
  const [subject, setSubject] = useState('');
  const [audiences, setAudiences] = useState('');
  const [description, setDescription] = useState('');
  const add = useTenantChange(
    (path, body: CreateFederatedCredential) => admin('POST', `${path}/federated-credentials`, body),
    onClose,
  );
  return (
    <Confirm
      title="Trust a workload identity"
      action="Trust"
      isHarmless
      change={add}
      onConfirm={() =>
        add.mutate({
          description: description === '' ? null : description,
          subject: subject.trim(),
          audiences: audiences.split(/\s+/).filter(Boolean),
        })
      }
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput
          label="Subject"
          description="Object id of the provisioning workload identity"
          value={subject}
          error={faultOf(add.error, 'subject')}
          onChange={(event) => setSubject(event.currentTarget.value)}
          required
          withAsterisk={false}
          data-autofocus
        />
        <Textarea
          label="Audiences"
          description="One a line, such as api://8f2c1d3e-6a5b-4c7d-9e0f-1a2b3c4d5e6f"
          value={audiences}
          error={faultOf(add.error, 'audiences')}
          onChange={(event) => setAudiences(event.currentTarget.value)}
          rows={2}
          required
          withAsterisk={false}
        />
        <TextInput
          label="Description"
          value={description}
          error={faultOf(add.error, 'description')}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
      </Stack>
    </Confirm>
  );
}
