import { Button, NativeSelect, Text, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Session } from '../api/answers.js';
import { useSignOut } from '../api/session.js';
import icon from '../icon.svg';
import { Confirm } from '../parts/Confirm.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { isOwner } from '../parts/operator.js';
import { StateBadge } from '../parts/StateBadge.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { SearchAll } from './SearchAll.js';
import { useHome } from './SignedIn.js';

const SCHEMES: readonly { value: MantineColorScheme; label: string }[] = [
  { value: 'auto', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** The bar above every page. */
export function Top({ session }: { session: Session }) {
  const signOut = useSignOut();
  const navigate = useNavigate();
  const home = useHome();
  const secrets = useFreshSecrets();
  const [isAsking, setIsAsking] = useState(false);
  const leave = () => signOut.mutate(undefined, { onSuccess: () => void navigate('/') });
  return (
    <>
      <header className="top">
        <Link className="brand" to={home} aria-label="InviteDesk Provisioning">
          <img src={icon} alt="" />
          <span className="who">InviteDesk Provisioning</span>
        </Link>
        {session.kind === 'operator' && (
          <Button component={Link} to="/audit-log" variant="subtle" size="compact-sm">
            Audit log
          </Button>
        )}
        {isOwner(session) && (
          <Button component={Link} to="/applications" variant="subtle" size="compact-sm">
            Applications
          </Button>
        )}
        {isOwner(session) && (
          <Button component={Link} to="/operators" variant="subtle" size="compact-sm">
            Operators
          </Button>
        )}
        {session.kind === 'operator' && <SearchAll />}
        <div className="top-end">
          <Who session={session} />
          <SchemeSwitch />
          <Button
            variant="default"
            size="xs"
            loading={signOut.isPending}
            onClick={() => (secrets.areThere ? setIsAsking(true) : leave())}
          >
            Sign out
          </Button>
        </div>
      </header>
      {signOut.isError && !isAsking && <ProblemNote error={signOut.error} />}
      {isAsking && (
        <Confirm
          title="Sign out without the secret?"
          action="Sign out"
          change={signOut}
          onConfirm={leave}
          onClose={() => setIsAsking(false)}
        >
          <Text size="sm">You have not said that you copied it, and it cannot be shown again.</Text>
        </Confirm>
      )}
    </>
  );
}

/** Who is signed in, and what an operator may do, unless it is everything. */
function Who({ session: { name, role } }: { session: Session }) {
  return (
    <>
      {name !== null && (
        <Text size="sm" c="dimmed" className="user" title={name}>
          {name}
        </Text>
      )}
      {role !== null && role !== 'owner' && <StateBadge mood="plain">{role}</StateBadge>}
    </>
  );
}

function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <NativeSelect
      aria-label="Colours"
      size="xs"
      value={colorScheme}
      data={[...SCHEMES]}
      onChange={(event) => setColorScheme(event.currentTarget.value as MantineColorScheme)}
    />
  );
}
