import { subAttribute } from '../../scim/attribute.js';
import { comparisonKey } from '../../scim/compare.js';
import { ScimError } from '../../scim/errors.js';
import type { CheckedFilter } from '../../scim/filter/ast.js';
import { satisfies } from '../../scim/filter/evaluate.js';
import type { AttributeTarget, ResourceType } from '../../scim/resource-type.js';
import { compareMillis } from './comparison-sql.js';
import type { Dialect } from '../database/dialect.js';
import { compareIndexed, type IndexedColumns } from '../resources/index-key.js';
import { driverOf, lookedUp, LOOKING, lookUpOf, selectFor, type Condition, type LookUp } from './look-up.js';
import { FALSE, joinSql, sql, TRUE, trusted, type Sql } from '../database/sql.js';
import {
  rowPath,
  storageOf,
  tableOf,
  type AssociationSource,
  type AssociationStorage,
  type Storage,
} from '../resources/storage-map.js';
import { compareComputed, locationUnder, VERSION, type ComputedText } from './computed-text.js';

type Compare = Extract<CheckedFilter, { kind: 'compare' }>;
type Present = Extract<CheckedFilter, { kind: 'present' }>;
type Elements = Extract<CheckedFilter, { kind: 'elements' }>;
type ColumnStorage = Extract<Storage, { kind: 'column' }>;

/** Turns a leaf of a filter (a comparison or `pr`) into a condition that is true or false, never NULL. */
type Leaf = (leaf: Compare | Present) => Sql;

/**
 * The SQL condition on a row `r` of the resource's table that means the same as `evaluate`. Every subquery starts from
 * the tenant's part of an index.
 * @param address of the resource type, with which `meta.location` begins
 * @throws ScimError invalidFilter for an attribute that is not stored where a filter can reach it
 */
export function filterSql(
  filter: CheckedFilter,
  type: ResourceType,
  tenantId: string,
  dialect: Dialect,
  address: string,
): Sql {
  const tables = new FilterTables(type, tenantId, dialect, address);
  return tables.condition(filter, (leaf) => tables.leaf(leaf));
}

/** A condition on the columns of an association row, such as those of `members[…]`. */
export function associationSql(filter: CheckedFilter, source: AssociationSource, dialect: Dialect): Sql {
  return condition(filter, (leaf) => associationLeaf(leaf, source, dialect));
}

class FilterTables {
  constructor(
    private readonly type: ResourceType,
    private readonly tenantId: string,
    private readonly dialect: Dialect,
    private readonly address: string,
  ) {}

  condition(filter: CheckedFilter, leaf: Leaf): Sql {
    const { elements, anyOf } = this;
    return condition(filter, leaf, { elements, anyOf });
  }

  leaf(leaf: Compare | Present): Sql {
    const { target } = leaf;
    const association = this.associationOf(target);
    if (association !== undefined) return this.associationLeaf(leaf, association);
    if (leaf.kind === 'present' && target.attribute.type === 'complex' && target.sub === null)
      return this.anyPart(target);
    const storage = storageOf(target, this.type);
    switch (storage.kind) {
      case 'column':
        return columnLeaf(leaf, storage, this.dialect);
      case 'constant':
        return constantLeaf(leaf, storage.value);
      case 'schemas':
        return leaf.kind === 'present' ? TRUE : this.schemasLeaf(leaf, storage.core, storage.path);
      case 'rows':
        return this.rowsLeaf(leaf, storage.path);
      case 'version':
        return this.computedLeaf(leaf, VERSION);
      case 'location':
        return this.computedLeaf(leaf, locationUnder(this.address));
      case 'unfilterable':
        throw unfilterable(target);
    }
  }

  private associationOf({ extension, attribute }: AttributeTarget): AssociationStorage | undefined {
    return extension === null ? tableOf(this.type).associations[attribute.name] : undefined;
  }

  private computedLeaf(leaf: Compare | Present, computed: ComputedText): Sql {
    return leaf.kind === 'present' ? TRUE : compareComputed(computed, leaf.op, leaf.key, this.dialect);
  }

  /** `emails[…]`: driven by the condition that narrows an index most; the others are checked on the same element. */
  private readonly elements = ({ target, filter }: Elements): Sql => {
    const association = this.associationOf(target);
    if (association !== undefined)
      return this.owners(association, (source) => associationSql(filter, source, this.dialect));
    if (target.path === 'meta') return this.condition(filter, (leaf) => this.leaf(leaf));
    const { driver, others } = driverOf(filter);
    const first =
      driver === null
        ? sql`d.tenant_id = ${this.tenantId} AND ${partsOf(target, trusted('d'))}`
        : sql`d.tenant_id = ${this.tenantId} AND d.path = ${rowPath(driver.target)} AND ${lookedUp(indexRow('d'), driver, this.dialect)}`;
    const conditions = joinSql([first, ...others.map((each) => this.onElement(each))], 'AND');
    return sql`r.id IN (${selectFor(driver)} d.resource_id FROM attribute_values d WHERE ${conditions})`;
  };

  /** `a eq x or a eq y` as one index look-up: joined by OR, the conditions would be checked for every resource. */
  private readonly anyOf = (filter: CheckedFilter, lookUp: LookUp): Sql | null => {
    const { target } = lookUp;
    const association = this.associationOf(target);
    if (association !== undefined)
      return this.owners(association, (source) => associationSql(filter, source, this.dialect));
    const storage = storageOf(target, this.type);
    if (storage.kind === 'rows')
      return this.withRow(storage.path, lookUp, lookedUp(indexRow('v'), lookUp, this.dialect));
    if (storage.kind !== 'column' || storage.form !== 'key') return null;
    const condition = lookedUp({ key: storage.column, text: storage.text }, lookUp, this.dialect);
    // A separate `r`: otherwise SQLite prefers reading all resources in page order to sorting a few.
    return sql`r.id IN (SELECT r.id FROM ${tableOf(this.type).table} r WHERE r.tenant_id = ${this.tenantId} AND ${condition})`;
  };

  private onElement(filter: CheckedFilter): Sql {
    return condition(filter, (leaf) => {
      const row = sql`SELECT 1 FROM attribute_values v WHERE v.tenant_id = ${this.tenantId} AND v.resource_id = d.resource_id AND v.path = ${rowPath(leaf.target)} AND v.element = d.element`;
      if (leaf.kind === 'present') return sql`EXISTS (${row})`;
      // An element has at most one value of a sub-attribute, so "not equal or absent" is "not equal".
      if (leaf.op === 'ne') return sql`NOT EXISTS (${row} AND ${this.indexed('eq', leaf.key)})`;
      return sql`EXISTS (${row} AND ${this.indexed(leaf.op, leaf.key)})`;
    });
  }

  private rowsLeaf(leaf: Compare | Present, path: string): Sql {
    const own = sql`${LOOKING} 1 FROM attribute_values v WHERE v.tenant_id = ${this.tenantId} AND v.resource_id = r.id AND v.path = ${path}`;
    if (leaf.kind === 'present') return sql`EXISTS (${own})`;
    if (leaf.op === 'ne')
      return sql`NOT EXISTS (${own}) OR EXISTS (${own} AND ${this.indexed('ne', leaf.key)})`;
    return this.withRow(path, leaf, this.indexed(leaf.op, leaf.key));
  }

  /** Every resource has its core schema; index rows hold the extensions. */
  private schemasLeaf(leaf: Compare, core: string, path: string): Sql {
    return constantLeaf(leaf, core) === TRUE
      ? TRUE
      : this.withRow(path, leaf, this.indexed(leaf.op, leaf.key));
  }

  /** The resource has an index row `v` of the path for which a condition holds. */
  private withRow(path: string, condition: Condition, holds: Sql): Sql {
    return sql`r.id IN (${selectFor(condition)} v.resource_id FROM attribute_values v WHERE v.tenant_id = ${this.tenantId} AND v.path = ${path} AND ${holds})`;
  }

  private indexed(op: Compare['op'], key: string): Sql {
    return compareIndexed(indexRow('v'), op, key, this.dialect);
  }

  /** `emails pr`, `name pr`: any sub-attribute has a value. */
  private anyPart(target: AttributeTarget): Sql {
    if (target.path === 'meta') return TRUE;
    return sql`EXISTS (${LOOKING} 1 FROM attribute_values v WHERE v.tenant_id = ${this.tenantId} AND v.resource_id = r.id AND ${partsOf(target, trusted('v'))})`;
  }

  private associationLeaf(leaf: Compare | Present, association: AssociationStorage): Sql {
    const any = sql`EXISTS (${LOOKING} 1 FROM group_members m WHERE m.tenant_id = ${this.tenantId} AND ${association[0].owner} = r.id)`;
    if (leaf.kind === 'present') return any;
    const matching = this.owners(association, (source) => associationLeaf(leaf, source, this.dialect));
    return leaf.op === 'ne' ? sql`NOT ${any} OR ${matching}` : matching;
  }

  /**
   * The resource owns a value, from any source, that satisfies a condition. One IN for all sources: joined by OR, they
   * would be checked for every resource of the tenant.
   */
  private owners(association: AssociationStorage, where: (source: AssociationSource) => Sql): Sql {
    const [first, ...others] = association
      .map((source) => ({ source, satisfied: where(source) }))
      .filter(({ satisfied }) => satisfied !== FALSE)
      .map(
        ({ source, satisfied }) =>
          sql`SELECT ${source.owner} AS id FROM ${source.from(this.tenantId)} WHERE m.tenant_id = ${this.tenantId} AND (${satisfied})`,
      );
    if (first === undefined) return FALSE;
    if (others.length === 0) return sql`r.id IN (${first})`;
    const all = others.reduce((union, other) => sql`${union} UNION ALL ${other}`, first);
    return sql`r.id IN (SELECT o.id FROM (${all}) o)`;
  }
}

/** How to turn the nodes of a filter that are neither leaves nor logical operators into conditions. */
interface Nodes {
  readonly elements: (filter: Elements) => Sql;
  /** `null` when the comparison is to be joined by OR like any other. */
  readonly anyOf: (filter: CheckedFilter, lookUp: LookUp) => Sql | null;
}

function condition(filter: CheckedFilter, leaf: Leaf, nodes: Nodes = NO_NODES): Sql {
  switch (filter.kind) {
    case 'and':
      return joinSql(
        filter.operands.map((operand) => condition(operand, leaf, nodes)),
        'AND',
      );
    case 'or': {
      const lookUp = lookUpOf(filter);
      const found = lookUp === null ? null : nodes.anyOf(filter, lookUp);
      const each = (): Sql[] => filter.operands.map((operand) => condition(operand, leaf, nodes));
      return found ?? joinSql(each(), 'OR');
    }
    case 'not':
      return sql`NOT (${condition(filter.operand, leaf, nodes)})`;
    case 'compare':
    case 'present':
      return leaf(filter);
    case 'elements':
      return nodes.elements(filter);
  }
}

/** Sub-attributes have no sub-attributes (RFC 7643 section 2.3.8); `check` refuses them earlier. */
const NO_NODES: Nodes = {
  elements: ({ target }) => {
    throw unfilterable(target);
  },
  anyOf: () => null,
};

function associationLeaf(leaf: Compare | Present, source: AssociationSource, dialect: Dialect): Sql {
  const storage = source.sub((leaf.target.sub ?? subAttribute(leaf.target.attribute, 'value'))?.name ?? '');
  if (storage.kind === 'column') return columnLeaf(leaf, storage, dialect);
  if (storage.kind === 'constant') return constantLeaf(leaf, storage.value);
  throw unfilterable(leaf.target);
}

function columnLeaf(leaf: Compare | Present, storage: ColumnStorage, dialect: Dialect): Sql {
  const { column, nullable } = storage;
  if (leaf.kind === 'present') return nullable ? sql`${column} IS NOT NULL` : TRUE;
  const comparison =
    storage.form === 'millis'
      ? compareMillis(column, leaf.op, leaf.key)
      : storage.form === 'boolean'
        ? sql`${column} ${trusted(leaf.op === 'eq' ? '=' : '<>')} ${leaf.value === true ? 1 : 0}`
        : compareIndexed({ key: column, text: storage.text }, leaf.op, leaf.key, dialect);
  if (!nullable) return comparison;
  return leaf.op === 'ne'
    ? sql`${column} IS NULL OR ${comparison}`
    : sql`${column} IS NOT NULL AND ${comparison}`;
}

function constantLeaf(leaf: Compare | Present, value: string): Sql {
  if (leaf.kind === 'present') return TRUE;
  const definition = leaf.target.sub ?? leaf.target.attribute;
  return satisfies(comparisonKey(definition, value), leaf.op, leaf.key) ? TRUE : FALSE;
}

/** The key columns of `attribute_values` under an alias. */
function indexRow(alias: string): IndexedColumns {
  return { key: trusted(`${alias}.value_key`), text: trusted(`${alias}.value_text`) };
}

function partsOf(target: AttributeTarget, row: Sql): Sql {
  const prefix = `${rowPath({ ...target, sub: null })}.`;
  // The range of paths that begin with the prefix: "/" follows "." in ASCII.
  return sql`${row}.path >= ${prefix} AND ${row}.path < ${`${prefix.slice(0, -1)}/`}`;
}

function unfilterable(target: AttributeTarget): ScimError {
  return ScimError.invalidFilter(
    `"${target.path}" is computed for each answer, so it cannot be used in a filter`,
  );
}
