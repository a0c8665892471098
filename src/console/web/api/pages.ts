import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { usePlaceInAddress, type Place } from './address.js';
import type { Page } from './answers.js';
import { call, query } from './call.js';
import type { ItemOf, Known, QueryOf } from './operation.js';
import { every } from './query-client.js';

interface ListOptions<P extends string> {
  readonly parameters?: QueryOf<P>;
  readonly limit?: number;
  /** Refresh interval of the first page; later pages are not refreshed. */
  readonly refreshMs?: number;
}

/** A list of the admin API, page by page; the position is in the page's address. */
export function useCursorPages<const P extends string>(
  path: P & Known<'GET', P>,
  options: ListOptions<P> = {},
) {
  return usePages<P>(path, usePlaceInAddress(), options);
}

/** A list of the admin API that is one of several of a page: its position is not in the address. */
export function useSmallList<const P extends string>(
  path: P & Known<'GET', P>,
  options: ListOptions<P> = {},
) {
  return usePages<P>(path, usePlaceOf(path), options);
}

function usePages<P extends string>(
  path: string,
  { page, cursor, toNext, toPrevious }: Place,
  { parameters, limit = 50, refreshMs }: ListOptions<P>,
) {
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
    /** Of all pages; null when it is not known. */
    total: answer.data?.total ?? null,
    isPartial: answer.data?.isPartial === true,
    /** Whether the data shown belongs to another page or filter. */
    isOld: answer.isPlaceholderData,
    page,
    hasNext: next !== null,
    /** The next cursor is unknown until the page has loaded: until then, another press does nothing. */
    toNext: () => {
      if (next !== null && !answer.isPlaceholderData) toNext(next);
    },
    toPrevious,
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

/** @param of identifies the list: a change starts again at the first page */
function usePlaceOf(of: string): Place {
  const [place, setPlace] = useState<{ of: string; cursors: readonly string[] }>({ of, cursors: [] });
  if (place.of !== of) setPlace({ of, cursors: [] });
  const cursors = place.of === of ? place.cursors : [];
  return {
    page: cursors.length + 1,
    cursor: cursors.at(-1) ?? null,
    toNext: (cursor) => setPlace({ of, cursors: [...cursors, cursor] }),
    toPrevious: () => setPlace({ of, cursors: cursors.slice(0, -1) }),
  };
}
