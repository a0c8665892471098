import { Stack, Switch, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ProtocolSettings } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { useMayChange } from '../parts/WhoMay.js';
import { ProblemNote } from '../parts/ProblemNote.js';

const SWITCHES: readonly {
  name: Exclude<keyof ProtocolSettings, 'rateLimit'>;
  label: string;
  description: string;
}[] = [
  {
    name: 'uniqueGroupNames',
    label: 'Names of groups are unique',
    description:
      'A second group of one name is refused. Switch it off when your directory has such groups, and match groups by externalId in Entra.',
  },
  {
    name: 'strict',
    label: 'Strict mode',
    description:
      'Refuses unknown attributes, passwords, and a PATCH without a path, as the SCIM interoperability profile wants. Leave it off for Entra.',
  },
  {
    name: 'schemasForEntra',
    label: 'Schemas for Entra',
    description:
      "Leaves out of the published schemas what stops Microsoft's tools; switch it off for a client that wants all of them.",
  },
];

/** The tenant's protocol settings. */
export function ProtocolCard() {
  const path = `${useTenantPath()}/settings` as const;
  const settings = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  const change = useTenantChange((of, wanted: Partial<ProtocolSettings>) =>
    admin('PUT', `${of}/settings`, wanted),
  );
  const may = useMayChange();
  const shown = { ...settings.data, ...(change.isPending ? change.variables : {}) };
  return (
    <section className="card" aria-labelledby="protocol">
      <Title order={2} size="h4" id="protocol">
        Protocol
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        In force everywhere within 5 seconds.
      </Text>
      {settings.isError && <ProblemNote error={settings.error} onRetry={() => void settings.refetch()} />}
      {change.isError && <ProblemNote error={change.error} />}
      <Stack gap="md">
        {SWITCHES.map(({ name, label, description }) => (
          <Switch
            key={name}
            label={label}
            description={description}
            checked={shown[name] ?? false}
            disabled={settings.data === undefined || change.isPending || !may}
            onChange={(event) => change.mutate({ [name]: event.currentTarget.checked })}
          />
        ))}
      </Stack>
    </section>
  );
}
