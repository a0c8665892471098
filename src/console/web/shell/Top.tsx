import { Button, NativeSelect, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { Link, useNavigate } from 'react-router';
import type { Session } from '../api/answers.js';
import { useSignOut } from '../api/session.js';
import icon from '../icon.svg';
import { ProblemNote } from '../parts/ProblemNote.js';
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
        <div className="top-end">
          <SchemeSwitch />
          <Button
            variant="default"
            size="xs"
            loading={signOut.isPending}
            onClick={() => signOut.mutate(undefined, { onSuccess: () => void navigate('/') })}
          >
            Sign out
          </Button>
        </div>
      </header>
      {signOut.isError && <ProblemNote error={signOut.error} />}
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
