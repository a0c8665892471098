import type { ReactNode } from 'react';
import { Outlet } from 'react-router';
import { useSession } from '../api/session.js';
import { SignInPage } from '../pages/SignInPage.js';
import { FreshSecretsKeeper } from '../parts/FreshSecrets.js';
import { Loading } from '../parts/Loading.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { Page } from '../parts/Page.js';
import { Top } from './Top.js';

/** Shows pages to who has signed in, and to everyone else the sign-in, at the same address. */
export function SignedIn() {
  const session = useSession();
  if (session.isPending) return <Loading what="the console" />;
  if (session.isLoadingError) {
    return (
      <main className="narrow">
        <ProblemNote error={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === null) return <SignInPage />;
  return (
    <FreshSecretsKeeper>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Top session={session.data} />
      <Outlet />
    </FreshSecretsKeeper>
  );
}

/** Where the console begins for who has signed in. */
export function useHome(): string {
  const { data } = useSession();
  return data?.tenant == null ? '/tenants' : `/tenants/${data.tenant.id}`;
}

/** Pages that the holder of a set-up link does not reach. */
export function OperatorsOnly({ children }: { children: ReactNode }) {
  const { data } = useSession();
  if (data?.kind === 'operator') return children;
  return (
    <Page title="Out of reach">
      <p>A set-up link reaches the settings of its own tenant only.</p>
    </Page>
  );
}
