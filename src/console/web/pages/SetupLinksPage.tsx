import { Button, Checkbox, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import type { SetupLink, CreateSetupLink } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useCursorPages } from '../api/pages.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { useSession } from '../api/session.js';
import { isSupport } from '../parts/operator.js';
import { Confirm } from '../parts/Confirm.js';
import { credentialColumns } from '../parts/credential-columns.js';
import { Empty } from '../parts/Empty.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { IssueDialog } from '../parts/IssueDialog.js';
import { Page } from '../parts/Page.js';
import { PagedTable } from '../parts/PagedTable.js';
import { RoleNote } from '../parts/WhoMay.js';
import { ShownOnce } from '../parts/ShownOnce.js';

const ACCESS = [
  { value: 'set-up', label: 'Set up: everything of this tenant' },
  { value: 'read', label: 'Read only: status, log, users and groups' },
];

const LIFETIMES = [
  { value: '24', label: 'a day' },
  { value: '168', label: 'a week' },
  { value: '720', label: '30 days' },
];
const READ_LIFETIMES = [...LIFETIMES, { value: '2160', label: '90 days' }];

const USES = ['1', '3', '10', '50', '100'];

/** Links for the customer's own IT, who have no account here. */
export function SetupLinksPage() {
  const path = `${useTenantPath()}/setup-links` as const;
  const pages = useCursorPages(path);
  const { data: session } = useSession();
  const [isMaking, setIsMaking] = useState(false);
  const urls = useFreshSecrets();
  const [revoked, setRevoked] = useState<SetupLink | null>(null);
  return (
    <Page
      title="Set-up links"
      actions={isSupport(session) && <Button onClick={() => setIsMaking(true)}>Make a link</Button>}
    >
      <RoleNote />
      <Text size="sm" c="dimmed" mb="md">
        Whoever opens one sees this tenant and nothing else: a set-up link its settings, status, log, users,
        groups and custom schemas; a read-only link its status, log, users and groups, and changes nothing.
      </Text>
      {urls.textsOf(path).map((url) => (
        <div className="card" key={url}>
          <ShownOnce label="set-up link" value={url} onDone={() => urls.forget(url)} />
        </div>
      ))}
      <PagedTable
        label="Set-up links"
        what="set-up links"
        pages={pages}
        idOf={({ id }) => id}
        columns={credentialColumns<SetupLink>({
          title: 'Link',
          description: [
            { title: 'Description', cell: ({ description }) => description },
            { title: 'Kind', cell: ({ access }) => (access === 'read' ? 'Read only' : 'Set up') },
          ],
          use: [{ title: 'Sign-ins', cell: ({ uses, maxUses }) => `${uses} of ${maxUses}` }],
          actions: isSupport(session) ? [{ word: 'Revoke', onAction: setRevoked }] : [],
        })}
        empty={<Empty title="No link yet">Make one and send it to the customer’s IT.</Empty>}
      />
      {isMaking && <MakeLink onUrl={(url) => urls.add(path, url)} onClose={() => setIsMaking(false)} />}
      {revoked !== null && <RevokeLink link={revoked} onClose={() => setRevoked(null)} />}
    </Page>
  );
}

function RevokeLink({ link, onClose }: { link: SetupLink; onClose: () => void }) {
  const [withMade, setWithMade] = useState(false);
  const revoke = useTenantChange(
    (path, id: string) => admin('DELETE', `${path}/setup-links/${id}${withMade ? '?revokeMade=true' : ''}`),
    onClose,
  );
  return (
    <Confirm
      title={`Revoke link ${link.hint}…?`}
      action="Revoke"
      change={revoke}
      onConfirm={() => revoke.mutate(link.id)}
      onClose={onClose}
    >
      <Text size="sm">Whoever has signed in with it is signed out at once.</Text>
      <Checkbox
        mt="md"
        label="Revoke what was made through it too"
        description="Access codes, client secrets and workload identities: Entra is refused where it uses one."
        checked={withMade}
        onChange={(event) => setWithMade(event.currentTarget.checked)}
      />
    </Confirm>
  );
}

function MakeLink({ onUrl, onClose }: { onUrl: (url: string) => void; onClose: () => void }) {
  const [hours, setHours] = useState('168');
  const [uses, setUses] = useState('10');
  const [access, setAccess] = useState<'set-up' | 'read'>('set-up');
  const make = useTenantChange(
    (path, body: CreateSetupLink) => admin('POST', `${path}/setup-links`, body),
    ({ url }) => {
      onUrl(url);
      onClose();
    },
  );
  return (
    <IssueDialog
      title="Make a set-up link"
      action="Make"
      hint="Such as who gets it"
      change={make}
      onIssue={(description) =>
        make.mutate({ access, description, expiresInHours: Number(hours), maxUses: Number(uses) })
      }
      onClose={onClose}
    >
      <NativeSelect
        label="It opens"
        data={ACCESS}
        value={access}
        onChange={(event) => {
          const isReader = event.currentTarget.value === 'read';
          setAccess(isReader ? 'read' : 'set-up');
          setHours(isReader ? '2160' : '168');
          setUses(isReader ? '100' : '10');
        }}
      />
      <NativeSelect
        label="It works for"
        data={access === 'read' ? READ_LIFETIMES : LIFETIMES}
        value={hours}
        onChange={(event) => setHours(event.currentTarget.value)}
      />
      <NativeSelect
        label="Sign-ins with it"
        data={USES}
        value={uses}
        onChange={(event) => setUses(event.currentTarget.value)}
      />
    </IssueDialog>
  );
}
