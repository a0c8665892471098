import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { Page } from './answers.js';
import { call, query } from './call.js';
import type { ItemOf, Known, QueryOf } from './operation.js';
import { every } from './query-client.js';

interface Place {
  /** Identifies the list with its parameters: a change starts again at the first page. */
  readonly of: string;
  /** Cursors of the pages up to this one; the first page has none. */
  readonly cursors: readonly string[];
}

/**
 * A list of the admin API, page by page.
 * @param refreshMs refresh interval of the first page; later pages are not refreshed
 */
export function useCursorPages<const P extends string>(
  path: P & Known<'GET', P>,
  { parameters, limit = 50, refreshMs }: { parameters?: QueryOf<P>; limit?: number; refreshMs?: number } = {},
) {
  const of = path + query(parameters ?? {});
  const [place, setPlace] = useState<Place>({ of, cursors: [] });
  // Also resets the page when the user returns to a list that was left on a later page.
  if (place.of !== of) setPlace({ of, cursors: [] });
  const cursors = place.of === of ? place.cursors : [];
  const cursor = cursors.at(-1) ?? null;
  const answer = useQuery({
    queryKey: [path, 'list', parameters, limit, cursor],
    queryFn: () => call<Page<ItemOf<P>>>('GET', `/admin/v1${path}${query({ ...parameters, limit, cursor })}`),
    // Keep data of the same list only: a group must not be shown with the members of another.
    placeholderData: (shown, before) => (before?.queryKey[0] === path ? shown : undefined),
    refetchInterval: refreshMs !== undefined && cursor === null && every(refreshMs),
  });
  const next = answer.data?.nextCursor ?? null;
  return {
    answer,
    items: answer.data?.items ?? [],
    /** Whether the data shown belongs to another page or filter. */
    isOld: answer.isPlaceholderData,
    page: cursors.length + 1,
    hasNext: next !== null,
    /** The next cursor is unknown until the page has loaded: until then, another press does nothing. */
    toNext: () => {
      if (next !== null && !answer.isPlaceholderData) setPlace({ of, cursors: [...cursors, next] });
    },
    toPrevious: () => setPlace({ of, cursors: cursors.slice(0, -1) }),
  };
}

/** A list with the page that is shown. */
export interface CursorPages<Item> extends Omit<
  ReturnType<typeof useCursorPages<'/tenants'>>,
  'answer' | 'items'
> {
  readonly answer: UseQueryResult<Page<Item>>;
  readonly items: readonly Item[];
}
