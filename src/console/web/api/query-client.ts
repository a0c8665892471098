import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './call.js';
import { SESSION } from './session.js';

const RETRIES = 2;

/** Keeps answers of the service; whoever is told that the session has ended is shown the sign-in. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof Problem && error.status === 401) client.setQueryData(SESSION, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      onError: (error, _given, _context, mutation) => {
        if (mutation.options.meta?.['isSignIn'] !== true) onError(error);
      },
    }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => isPassing(error) && failures < RETRIES,
        staleTime: 2_000,
      },
    },
  });
  return client;
}

/** What may be better a moment later. */
function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 500);
}
