import { Anchor, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { useSignIn } from '../api/session.js';
import { Loading } from '../parts/Loading.js';
import { ProblemNote } from '../parts/ProblemNote.js';

/** Removes the secret of a set-up link from the address, and signs in with it. */
export function SetupPage() {
  const { mutate, error } = useSignIn();
  const navigate = useNavigate();
  // Opening another link in the same tab changes only the part after `#`.
  const here = useLocation();
  const secret = here.hash.slice(1);
  const sentFrom = useRef<typeof here | null>(null);
  useEffect(() => {
    document.title = 'Set-up link · InviteDesk Provisioning';
    // Keep the secret out of the address and the browser's history.
    history.replaceState(null, '', location.pathname);
    if (secret === '' || sentFrom.current === here) return;
    sentFrom.current = here;
    mutate(
      { setupSecret: secret },
      { onSuccess: ({ tenant }) => void navigate(`/tenants/${tenant?.id ?? ''}`, { replace: true }) },
    );
  }, [here, secret, mutate, navigate]);
  if (secret !== '' && error === null) return <Loading what="your settings" />;
  return (
    <main className="narrow">
      <Title order={1} size="h3" mb="md">
        Set-up link
      </Title>
      {error === null ? (
        <Text>
          The address has no secret in it any more. Open the link again as it was sent to you, or{' '}
          <Anchor component={Link} to="/" underline="always">
            go on where you are signed in
          </Anchor>
          .
        </Text>
      ) : (
        <ProblemNote error={error} />
      )}
    </main>
  );
}
