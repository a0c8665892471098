import { comparisonKey } from '../../scim/compare.js';
import { ScimError } from '../../scim/errors.js';
import type { ScimResource } from '../../scim/resource.js';
import type { ResourceType } from '../../scim/resource-type.js';
import type { SqlValue, Statements } from '../database/database.js';
import { indexKey } from './index-key.js';
import { sharesNames, tableOf } from './storage-map.js';

/** Maximum length of a value in an error message. */
const SHOWN = 100;

const HINT =
  '. Where both are groups of the directory, let Entra match groups by externalId ("Match objects using this attribute")';

/**
 * The error for a resource whose name is taken. It names the other resource, since the client can only act on that one.
 * @param attributes that the violated unique constraint covers
 * @param resource that could not be written
 */
export async function takenName(
  statements: Pick<Statements, 'rows'>,
  tenantId: string,
  type: ResourceType,
  attributes: readonly string[],
  resource: ScimResource,
): Promise<ScimError> {
  const holder = await holderOf(statements, tenantId, type, attributes, resource);
  // Where groups may share a name, the name alone does not identify the other resource.
  const [name = '', ...more] = sharesNames(type) ? attributes : attributes.slice(0, 1);
  const values = [name, ...more].map((each) =>
    resource[each] === undefined ? `no ${each}` : `the ${each} ${shown(resource[each])}`,
  );
  const taken = `Another ${type.name} of this tenant has ${values.join(' and ')} (${name} is compared without case)`;
  if (holder === null) return ScimError.uniqueness(taken);
  return ScimError.uniqueness(`${taken}: ${described(holder)}${hintFor(type)}`, String(holder.id));
}

/** The resource that holds these values; `null` when it has been deleted meanwhile. */
async function holderOf(
  statements: Pick<Statements, 'rows'>,
  tenantId: string,
  type: ResourceType,
  attributes: readonly string[],
  resource: ScimResource,
): Promise<ScimResource | null> {
  const { table, columns, texts } = tableOf(type);
  const params: SqlValue[] = [];
  const conditions = attributes.map((name) => {
    const value = resource[name];
    const definition = type.attribute(name);
    if (typeof value !== 'string' || definition === undefined) return `${columns[name]} IS NULL`;
    const key = comparisonKey(definition, value);
    params.push(texts[name] === undefined ? key : indexKey(key).key);
    return `${columns[name]} = ?`;
  });
  const [row] = await statements.rows<{ document: string }>(
    `SELECT document FROM ${table.text} WHERE tenant_id = ? AND ${conditions.join(' AND ')} AND id <> ? LIMIT 1`,
    [tenantId, ...params, String(resource.id)],
  );
  return row === undefined ? null : (JSON.parse(row.document) as ScimResource);
}

function described({ id, externalId, active }: ScimResource): string {
  return [
    `its id is ${shown(id)}`,
    ...(externalId === undefined ? [] : [`its externalId ${shown(externalId)}`]),
    ...(active === false ? ['it is disabled'] : []),
  ].join(', ');
}

function hintFor(type: ResourceType): string {
  if (type.name !== 'Group') return '';
  return sharesNames(type) ? HINT : `${HINT}, and switch uniqueGroupNames off in the settings of the tenant`;
}

function shown(value: unknown): string {
  const text = String(value);
  return JSON.stringify(text.length > SHOWN ? `${[...text].slice(0, SHOWN).join('')}…` : text);
}
