import { Alert, Button } from '@mantine/core';
import { useRouteError } from 'react-router';

/** Shown when a page fails to render or load, most likely because a new build has replaced its files. */
export function Brokenness() {
  const error = useRouteError();
  return (
    <main className="narrow">
      <Alert color="red" title="This page has failed" role="alert">
        <p>{error instanceof Error ? error.message : 'Something unforeseen has happened.'}</p>
        <Button size="xs" color="red" onClick={() => location.reload()}>
          Load it again
        </Button>
      </Alert>
    </main>
  );
}
