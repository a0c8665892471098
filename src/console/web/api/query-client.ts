import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './call.js';
import { SESSION } from './session.js';

const RETRIES = 2;

/** Keeps answers of the service; whoever is told that the session has ended is shown the sign-in. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown, isOfSession = false) => {
    if (!(error instanceof Problem)) return;
    if (error.status === 401) client.setQueryData(SESSION, null);
    // Another tab may have signed in as somebody else: they share a cookie.
    if (error.status === 403 && !isOfSession) void client.invalidateQueries({ queryKey: SESSION });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, { queryKey: [of] }) => onError(error, of === SESSION[0]),
    }),
    mutationCache: new MutationCache({
      onError: (error, _given, _context, mutation) => {
        if (mutation.options.meta?.['isSignIn'] !== true) onError(error);
      },
    }),
    defaultOptions: {
      // What cannot be sent fails and is told, rather than being sent some time later.
      mutations: { networkMode: 'always' },
      queries: {
        networkMode: 'always',
        retry: (failures, error) => isPassing(error) && failures < RETRIES,
        staleTime: 2_000,
      },
    },
  });
  return client;
}

interface Failing {
  readonly state: { readonly error: Error | null };
}

/** How often something is asked for: until the answer is a refusal, which it would be again. */
export function every(ms: number): (query: Failing) => number | false {
  return ({ state: { error } }) => (error === null || isPassing(error) ? ms : false);
}

/** What may be better a moment later. */
function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 500);
}
