import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useApplicationChange } from '../api/applications.js';
import { admin } from '../api/call.js';
import { useCursorPages } from '../api/pages.js';
import { ApplicationCard } from '../applications/ApplicationCard.js';
import { ApplicationDialog, type ApplicationForm } from '../applications/ApplicationDialog.js';
import { Empty } from '../parts/Empty.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';
import { Loading } from '../parts/Loading.js';
import { Page } from '../parts/Page.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { WhoMay } from '../parts/WhoMay.js';

/** The applications of InviteDesk that people sign in to. */
export function ApplicationsPage() {
  const { answer, items, hasNext, page, toNext, toPrevious } = useCursorPages('/applications');
  const [isAdding, setIsAdding] = useState(false);
  return (
    <div className="frame plain">
      <Page
        title="Applications"
        actions={
          <WhoMay>
            <Button onClick={() => setIsAdding(true)}>Add an application</Button>
          </WhoMay>
        }
      >
        <Text size="sm" c="dimmed" mb="md">
          People whom Entra has provisioned sign in to them by OpenID Connect. Whoever Entra disables is
          signed out.
        </Text>
        {answer.isPending && <Loading what="applications" />}
        {answer.isError && <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />}
        {answer.isSuccess && items.length === 0 && (
          <Empty title="No application yet">
            Add one, and configure its library with the issuer, id, and secret or key.
          </Empty>
        )}
        {items.map((application) => (
          <ApplicationCard key={application.clientId} application={application} />
        ))}
        {page > 1 && <Button onClick={toPrevious}>Previous page</Button>}
        {hasNext && <Button onClick={toNext}>Next page</Button>}
        {isAdding && <AddApplication onClose={() => setIsAdding(false)} />}
      </Page>
    </div>
  );
}

function AddApplication({ onClose }: { onClose: () => void }) {
  const secrets = useFreshSecrets();
  const add = useApplicationChange(
    (form: ApplicationForm) =>
      admin('POST', '/applications', {
        ...form,
        authentication: form.jwks === null && form.jwksUri === null ? 'client_secret' : 'private_key_jwt',
      }),
    ({ clientId, secret }) => {
      if (secret !== null) secrets.add(`/applications/${clientId}`, secret.clientSecret);
      onClose();
    },
  );
  return (
    <ApplicationDialog
      title="Add an application"
      action="Add"
      change={add}
      onSave={(form) => add.mutate(form)}
      onClose={onClose}
    />
  );
}
