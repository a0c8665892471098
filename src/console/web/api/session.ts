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

/** Much less than the time after which a session that nobody uses ends. */
const STAY_MS = 300_000;
/** Where the browser keeps that its user came by a link, whose session leads back to it when it ends. */
const BY_LINK = 'invitedesk-by-link';

/** Whether a session is that of a link. */
export function isOfLink(session: Session | null | undefined): boolean {
  return session?.kind === 'setup-link' || session?.kind === 'read-only-link';
}

/** Whether the last session of this browser was that of a link. */
export function cameByLink(): boolean {
  return localStorage.getItem(BY_LINK) !== null;
}

export function forgetLink(): void {
  localStorage.removeItem(BY_LINK);
}

/** What a sign-in presents: the admin token, or the secret of a set-up link. */
export type Credential = { readonly adminToken: string } | { readonly setupSecret: string };

/** The current session; null when nobody is signed in. */
export function useSession(): UseQueryResult<Session | null> {
  return useQuery({
    queryKey: SESSION,
    queryFn: readSession,
    staleTime: Infinity,
    // Whoever waits for Entra in another tab is not signed out meanwhile.
    refetchInterval: ({ state }) => (isOfLink(state.data) ? STAY_MS : false),
    refetchIntervalInBackground: true,
  });
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
  noteWay(session);
}

/** Notes how whoever is signed in has come. */
function noteWay(session: Session | null): void {
  if (isOfLink(session)) localStorage.setItem(BY_LINK, 'true');
  else if (session !== null) forgetLink();
}

async function readSession(): Promise<Session | null> {
  try {
    const session = await call<Session>('GET', PATH);
    noteWay(session);
    return session;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}
