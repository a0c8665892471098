import { Anchor, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Outlet } from 'react-router';
import { Problem } from '../api/call.js';
import { cameByLink, forgetLink, useSession } from '../api/session.js';
import { LinkEndedPage } from '../pages/LinkEndedPage.js';
import { SignInPage } from '../pages/SignInPage.js';
import { FreshSecretsKeeper } from '../parts/FreshSecrets.js';
import { Loading } from '../parts/Loading.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { Page } from '../parts/Page.js';
import { Top } from './Top.js';

/** Shows pages to signed-in users, and the sign-in page, at the same address, to everyone else. */
export function SignedIn() {
  const session = useSession();
  if (session.isPending) return <Loading what="the console" />;
  if (session.isLoadingError) {
    return (
      <main className="narrow">
        <Title order={1} size="h3" mb="md">
          The console does not open
        </Title>
        <ProblemNote error={session.error} onRetry={() => void session.refetch()} />
        {session.error instanceof Problem && session.error.status === 403 && (
          <Anchor href="/me" underline="always">
            Who you are signed in as
          </Anchor>
        )}
      </main>
    );
  }
  if (session.data === null) return <SignedOut />;
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

/** Whoever came by a link is led back to it. */
function SignedOut() {
  const [byLink, setByLink] = useState(cameByLink);
  if (!byLink) return <SignInPage />;
  return (
    <LinkEndedPage
      onOperator={() => {
        forgetLink();
        setByLink(false);
      }}
    />
  );
}

/** The start page of the signed-in user. */
export function useHome(): string {
  const { data } = useSession();
  return data?.tenant == null ? '/tenants' : `/tenants/${data.tenant.id}`;
}

/** Pages that are not available to customers. */
export function OperatorsOnly({ children }: { children: ReactNode }) {
  const { data } = useSession();
  if (data?.kind === 'operator') return children;
  return (
    <Page title="Out of reach">
      <p>
        {data?.kind === 'admin'
          ? 'An admin reaches their own tenant only.'
          : 'A set-up link reaches its own tenant only.'}
      </p>
    </Page>
  );
}
