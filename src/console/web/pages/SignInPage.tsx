import { Button, Divider, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { query } from '../api/call.js';
import { useMicrosoft, useSignIn } from '../api/session.js';
import { ProblemNote } from '../parts/ProblemNote.js';

/** People sign in with Microsoft, and operators with a token too. */
export function SignInPage() {
  const signIn = useSignIn();
  const hasMicrosoft = useMicrosoft();
  // Where the sign-in leads back to: the page that was asked for.
  const here = location.pathname + location.search;
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
          {hasMicrosoft
            ? 'For admins and operators. If you were sent a set-up link, open it instead.'
            : 'For operators. If you were sent a set-up link, open it instead.'}
        </Text>
        {hasMicrosoft && (
          <>
            <Button component="a" href={`/sso/login${query({ return_to: here })}`} fullWidth>
              Sign in with Microsoft
            </Button>
            <Divider my="lg" label="or with a token" />
          </>
        )}
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
              description="Printed at the first start, set as ADMIN_TOKEN, or one with a name"
              value={adminToken}
              onChange={(event) => setAdminToken(event.currentTarget.value)}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
              required
              withAsterisk={false}
              autoFocus={!hasMicrosoft}
            />
            <Button
              type="submit"
              variant={hasMicrosoft ? 'default' : 'filled'}
              loading={signIn.isPending}
              fullWidth
            >
              Sign in
            </Button>
          </Stack>
        </form>
      </div>
    </main>
  );
}
