import type { CheckedFilter } from '../../scim/filter/ast.js';
import { ScimError } from '../../scim/errors.js';
import type { AttributeTarget, ResourceType } from '../../scim/resource-type.js';
import type { Sort } from '../../scim/sort.js';
import type { TenantSize } from '../resources/resource-counts.js';
import { conjuncts, driverOf, lookUpOf, narrows, type LookUp } from './look-up.js';
import { storageOf, tableOf, uniqueColumnOf } from '../resources/storage-map.js';

/** Maximum number of rows that one request may examine: about two seconds. */
export const MOST_ROWS = 1_500_000;

/** A search that examines fewer rows takes a few milliseconds. */
export const FEW_ROWS = 2000;

/** The cost of a term that an index answers but that many resources may satisfy, as a share of all rows. */
const BY_INDEX = 0.1;

/**
 * The cost of a comparison by order (`meta.lastModified gt`), as a share of all rows: the index finds where the range
 * begins.
 */
const BY_RANGE = 0.25;

/** Maximum number of terms of a search that takes a few milliseconds: MySQL plans joins of more terms for long. */
const FEW_TERMS = 5;

/** Shorter prefixes are assumed to match many values. */
const SHORT_PREFIX = 3;

/** Memberships are not counted. The estimate assumes this many per user and group, unless there can be none. */
const MEMBERSHIPS_EACH = 10;

/** How often a search may have to read all resources of the type, and all memberships of the tenant. */
interface Passes {
  readonly resources: number;
  readonly memberships: number;
}

const NONE: Passes = { resources: 0, memberships: 0 };

/** The estimated cost of a search, known before it is sent. */
export class SearchCost {
  private constructor(
    private readonly passes: Passes,
    private readonly offset: number,
    private readonly terms: number,
  ) {}

  /** @param offset the number of resources to skip before the page */
  static of(filter: CheckedFilter | null, sort: Sort | null, type: ResourceType, offset: number): SearchCost {
    const found = filter !== null && isLookUp(filter, type);
    const passes = [
      filter === null || found ? NONE : passesOf(filter, type),
      sort === null || found ? NONE : sortPasses(sort, type),
    ];
    return new SearchCost(sum(passes), found ? 0 : offset, filter === null || found ? 0 : termsIn(filter));
  }

  /** Whether the search examines few rows in a directory of any size. */
  get isSmall(): boolean {
    const { resources, memberships } = this.passes;
    return (
      resources === 0 && memberships === 0 && BY_INDEX * this.offset <= FEW_ROWS && this.terms <= FEW_TERMS
    );
  }

  /**
   * Whether the search must take turns with others.
   * @param size of the tenant's directory
   * @throws ScimError tooMany when the search would examine more rows than one request may
   */
  isLongIn(size: TenantSize, type: ResourceType): boolean {
    return this.rowsIn(size, type) > FEW_ROWS || this.terms > FEW_TERMS;
  }

  /** The approximate number of rows that the search examines. */
  private rowsIn(size: TenantSize, type: ResourceType): number {
    const resources = type.name === 'User' ? size.users : size.groups;
    const memberships = Math.min(size.users * size.groups, MEMBERSHIPS_EACH * (size.users + size.groups));
    const skipped = BY_INDEX * Math.min(this.offset, resources);
    const rows = Math.ceil(
      this.passes.resources * resources + this.passes.memberships * memberships + skipped,
    );
    if (rows > MOST_ROWS) {
      const advice = skipped > rows / 2 ? PAGING_ADVICE : ADVICE;
      throw ScimError.tooCostly(
        `About ${rows} rows would have to be looked at, at most ${MOST_ROWS} are for one request; ${advice}`,
      );
    }
    return rows;
  }
}

const ADVICE =
  'use fewer terms, and "eq" or "sw" in the place of co, ew, ne, pr and not, which look at every resource, as "sortBy" does';

const PAGING_ADVICE =
  'read page after page by "cursor" rather than by "startIndex", which counts from the start';

/** The error of a search that exceeded its time limit. */
export function tookTooLong(): ScimError {
  return ScimError.tooCostly(`The search took too long and was ended; ${ADVICE}`);
}

/** Whether an index leads to the few resources that satisfy a filter, as with nearly all filters of Entra. */
function isLookUp(filter: CheckedFilter, type: ResourceType): boolean {
  const terms = conjuncts(filter);
  if (terms.length > FEW_TERMS) return false;
  return (
    terms.some((term) => isSelective(term, type)) &&
    terms.every((term) => isSelective(term, type) || isFlag(term))
  );
}

function isSelective(term: CheckedFilter, type: ResourceType): boolean {
  const lookUp = term.kind === 'elements' ? elementLookUp(term.filter) : lookUpOf(term);
  if (lookUp === null || !narrows(lookUp)) return false;
  if (lookUp.op === 'sw' && lookUp.keys[0].length < SHORT_PREFIX) return false;
  // The groups of a user include indirect ones, which are not stored.
  if (isAssociation(lookUp.target, type)) return type.name === 'Group' && lookUp.target.sub?.name !== 'type';
  const storage = storageOf(lookUp.target, type);
  return storage.kind === 'rows' || storage.kind === 'column';
}

function elementLookUp(filter: CheckedFilter): ReturnType<typeof lookUpOf> {
  const { driver, others } = driverOf(filter);
  return others.length < FEW_TERMS ? driver : null;
}

/** `active eq true`: a column of a row that is read anyway. */
function isFlag(term: CheckedFilter): boolean {
  return term.kind === 'compare' && term.target.path === 'active';
}

function passesOf(filter: CheckedFilter, type: ResourceType): Passes {
  switch (filter.kind) {
    case 'and':
      return sum(filter.operands.map((operand) => passesOf(operand, type)));
    case 'or':
      if (lookUpOf(filter) !== null) return termPasses(filter, type);
      return atLeastOne(sum(filter.operands.map((operand) => passesOf(operand, type))));
    case 'not':
      return atLeastOne(passesOf(filter.operand, type));
    case 'compare':
    case 'present':
      return termPasses(filter, type);
    case 'elements':
      return elementPasses(filter, type);
  }
}

/** One index look-up, or one read of all resources. */
function termPasses(term: CheckedFilter, type: ResourceType): Passes {
  const lookUp = lookUpOf(term);
  const target = targetIn(term);
  if (lookUp?.op === 'eq' && uniqueColumnOf(lookUp.target, type) !== null) return NONE;
  const passes = lookUp === null ? 1 : passesBy(lookUp);
  if (target === null || !isAssociation(target, type)) return { resources: passes, memberships: 0 };
  // Presence is looked up for each resource.
  return term.kind === 'present' ? { resources: 1, memberships: 0 } : { resources: 0, memberships: passes };
}

/** Each element found by the driving condition is looked up once for each other condition. */
function elementPasses(filter: Extract<CheckedFilter, { kind: 'elements' }>, type: ResourceType): Passes {
  if (filter.target.path === 'meta') return passesOf(filter.filter, type);
  const { driver, others } = driverOf(filter.filter);
  const looks = 1 + others.reduce((count, other) => count + termsIn(other), 0);
  const passes = looks * (driver === null ? 1 : passesBy(driver));
  return isAssociation(filter.target, type)
    ? { resources: 0, memberships: passes }
    : { resources: passes, memberships: 0 };
}

/** The share of all values that a look-up examines. */
function passesBy(lookUp: LookUp): number {
  if (narrows(lookUp)) return BY_INDEX;
  return ['gt', 'ge', 'lt', 'le'].includes(lookUp.op) ? BY_RANGE : 1;
}

/** A value is read for each resource, and the resources are sorted. */
function sortPasses({ target }: Sort, type: ResourceType): Passes {
  if (isAssociation(target, type)) return { resources: 1, memberships: 1 };
  if (storageOf(target, type).kind !== 'rows') return { resources: 1, memberships: 0 };
  // Of several values the primary one counts, which is looked for too.
  return { resources: target.attribute.multiValued ? 3 : 2, memberships: 0 };
}

function isAssociation({ extension, attribute }: AttributeTarget, type: ResourceType): boolean {
  return extension === null && tableOf(type).associations[attribute.name] !== undefined;
}

function targetIn(term: CheckedFilter): AttributeTarget | null {
  if (term.kind === 'or') return lookUpOf(term)?.target ?? null;
  return term.kind === 'compare' || term.kind === 'present' ? term.target : null;
}

/** The number of comparisons in a filter. */
export function termsIn(filter: CheckedFilter): number {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.reduce((count, operand) => count + termsIn(operand), 0);
    case 'not':
      return termsIn(filter.operand);
    case 'elements':
      return termsIn(filter.filter);
    case 'compare':
    case 'present':
      return 1;
  }
}

function sum(all: readonly Passes[]): Passes {
  return {
    resources: all.reduce((total, { resources }) => total + resources, 0),
    memberships: all.reduce((total, { memberships }) => total + memberships, 0),
  };
}

function atLeastOne({ resources, memberships }: Passes): Passes {
  return { resources: Math.max(1, resources), memberships };
}
