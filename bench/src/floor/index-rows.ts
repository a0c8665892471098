/** A row of `attribute_values` without its tenant and resource: path, element, key. */
export type Row = readonly [string, number, string];

const COLUMNS = new Set(['schemas', 'id', 'userName', 'externalId', 'displayName', 'active']);
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The index rows of a resource: the same that the service writes for the benchmark's requests. */
export function rowsOf(resource: Record<string, any>): Row[] {
  const rows: Row[] = [];
  for (const name in resource) {
    if (name === ENTERPRISE) addAll(rows, resource[name], 'enterprise:');
    else if (!COLUMNS.has(name)) add(rows, name, 0, resource[name]);
  }
  if (resource[ENTERPRISE] !== undefined) rows.push(['schemas', 0, ENTERPRISE.toLowerCase()]);
  return rows;
}

function addAll(rows: Row[], values: Record<string, unknown>, prefix: string): void {
  for (const name in values) add(rows, prefix + name, 0, values[name]);
}

function add(rows: Row[], path: string, element: number, value: unknown): void {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) addParts(rows, path, index, value[index]);
  } else if (typeof value === 'object' && value !== null) {
    addParts(rows, path, element, value as Record<string, unknown>);
  } else {
    rows.push([path, element, String(value).toLowerCase()]);
  }
}

function addParts(rows: Row[], path: string, element: number, parts: Record<string, unknown>): void {
  for (const name in parts) rows.push([`${path}.${name}`, element, String(parts[name]).toLowerCase()]);
}
