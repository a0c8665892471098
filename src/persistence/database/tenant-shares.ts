import { PacedTurns } from './paced-turns.js';
import { TenantTurns, type TurnRules } from './tenant-turns.js';

/** One tenant's part of the connections. */
const QUARTER = 4;

const CONNECTIONS = {
  limit: 'connections',
  mostWaiting: 500,
  patienceMs: 10_000,
} as const;

/** The parts of the connections that each tenant may hold at once. */
export interface TenantShares {
  readonly read: TenantTurns;
  readonly write: TenantTurns;
  /** For what TypeORM reads and writes, on the connections of its own. */
  readonly entities: TenantTurns;
  /** For the reading of long pages, a batch at a time, and of large groups. */
  readonly pages: PacedTurns;
}

/** A quarter of the connections, at least one. */
export function quarter(connections: number): number {
  return Math.max(1, Math.floor(connections / QUARTER));
}

/** A quarter of `connections` for each tenant, at least one. */
export function quarterOf(connections: number, what: 'reads' | 'writes'): TenantTurns {
  return sharesOf(quarter(connections), what);
}

export function sharesOf(ofOneTenant: number, what: 'reads' | 'writes'): TenantTurns {
  return new TenantTurns(shareRules(what, ofOneTenant));
}

/** @param atOnce of all tenants together */
export function shareRules(
  what: 'reads' | 'writes',
  ofOneTenant: number,
  atOnce: number = Infinity,
): TurnRules {
  const detail = `Too many ${what} of this tenant wait for the database: send further requests when these are answered`;
  return { ...CONNECTIONS, atOnce, ofOneTenant, detail };
}

const LONG_SEARCHES: Omit<TurnRules, 'atOnce' | 'ofOneTenant'> = {
  limit: 'searches',
  mostWaiting: 50,
  patienceMs: 10_000,
  detail: 'Too many long searches of this tenant are under way: send the next one when these are answered',
};

/** The answer to a long search takes time as well, which these turns do not measure. */
const REST_AFTER_SEARCH_MS = 50;

export function pacedSearches(
  atOnce: number,
  ofOneTenant: number,
  { read, write }: TenantShares,
): PacedTurns {
  return new PacedTurns(searchTurns(atOnce, ofOneTenant), [read, write], REST_AFTER_SEARCH_MS);
}

/** Turns for searches that examine many rows. */
export function searchTurns(atOnce: number, ofOneTenant: number): TenantTurns {
  return new TenantTurns({ ...LONG_SEARCHES, atOnce, ofOneTenant });
}

/** The memory for answers limits how many wait: they have begun to answer, so that none is refused before long. */
const LONG_PAGES: TurnRules = {
  limit: 'lists',
  atOnce: Infinity,
  ofOneTenant: 1,
  mostWaiting: Infinity,
  patienceMs: 60_000,
  detail: 'Too many long pages of this tenant are under way: ask for the next one when these are answered',
};

/** @param entities the one of both that TypeORM's connections belong to */
export function tenantShares(read: TenantTurns, write: TenantTurns, entities: TenantTurns): TenantShares {
  return { read, write, entities, pages: new PacedTurns(new TenantTurns(LONG_PAGES), [read, write]) };
}
