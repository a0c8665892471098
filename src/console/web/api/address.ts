import { useLocation, useSearchParams } from 'react-router';

/** The parameters of a list's position, which a change of its filters removes. */
const PLACE = ['page', 'cursor'];

/** The filters of a list, as parameters of the page's address, so that Back and a reload keep them. */
export function useAddress(): {
  /** Empty for a parameter that the address does not have. */
  readonly get: (name: string) => string;
  /** Changes parameters, and leads to the first page of the list. */
  readonly set: (changes: Readonly<Record<string, string>>) => void;
} {
  const [parameters, setParameters] = useSearchParams();
  return {
    get: (name) => parameters.get(name) ?? '',
    set: (changes) => {
      const next = new URLSearchParams(parameters);
      for (const name of PLACE) next.delete(name);
      for (const [name, value] of Object.entries(changes)) {
        if (value === '') next.delete(name);
        else next.set(name, value);
      }
      setParameters(next, { replace: true });
    },
  };
}

export interface Place {
  /** From 1. */
  readonly page: number;
  /** Null for the first page. */
  readonly cursor: string | null;
  readonly toNext: (cursor: string) => void;
  readonly toPrevious: () => void;
}

/** The position in a list, in the page's address. */
export function usePlaceInAddress(): Place {
  const [parameters, setParameters] = useSearchParams();
  const { state } = useLocation() as { state: { cursors?: readonly string[] } | null };
  const cursor = parameters.get('cursor');
  const known = state?.cursors ?? [];
  // The history keeps the cursors of earlier pages, over a reload too. Whoever was sent the address has none.
  const cursors = cursor === null ? [] : known.at(-1) === cursor ? known : [cursor];
  const page = cursor === null ? 1 : Math.max(2, Math.trunc(Number(parameters.get('page'))) || 2);
  const turnTo = (to: number, all: readonly string[]) => {
    const next = new URLSearchParams(parameters);
    for (const name of PLACE) next.delete(name);
    const last = all.at(-1);
    if (last !== undefined) {
      next.set('page', String(to));
      next.set('cursor', last);
    }
    setParameters(next, { state: { cursors: all } });
  };
  return {
    page,
    cursor,
    toNext: (following) => turnTo(page + 1, [...cursors, following]),
    toPrevious: () => turnTo(page - 1, cursors.slice(0, -1)),
  };
}
