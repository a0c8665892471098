import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Tenant, Token, CreateAccessCode } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useSmallList } from '../api/pages.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { CopyField } from '../parts/CopyField.js';
import { credentialColumns } from '../parts/credential-columns.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { Empty } from '../parts/Empty.js';
import { PagedTable } from '../parts/PagedTable.js';
import { IssueDialog } from '../parts/IssueDialog.js';
import { useMayChange } from '../parts/WhoMay.js';
import { ShownOnce } from '../parts/ShownOnce.js';
import { EndField, endOf } from './EndField.js';
import { RotateDialog } from './RotateDialog.js';

/** Tenant URL and Secret Token, and the list of access codes. */
export function BearerMethod({ tenant }: { tenant: Tenant }) {
  const secrets = useFreshSecrets();
  const may = useMayChange();
  const path = `${useTenantPath()}/tokens` as const;
  const codes = secrets.textsOf(path);
  return (
    <Stack gap="md">
      <CopyField label="Tenant URL" value={tenant.tenantUrl} />
      {codes.length === 0 && (
        <Alert color="gray" title="Secret Token">
          <Text size="sm">
            An access code. It is shown once, when it is issued.
            {may && ' Issue a new one below if you do not have it any more.'}
          </Text>
        </Alert>
      )}
      {codes.map((code) => (
        <ShownOnce key={code} label="Secret Token" value={code} onDone={() => secrets.forget(code)} />
      ))}
      <AccessCodes onCode={(code) => secrets.add(path, code)} />
    </Stack>
  );
}

function AccessCodes({ onCode }: { onCode: (accessCode: string) => void }) {
  const pages = useSmallList(`${useTenantPath()}/tokens`, { refreshMs: 10_000 });
  const may = useMayChange();
  const [isIssuing, setIsIssuing] = useState(false);
  const [rotated, setRotated] = useState<Token | null>(null);
  const [revoked, setRevoked] = useState<Token | null>(null);
  const revoke = useTenantChange(
    (path, id: string) => admin('DELETE', `${path}/tokens/${id}`),
    () => setRevoked(null),
  );
  return (
    <section aria-labelledby="codes">
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h5" id="codes">
          Access codes
        </Title>
        {may && (
          <Button size="xs" variant="light" onClick={() => setIsIssuing(true)}>
            Issue a code
          </Button>
        )}
      </Group>
      <PagedTable
        label="Table of access codes"
        what="access codes"
        pages={pages}
        idOf={({ id }) => id}
        columns={credentialColumns<Token>({
          title: 'Code',
          description: [{ title: 'Description', cell: ({ description }) => description ?? '' }],
          actions: may
            ? [
                { word: 'Rotate', onAction: setRotated },
                { word: 'Revoke', onAction: setRevoked },
              ]
            : [],
        })}
        empty={<Empty title="No code yet">Switching provisioning on issues the first one.</Empty>}
      />
      {isIssuing && <IssueCode onCode={onCode} onClose={() => setIsIssuing(false)} />}
      {rotated !== null && (
        <RotateDialog of={{ ...rotated, clientId: null }} onClose={() => setRotated(null)} />
      )}
      {revoked !== null && (
        <Confirm
          title={`Revoke code ${revoked.hint}…?`}
          action="Revoke"
          change={revoke}
          onConfirm={() => revoke.mutate(revoked.id)}
          onClose={() => {
            revoke.reset();
            setRevoked(null);
          }}
        >
          <Text size="sm">
            Whoever uses it is refused everywhere within 5 seconds. If Entra does, rotate it instead.
          </Text>
        </Confirm>
      )}
    </section>
  );
}

function IssueCode({ onCode, onClose }: { onCode: (accessCode: string) => void; onClose: () => void }) {
  const [end, setEnd] = useState('');
  const issue = useTenantChange(
    (path, body: CreateAccessCode) => admin('POST', `${path}/tokens`, body),
    ({ accessCode }) => {
      onCode(accessCode);
      onClose();
    },
  );
  return (
    <IssueDialog
      title="Issue an access code"
      action="Issue"
      hint="Such as where it is used"
      change={issue}
      onIssue={(description) => issue.mutate({ description, expiresAt: endOf(end) })}
      onClose={onClose}
    >
      <EndField value={end} onChange={setEnd} hint="It works for ever when left empty" />
    </IssueDialog>
  );
}
