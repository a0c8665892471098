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

/** Where Entra is waited for, one does not want to wait longer than this to see it. */
const LIVE_MS = 2_000;

/** Path of the tenant that the page is about, in the admin API. */
export function useTenantPath(): string {
  return `/tenants/${encodeURIComponent(useParams()['tenantId'] ?? '')}`;
}

/** @param isLive asks again and again, for a page on which others' changes matter */
export function useTenant(isLive = false): UseQueryResult<Tenant> {
  const path = useTenantPath();
  return useQuery({
    queryKey: [path],
    queryFn: () => admin<Tenant>('GET', path),
    refetchInterval: isLive && every(LIVE_MS),
  });
}

/** How provisioning does, asked for again and again. */
export function useStatus(): UseQueryResult<Status> {
  const path = `${useTenantPath()}/status`;
  return useQuery({
    queryKey: [path],
    queryFn: () => admin<Status>('GET', path),
    refetchInterval: every(LIVE_MS),
  });
}

/**
 * A change of the tenant, after which everything that is shown of it is asked for anew.
 * @param onDone is given the answer at once, and also when what asked for the change is gone by then: it may be a
 *   secret that is told this once
 */
export function useTenantChange<Given, Answer>(
  change: (path: string, given: Given) => Promise<Answer>,
  onDone?: (answer: Answer) => void,
) {
  const path = useTenantPath();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Given) => change(path, given),
    onSuccess: async (answer) => {
      onDone?.(answer);
      const ofTenant = { predicate: ({ queryKey: [of] }: Query) => isPart(of, path) };
      // A first answer under way may be from before the change, and asking anew would wait for that one.
      await client.cancelQueries(ofTenant);
      await client.invalidateQueries(ofTenant);
    },
    // Answers may hold secrets, which are to be kept no longer than they are shown.
    gcTime: 0,
  });
}

function isPart(of: unknown, path: string): boolean {
  return typeof of === 'string' && (of === '/tenants' || of === path || of.startsWith(`${path}/`));
}
