import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Page } from './answers.js';
import { admin, query } from './call.js';
import { every } from './query-client.js';

type Parameters = Readonly<Record<string, string | null>>;

interface Place {
  /** What is listed: with other parameters one begins at the first page again. */
  readonly of: string;
  /** Cursors of the pages up to this one; that of the first is not there. */
  readonly cursors: readonly string[];
}

/**
 * A list of the admin API, page by page.
 * @param refreshMs how often the first page is asked for anew; later pages stay as they are
 */
export function useCursorPages<Item>(
  path: string,
  {
    parameters = {},
    limit = 50,
    refreshMs,
  }: { parameters?: Parameters; limit?: number; refreshMs?: number } = {},
) {
  const of = path + query(parameters);
  const [place, setPlace] = useState<Place>({ of, cursors: [] });
  // Also when one comes back to a list that was left on a later page.
  if (place.of !== of) setPlace({ of, cursors: [] });
  const cursors = place.of === of ? place.cursors : [];
  const cursor = cursors.at(-1) ?? null;
  const answer = useQuery({
    queryKey: [path, 'list', parameters, limit, cursor],
    queryFn: () => admin<Page<Item>>('GET', path + query({ ...parameters, limit, cursor })),
    // Of the same list only: a group must not be shown with the members of another.
    placeholderData: (shown, before) => (before?.queryKey[0] === path ? shown : undefined),
    refetchInterval: refreshMs !== undefined && cursor === null && every(refreshMs),
  });
  const next = answer.data?.nextCursor ?? null;
  return {
    answer,
    items: answer.data?.items ?? [],
    /** Whether what is shown is still that of another page or filter. */
    isOld: answer.isPlaceholderData,
    page: cursors.length + 1,
    hasNext: next !== null,
    /** Until a page is there, its cursor of the next one is not known: another press does nothing. */
    toNext: () => {
      if (next !== null && !answer.isPlaceholderData) setPlace({ of, cursors: [...cursors, next] });
    },
    toPrevious: () => setPlace({ of, cursors: cursors.slice(0, -1) }),
  };
}

export type CursorPages<Item> = ReturnType<typeof useCursorPages<Item>>;
