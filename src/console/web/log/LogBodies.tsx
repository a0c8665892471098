import { Alert, Button, Group, NativeSelect, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { Time, useNow } from '../parts/Time.js';
import { useMayChange } from '../parts/WhoMay.js';

const HOURS = [1, 4, 8, 24];

/** Until when bodies are logged, and who may, begins or ends that. */
export function LogBodies() {
  const path = `${useTenantPath()}/log-bodies` as const;
  const bodies = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  const may = useMayChange('support');
  const [isOpen, setIsOpen] = useState(false);
  const end = useTenantChange((of) => admin('DELETE', `${of}/log-bodies`));
  const now = useNow();
  const until = bodies.data?.until ?? null;
  const isOn = until !== null && Date.parse(until) > now;
  if (bodies.isError) return <ProblemNote error={bodies.error} onRetry={() => void bodies.refetch()} />;
  if (bodies.data === undefined || (!isOn && !may)) return null;
  if (!isOn) {
    return (
      <>
        <Button variant="default" size="xs" mb="md" onClick={() => setIsOpen(true)}>
          Log bodies for a time
        </Button>
        {isOpen && <Start onClose={() => setIsOpen(false)} />}
      </>
    );
  }
  return (
    <Alert color="indigo" role="note" mb="md" title="Bodies are logged">
      {end.isError && <ProblemNote error={end.error} />}
      <Group justify="space-between">
        <Text size="sm">
          Of requests and answers, without secrets, until <Time at={until} />.
        </Text>
        {may && (
          <Button variant="default" size="xs" loading={end.isPending} onClick={() => end.mutate(undefined)}>
            End it now
          </Button>
        )}
      </Group>
    </Alert>
  );
}

function Start({ onClose }: { onClose: () => void }) {
  const [hours, setHours] = useState(4);
  const start = useTenantChange((of, chosen: number) => admin('PUT', `${of}/log-bodies`, { hours: chosen }));
  return (
    <Confirm
      title="Log bodies for a time"
      action="Log bodies"
      isHarmless
      change={start}
      onConfirm={() => start.mutate(hours, { onSuccess: onClose })}
      onClose={onClose}
    >
      <Text size="sm" mb="md">
        The pages of new log entries then show what Entra sends and what is answered: personal data, without
        passwords and secrets. It ends by itself, and bodies are removed after 7 days.
      </Text>
      <NativeSelect
        label="For"
        value={String(hours)}
        onChange={(event) => setHours(Number(event.currentTarget.value))}
        data={HOURS.map((each) => ({ value: String(each), label: each === 1 ? '1 hour' : `${each} hours` }))}
      />
    </Confirm>
  );
}
