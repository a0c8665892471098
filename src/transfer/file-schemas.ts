import type { CustomSchema, TypeName } from '../scim/resource-type.js';
import { typesWith } from '../scim/resource-type.js';
import { clashOf } from '../scim/schema-change.js';
import { readSchemaDocument } from '../scim/schema-document.js';
import { MAX_SCHEMAS, growthProblem } from '../tenants/schemas/schemas.service.js';
import type { FileLine } from './file-lines.js';
import { FileRefused } from './file-refusal.js';
import { membersOf, object, oneOf, text, time } from './line-values.js';

/** A custom schema of the file. */
export interface MovedSchema extends CustomSchema {
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  readonly definition: string;
}

/**
 * Reads the line of a schema.
 * @param before the schemas of the lines before
 * @throws FileRefused
 */
export function readSchema({ number, value }: FileLine, before: readonly MovedSchema[]): MovedSchema {
  const { resourceType, created, definition } = membersOf(number, value, {
    kind: text,
    resourceType: oneOf<TypeName>('User', 'Group'),
    created: time,
    definition: object,
  });
  const refuse = (reason: string): never => {
    throw new FileRefused(number, reason);
  };
  const urn = typeof definition.id === 'string' ? definition.id : refuse('"definition.id" is missing');
  const read = readSchemaDocument(definition, urn);
  if ('problems' in read) {
    const [{ field, message } = { field: '', message: '' }] = read.problems;
    return refuse(`${JSON.stringify(`definition.${field}`)}: ${message}`);
  }
  const schema = {
    resourceType,
    schema: read.schema,
    createdAt: created,
    definition: JSON.stringify(read.schema),
  };
  if (before.length >= MAX_SCHEMAS) refuse(`a tenant can have ${MAX_SCHEMAS} schemas`);
  if (before.some((each) => each.schema.id.toLowerCase() === urn.toLowerCase())) {
    refuse(`${JSON.stringify(urn)} is there twice`);
  }
  const all = [...before, schema];
  const problem = clashOf(read.schema, typesWith(all)[resourceType]) ?? growthProblem(before, all);
  return problem === null ? schema : refuse(problem);
}
