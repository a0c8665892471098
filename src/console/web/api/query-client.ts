import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './call.js';
import { SESSION } from './session.js';

const RETRIES = 2;

/** Caches answers of the service. An answer that the session has ended leads to the sign-in page. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown, isOfSession = false) => {
    if (!(error instanceof Problem)) return;
    if (error.status === 401) client.setQueryData(SESSION, null);
    // Tabs share the cookie: another tab may have signed in as someone else.
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
      // Without a connection, requests fail at once instead of being sent later.
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

/** A refresh interval that stops after a refusal, which would only be repeated. */
export function every(ms: number): (query: Failing) => number | false {
  return ({ state: { error } }) => (error === null || isPassing(error) ? ms : false);
}

/** Whether an error may be temporary. */
function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 500);
}
