import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { useMayChange } from '../parts/WhoMay.js';
import { ProblemNote } from '../parts/ProblemNote.js';

/** Whether Secret Token may stay blank in Entra. */
export function EntraTokensSwitch() {
  const path = `${useTenantPath()}/entra-tokens` as const;
  const tokens = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  const may = useMayChange();
  const change = useTenantChange((of, enabled: boolean) => admin('PUT', `${of}/entra-tokens`, { enabled }));
  return (
    <>
      {tokens.isError && <ProblemNote error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {change.isError && <ProblemNote error={change.error} />}
      <Switch
        label="Take tokens that Entra signs itself"
        description="What it sends when Secret Token is left blank. For tests: Microsoft does not take it for gallery applications."
        checked={change.isPending ? change.variables : (tokens.data?.enabled ?? false)}
        disabled={tokens.data === undefined || change.isPending || !may}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
    </>
  );
}
