import {
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Session } from './answers.js';
import { call, Problem } from './call.js';

export const SESSION = ['session'] as const;
const PATH = '/console/session';

/** What a sign-in presents: the admin token, or the secret of a set-up link. */
export type Credential = { readonly adminToken: string } | { readonly setupSecret: string };

/** The current session; null when nobody is signed in. */
export function useSession(): UseQueryResult<Session | null> {
  return useQuery({ queryKey: SESSION, queryFn: readSession, staleTime: Infinity });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credential: Credential) => call<Session>('POST', PATH, credential),
    onSuccess: (session) => become(client, session),
    // Do not keep the credential in memory.
    gcTime: 0,
    meta: { isSignIn: true },
  });
}

/** Whether people can sign in with Microsoft. */
export function useMicrosoft(): boolean {
  const ways = useQuery({
    queryKey: ['ways'],
    queryFn: () => call<{ readonly microsoft: boolean }>('GET', `${PATH}/ways`),
    staleTime: Infinity,
  });
  return ways.data?.microsoft === true;
}

/** Reads the tenant of a set-up link without signing in with it. */
export function useLinkTenant() {
  return useMutation({
    mutationFn: (setupSecret: string) =>
      call<{ readonly id: string; readonly name: string }>('POST', `${PATH}/link`, { setupSecret }),
    gcTime: 0,
    meta: { isSignIn: true },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call<void>('DELETE', PATH),
    onSuccess: () => become(client, null),
  });
}

/** Clears all data of the previous session. */
function become(client: QueryClient, session: Session | null): void {
  client.removeQueries({ predicate: ({ queryKey: [of] }) => of !== SESSION[0] });
  client.setQueryData(SESSION, session);
}

async function readSession(): Promise<Session | null> {
  try {
    return await call<Session>('GET', PATH);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}
