import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { Application } from '../api/answers.js';
import { useApplicationChange } from '../api/applications.js';
import { admin } from '../api/call.js';
import { Confirm } from '../parts/Confirm.js';
import { CopyField } from '../parts/CopyField.js';
import { EndingNotes } from '../parts/EndingNotes.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { SecretsTable } from '../parts/SecretsTable.js';
import { ShownOnce } from '../parts/ShownOnce.js';
import { WhoMay } from '../parts/WhoMay.js';
import { OverlapDialog } from '../settings/OverlapDialog.js';
import { ApplicationDialog, type ApplicationForm } from './ApplicationDialog.js';

interface Rotated {
  readonly id: string;
  readonly hint: string;
}

/** An application: what its library is configured with, its addresses and its secrets. */
export function ApplicationCard({ application }: { application: Application }) {
  const { clientId, name } = application;
  const own = `/applications/${clientId}` as const;
  const secrets = useFreshSecrets();
  const [asked, setAsked] = useState<'change' | 'delete' | null>(null);
  const [rotated, setRotated] = useState<Rotated | null>(null);
  const done = () => setAsked(null);
  const add = useApplicationChange(
    (_given: null) => admin('POST', `${own}/secrets`, {}),
    ({ clientSecret }) => secrets.add(own, clientSecret),
  );
  const revoke = useApplicationChange((id: string) => admin('DELETE', `${own}/secrets/${id}`));
  const change = useApplicationChange((form: ApplicationForm) => admin('PATCH', own, form), done);
  const remove = useApplicationChange(
    (_given: null) => admin('DELETE', own),
    () => {
      secrets.forgetAllOf(own);
      done();
    },
  );
  const close = () => {
    for (const each of [change, remove]) each.reset();
    done();
  };
  const hasSecrets = application.authentication === 'client_secret';
  return (
    <section className="card" aria-label={`Application ${name}`}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h5">
            {name}
          </Title>
          <WhoMay>
            <Group gap={6}>
              {hasSecrets && (
                <Button
                  size="compact-xs"
                  variant="default"
                  loading={add.isPending}
                  onClick={() => add.mutate(null)}
                >
                  One more secret
                </Button>
              )}
              <Button size="compact-xs" variant="default" onClick={() => setAsked('change')}>
                Change
              </Button>
              <Button size="compact-xs" variant="default" onClick={() => setAsked('delete')}>
                Delete
              </Button>
            </Group>
          </WhoMay>
        </Group>
        {add.isError && <ProblemNote error={add.error} />}
        <EndingNotes endings={application.ending} canBeRotated={() => true} onRotate={setRotated} />
        <CopyField label="Issuer" value={application.issuer} />
        <CopyField label="Client ID" value={clientId} />
        {secrets.textsOf(own).map((text) => (
          <ShownOnce key={text} label="Client secret" value={text} onDone={() => secrets.forget(text)} />
        ))}
        <Addresses title="Redirect URIs" addresses={application.redirectUris} />
        <Addresses title="Post-logout redirect URIs" addresses={application.postLogoutRedirectUris} />
        <Addresses
          title="Back-channel logout URI"
          addresses={application.backchannelLogoutUri === null ? [] : [application.backchannelLogoutUri]}
        />
        {hasSecrets ? (
          <SecretsTable
            of={name}
            secrets={application.secrets}
            rotation={(secret, onClose) => (
              <SecretRotation of={application} secret={secret} onClose={onClose} />
            )}
            revocation={revoke}
            consequence="It is refused at once: nobody can sign in where the application uses it."
          />
        ) : (
          <Addresses
            title="Keys of its own (private_key_jwt)"
            addresses={application.jwksUri === null ? keyNames(application) : [application.jwksUri]}
          />
        )}
      </Stack>
      {rotated !== null && (
        <SecretRotation of={application} secret={rotated} onClose={() => setRotated(null)} />
      )}
      {asked === 'change' && (
        <ApplicationDialog
          title={`Change ${name}`}
          action="Save"
          before={application}
          change={change}
          onSave={(form) => change.mutate(form)}
          onClose={close}
        />
      )}
      {asked === 'delete' && (
        <Confirm
          title={`Delete ${name}?`}
          action="Delete"
          change={remove}
          onConfirm={() => remove.mutate(null)}
          onClose={close}
        >
          <Text size="sm">Nobody can sign in to it any more, and all of its tokens are refused at once.</Text>
        </Confirm>
      )}
    </section>
  );
}

function keyNames({ jwks }: Application): string[] {
  return (jwks ?? []).map(({ kty, kid }) => [kty, kid].filter((part) => typeof part === 'string').join(' '));
}

/** Replaces a secret by a new one, which the card shows once. */
function SecretRotation({
  of: { clientId, name },
  secret,
  onClose,
}: {
  of: Application;
  secret: Rotated;
  onClose: () => void;
}) {
  const secrets = useFreshSecrets();
  const own = `/applications/${clientId}` as const;
  const rotate = useApplicationChange(
    (overlapSeconds: number) => admin('POST', `${own}/secrets/${secret.id}/rotate`, { overlapSeconds }),
    ({ clientSecret }) => {
      secrets.add(own, clientSecret);
      onClose();
    },
  );
  return (
    <OverlapDialog
      what={`secret ${secret.hint}…`}
      where={name}
      change={rotate}
      onRotate={(overlapSeconds) => rotate.mutate(overlapSeconds)}
      onClose={() => {
        rotate.reset();
        onClose();
      }}
    />
  );
}

function Addresses({ title, addresses }: { title: string; addresses: readonly string[] }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {addresses.length === 0 && (
        <Text size="sm" c="dimmed">
          None
        </Text>
      )}
      {addresses.map((address) => (
        <div key={address} className="code">
          {address}
        </div>
      ))}
    </div>
  );
}
