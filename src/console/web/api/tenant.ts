import {
  useMutation,
  useQuery,
  useQueryClient,
  type Query,
  type UseQueryResult,
} from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { Status, Tenant } from './answers.js';
import { admin } from './call.js';
import { every } from './query-client.js';

/** Refresh interval of pages on which users wait for Entra. */
const LIVE_MS = 2_000;

/** A tenant, as a path of the admin API. */
export type TenantPath = `/tenants/${string}`;

/** The tenant of the current page. */
export function useTenantPath(): TenantPath {
  return `/tenants/${encodeURIComponent(useParams()['tenantId'] ?? '')}`;
}

/** @param isLive refreshes regularly, for pages on which changes by others matter */
export function useTenant(isLive = false): UseQueryResult<Tenant> {
  const path = useTenantPath();
  return useQuery({
    queryKey: [path],
    queryFn: () => admin('GET', path),
    refetchInterval: isLive && every(LIVE_MS),
  });
}

/** The state of provisioning, refreshed regularly. */
export function useStatus(): UseQueryResult<Status> {
  const path = `${useTenantPath()}/status` as const;
  return useQuery({
    queryKey: [path],
    queryFn: () => admin('GET', path),
    refetchInterval: every(LIVE_MS),
  });
}

/**
 * A change of the tenant, after which all its data is fetched again.
 * @param onDone receives the answer at once, even when the component that made the change is unmounted: the answer may
 *   contain a secret that is shown only once
 */
export function useTenantChange<Given, Answer>(
  change: (path: TenantPath, given: Given) => Promise<Answer>,
  onDone?: (answer: Answer) => void,
) {
  const path = useTenantPath();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Given) => change(path, given),
    onSuccess: async (answer) => {
      onDone?.(answer);
      const ofTenant = { predicate: ({ queryKey: [of] }: Query) => isPart(of, path) };
      // A first fetch in progress may have started before the change, and the refetch would wait for it.
      await client.cancelQueries(ofTenant);
      await client.invalidateQueries(ofTenant);
    },
    // Answers may contain secrets, which must not be kept longer than they are shown.
    gcTime: 0,
  });
}

function isPart(of: unknown, path: string): boolean {
  return typeof of === 'string' && (of === '/tenants' || of === path || of.startsWith(`${path}/`));
}
