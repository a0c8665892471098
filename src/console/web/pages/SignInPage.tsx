import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useSignIn } from '../api/session.js';
import { ProblemNote } from '../parts/ProblemNote.js';

/** Operators sign in with the admin token. */
export function SignInPage() {
  const signIn = useSignIn();
  const [adminToken, setAdminToken] = useState('');
  useEffect(() => {
    document.title = 'Sign in · InviteDesk Provisioning';
  }, []);
  return (
    <main className="narrow">
      <div className="card">
        <Title order={1} size="h3" mb={4}>
          InviteDesk Provisioning
        </Title>
        <Text c="dimmed" size="sm" mb="lg">
          For operators. If you were sent a set-up link, open it instead.
        </Text>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate({ adminToken: adminToken.trim() });
          }}
        >
          <Stack gap="md">
            {signIn.isError && <ProblemNote error={signIn.error} />}
            <PasswordInput
              label="Admin token"
              description="Printed at the first start, or set as ADMIN_TOKEN"
              value={adminToken}
              onChange={(event) => setAdminToken(event.currentTarget.value)}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
              required
              withAsterisk={false}
              autoFocus
            />
            <Button type="submit" loading={signIn.isPending} fullWidth>
              Sign in
            </Button>
          </Stack>
        </form>
      </div>
    </main>
  );
}
