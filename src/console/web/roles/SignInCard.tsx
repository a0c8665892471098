import { Button, Group, NativeSelect, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SetSignIn, SignInRule } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { CopyField } from '../parts/CopyField.js';
import { ProblemNote } from '../parts/ProblemNote.js';

const EXTERNAL_ID = 'externalId';

/** Whether and how people of the tenant sign in; nothing where no application in Entra is configured. */
export function SignInCard() {
  const path = `${useTenantPath()}/sign-in` as const;
  const rule = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  const [isChanging, setIsChanging] = useState(false);
  if (rule.data?.url === null) return null;
  return (
    <section className="card" aria-labelledby="sign-in">
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="sign-in">
          Sign-in of people
        </Title>
        <Button
          size="xs"
          variant="light"
          disabled={!rule.isSuccess}
          aria-label="Change the sign-in of people"
          onClick={() => setIsChanging(true)}
        >
          Change
        </Button>
      </Group>
      {rule.isError && <ProblemNote error={rule.error} onRetry={() => void rule.refetch()} />}
      {rule.isSuccess && <Shown rule={rule.data} />}
      {isChanging && rule.isSuccess && <ChangeSignIn rule={rule.data} onClose={() => setIsChanging(false)} />}
    </section>
  );
}

function Shown({ rule: { enabled, matchAttribute, loginHost, url } }: { rule: SignInRule }) {
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {enabled
          ? 'People whom Entra has provisioned sign in with Microsoft.'
          : 'Switched off: nobody signs in.'}{' '}
        They are recognised at {loginHost}, by their object id in{' '}
        <span className="code">{matchAttribute}</span>.
      </Text>
      {url !== null && <CopyField label="Where they sign in" value={url} />}
    </Stack>
  );
}

function ChangeSignIn({ rule, onClose }: { rule: SignInRule; onClose: () => void }) {
  const [typed, setTyped] = useState<Required<SetSignIn>>({
    enabled: rule.enabled,
    matchAttribute: rule.matchAttribute,
    loginHost: rule.loginHost,
  });
  const change = useTenantChange((of, wanted: SetSignIn) => admin('PUT', `${of}/sign-in`, wanted), onClose);
  return (
    <Confirm
      title="Change the sign-in of people?"
      action="Save"
      change={change}
      onConfirm={() => change.mutate(typed)}
      onClose={onClose}
    >
      <Stack gap="md">
        <Text size="sm">A change signs out everybody of the tenant.</Text>
        <Switch
          label="People may sign in"
          checked={typed.enabled}
          onChange={(event) => setTyped({ ...typed, enabled: event.currentTarget.checked })}
        />
        <TextInput
          label="Attribute with the object id"
          description={`${EXTERNAL_ID}, or a text of an extension schema, to which objectId is mapped in Entra`}
          value={typed.matchAttribute}
          onChange={(event) => setTyped({ ...typed, matchAttribute: event.currentTarget.value.trim() })}
        />
        {rule.loginHosts.length > 1 && (
          <NativeSelect
            label="Cloud of Entra"
            description="Where the people of this tenant have their accounts"
            data={rule.loginHosts}
            value={typed.loginHost ?? rule.loginHost}
            onChange={(event) => setTyped({ ...typed, loginHost: event.currentTarget.value })}
          />
        )}
      </Stack>
    </Confirm>
  );
}
