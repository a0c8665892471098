import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { Problem } from '../api/call.js';
import { useLinkTenant, useSession, useSignIn } from '../api/session.js';
import { Loading } from '../parts/Loading.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { describeUser } from '../parts/operator.js';

/** Removes the secret of a set-up link from the address, and signs in with it, if need be after asking. */
export function SetupPage() {
  // Opening another link in the same tab changes only the part after `#`.
  const here = useLocation();
  const secret = here.hash.slice(1);
  const [opened, setOpened] = useState({ at: here, count: 0 });
  if (opened.at !== here) setOpened({ at: here, count: opened.count + 1 });
  useEffect(() => {
    document.title = 'Set-up link · InviteDesk Provisioning';
    // Keep the secret out of the address and the browser's history.
    history.replaceState(null, '', location.pathname);
  }, [here]);
  if (secret === '') return <WithoutSecret />;
  return <OpenLink key={opened.count} secret={secret} />;
}

/** Nobody has to be asked when nobody is signed in. */
function OpenLink({ secret }: { secret: string }) {
  const session = useSession();
  const { mutate: signIn, error: refused, isPending, isIdle } = useSignIn();
  const { mutate: readTenant, data: tenant, error: unreadable } = useLinkTenant();
  const navigate = useNavigate();
  // The session when the page was opened: the one that is signed in to meanwhile asks nothing.
  const [before, setBefore] = useState<typeof session.data>(undefined);
  if (before === undefined && session.data !== undefined) setBefore(session.data);
  const isNoAdmin = session.error instanceof Problem && session.error.status === 403;
  const isAsking = before != null || isNoAdmin;
  const open = () =>
    signIn(
      { setupSecret: secret },
      { onSuccess: (opened) => void navigate(`/tenants/${opened.tenant?.id ?? ''}`, { replace: true }) },
    );
  useEffect(() => {
    if (isAsking) readTenant(secret);
    else if (before === null || session.isError) open();
    // Once for each link: React runs the effect again when the session is known.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [before, isAsking, session.isError]);
  const error = refused ?? unreadable;
  if (error !== null)
    return (
      <Frame title="Set-up link">
        <ProblemNote error={error} />
      </Frame>
    );
  if (!isAsking || tenant === undefined || isPending || !isIdle) return <Loading what="your settings" />;
  return (
    <Frame title={`Open the set-up link of ${tenant.name}?`}>
      <Text mb="md">
        You are signed in{before == null ? '' : ` ${describeUser(before)}`}. That session ends when you open
        the link, which leads to the settings of <strong>{tenant.name}</strong>.
      </Text>
      <Group gap="sm">
        <Button onClick={open}>Open the link</Button>
        <Button variant="default" component={Link} to="/">
          Stay signed in
        </Button>
      </Group>
    </Frame>
  );
}

function WithoutSecret() {
  return (
    <Frame title="Set-up link">
      <Text>
        The address has no secret in it any more. Open the link again as it was sent to you, or{' '}
        <Anchor component={Link} to="/" underline="always">
          go on where you are signed in
        </Anchor>
        .
      </Text>
    </Frame>
  );
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="narrow">
      <Title order={1} size="h3" mb="md">
        {title}
      </Title>
      {children}
    </main>
  );
}
