import { useState } from 'react';
import { Button, Group, NumberInput, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { ProblemNote } from '../parts/ProblemNote.js';

/** How many requests a second the tenant may send; for operators. */
export function RequestRateCard() {
  const path = `${useTenantPath()}/settings` as const;
  const settings = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  const change = useTenantChange((of, rateLimit: number | null) =>
    admin('PUT', `${of}/settings`, { rateLimit }),
  );
  const [entered, setEntered] = useState<number | string>();
  const value = entered ?? settings.data?.rateLimit ?? '';
  const save = (): void =>
    change.mutate(value === '' ? null : Number(value), { onSuccess: () => setEntered(undefined) });
  return (
    <section className="card" aria-labelledby="request-rate">
      <Title order={2} size="h4" id="request-rate">
        Requests
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        Further requests are refused with 429 and sent again later. Entra needs 25 a second.
      </Text>
      {settings.isError && <ProblemNote error={settings.error} onRetry={() => void settings.refetch()} />}
      {change.isError && <ProblemNote error={change.error} />}
      <Group align="end">
        <NumberInput
          label="Requests a second"
          description="Empty for the default of the service; bursts have four times as many."
          value={value}
          min={25}
          max={100_000}
          allowDecimal={false}
          allowNegative={false}
          disabled={settings.data === undefined || change.isPending}
          onChange={setEntered}
        />
        <Button variant="default" disabled={entered === undefined} loading={change.isPending} onClick={save}>
          Save
        </Button>
      </Group>
    </section>
  );
}
