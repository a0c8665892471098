import { Alert, Button } from '@mantine/core';
import { useRouteError } from 'react-router';

/** What is shown when a page itself fails; a build that has been replaced is the likeliest reason. */
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
