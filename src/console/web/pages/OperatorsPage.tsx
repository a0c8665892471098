import { Button, NativeSelect, NumberInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConsoleSession, CreateNamedToken, NamedToken } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useSmallList } from '../api/pages.js';
import { Confirm } from '../parts/Confirm.js';
import { credentialColumns } from '../parts/credential-columns.js';
import { Empty } from '../parts/Empty.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { Page } from '../parts/Page.js';
import { PagedTable } from '../parts/PagedTable.js';
import { ShownOnce } from '../parts/ShownOnce.js';
import { sessionColumns } from '../roles/session-columns.js';

const TOKENS = '/admin-tokens';
const SESSIONS = '/console-sessions';
const KINDS = {
  'admin-token': 'Admin token',
  'named-token': 'Token',
  'setup-link': 'Set-up link',
  person: 'Microsoft Entra',
} as const;
const ROLES = [
  { value: 'read-only', label: 'read-only: reads everything' },
  { value: 'support', label: 'support: also makes set-up links and switches provisioning' },
  { value: 'owner', label: 'owner: does everything' },
];

/** Admin tokens with a name, and who is signed in to the console. */
export function OperatorsPage() {
  return (
    <div className="frame plain">
      <Page title="Operators">
        <Tokens />
        <Sessions />
      </Page>
    </div>
  );
}

/** A change after which both lists are read again: a revoked token ends sessions. */
function useOperatorChange<Given, Answer>(
  change: (given: Given) => Promise<Answer>,
  onDone: (answer: Answer) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (answer) => {
      onDone(answer);
      await client.invalidateQueries({ queryKey: [TOKENS] });
      await client.invalidateQueries({ queryKey: [SESSIONS] });
    },
    gcTime: 0,
  });
}

function Tokens() {
  const pages = useSmallList(TOKENS, { refreshMs: 10_000 });
  const secrets = useFreshSecrets();
  const [isIssuing, setIsIssuing] = useState(false);
  const [revoked, setRevoked] = useState<NamedToken | null>(null);
  const revoke = useOperatorChange(
    (id: string) => admin('DELETE', `/admin-tokens/${id}`),
    () => setRevoked(null),
  );
  return (
    <section aria-labelledby="tokens">
      <div className="page-head">
        <Title order={2} size="h4" id="tokens">
          Admin tokens with a name
        </Title>
        <Button size="xs" variant="light" onClick={() => setIsIssuing(true)}>
          Issue a token
        </Button>
      </div>
      {secrets.textsOf(TOKENS).map((text) => (
        <div className="card" key={text}>
          <ShownOnce label="admin token" value={text} onDone={() => secrets.forget(text)} />
        </div>
      ))}
      <PagedTable
        label="Table of admin tokens with a name"
        what="tokens"
        pages={pages}
        idOf={({ id }) => id}
        columns={credentialColumns<NamedToken>({
          title: 'Token',
          description: [
            { title: 'Name', cell: ({ name }) => name },
            { title: 'Role', cell: ({ role }) => role },
          ],
          actions: [{ word: 'Revoke', onAction: setRevoked }],
        })}
        empty={
          <Empty title="No token yet">Issue one for each machine, and for each person without Entra.</Empty>
        }
      />
      {isIssuing && (
        <IssueToken onToken={(text) => secrets.add(TOKENS, text)} onClose={() => setIsIssuing(false)} />
      )}
      {revoked !== null && (
        <Confirm
          title={`Revoke the token of ${revoked.name}?`}
          action="Revoke"
          change={revoke}
          onConfirm={() => revoke.mutate(revoked.id)}
          onClose={() => {
            revoke.reset();
            setRevoked(null);
          }}
        >
          <Text size="sm">It is refused at once, and whoever has signed in with it is signed out.</Text>
        </Confirm>
      )}
    </section>
  );
}

function IssueToken({ onToken, onClose }: { onToken: (text: string) => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<CreateNamedToken['role']>('read-only');
  const [days, setDays] = useState<number | string>(90);
  const issue = useOperatorChange(
    (body: CreateNamedToken) => admin('POST', TOKENS, body),
    ({ adminToken }) => {
      onToken(adminToken);
      onClose();
    },
  );
  return (
    <Confirm
      title="Issue an admin token"
      action="Issue"
      isHarmless
      change={issue}
      isReady={name.trim() !== '' && days !== ''}
      onConfirm={() => issue.mutate({ name: name.trim(), role, expiresInDays: Number(days) })}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          description="Who or what uses it; the audit log shows it"
          maxLength={128}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <NativeSelect
          label="Role"
          data={ROLES}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as CreateNamedToken['role'])}
        />
        <NumberInput
          label="Ends after days"
          value={days}
          min={1}
          max={366}
          allowDecimal={false}
          allowNegative={false}
          onChange={setDays}
        />
      </Stack>
    </Confirm>
  );
}

function Sessions() {
  const pages = useSmallList(SESSIONS, { refreshMs: 10_000 });
  const [ended, setEnded] = useState<ConsoleSession | null>(null);
  const end = useOperatorChange(
    (id: string) => admin('DELETE', `/console-sessions/${id}`),
    () => setEnded(null),
  );
  return (
    <section aria-labelledby="sessions">
      <Title order={2} size="h4" id="sessions" mt="lg" mb="xs">
        Sessions of the console
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        With tokens and set-up links. People who signed in with Microsoft are listed with their tenant.
      </Text>
      <PagedTable
        label="Table of sessions of the console"
        what="sessions"
        pages={pages}
        idOf={({ id }) => id}
        columns={sessionColumns<ConsoleSession>(
          { title: 'Who', cell: (session) => <Who of={session} /> },
          setEnded,
        )}
        empty={<Empty title="Nobody is signed in" />}
      />
      {ended !== null && (
        <Confirm
          title="End the session?"
          action="End it"
          change={end}
          onConfirm={() => end.mutate(ended.id)}
          onClose={() => {
            end.reset();
            setEnded(null);
          }}
        >
          <Who of={ended} />
        </Confirm>
      )}
    </section>
  );
}

function Who({ of: { kind, name, tenant } }: { of: ConsoleSession }) {
  const isNamed = kind === 'named-token' || kind === 'person';
  return (
    <>
      {isNamed ? name : KINDS[kind]}
      <Text size="xs" c="dimmed">
        {isNamed ? KINDS[kind] : [name, tenant?.name].filter(Boolean).join(' · ')}
      </Text>
    </>
  );
}
