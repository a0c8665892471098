import { Button, Text, Title } from '@mantine/core';
import { useEffect } from 'react';

/** Leads back to the link of whoever came by one. */
export function LinkEndedPage({ onOperator }: { onOperator: () => void }) {
  useEffect(() => {
    document.title = 'Open your link again · InviteDesk Provisioning';
  }, []);
  return (
    <main className="narrow">
      <div className="card">
        <Title order={1} size="h3" mb="sm">
          Open your link again
        </Title>
        <Text mb="sm">You are signed out. What you did is saved, and Entra goes on as it was set up.</Text>
        <Text mb="md">
          To go on, open the link again as it was sent to you, in the message that you got it by. When it says
          that it has ended, or was used too often, ask whoever sent it for another one.
        </Text>
        <Button variant="subtle" size="compact-sm" onClick={onOperator}>
          Sign in as an operator instead
        </Button>
      </div>
    </main>
  );
}
