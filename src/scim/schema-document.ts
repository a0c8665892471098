import type { AttributeDefinition, AttributeType, SchemaDefinition } from './attribute.js';
import { SCHEMA_SCHEMA } from './schemas/discovery.js';
import { isObject, isUnassigned, member } from './resource.js';
import { countLeaves, MAX_LEAVES } from './schema-leaves.js';
import { urnProblem } from './schema-urn.js';

/** A problem in a schema document and its position, such as `attributes[2].type`. */
export interface SchemaProblem {
  readonly field: string;
  readonly message: string;
}

/** Limits of one schema; its URN and a name together form the path of an index row. */
export const MAX_NAME_LENGTH = 60;
export const MAX_ATTRIBUTES = 100;
const MAX_TEXT_LENGTH = 1000;
const MAX_CANONICAL_VALUES = 200;

/** RFC 7643 section 2.1; `$ref` is the only name that begins with another character. */
const NAME = /^(?:[a-z][a-z0-9_-]*|\$ref)$/i;

const CHARACTERISTICS = [
  'name',
  'type',
  'multiValued',
  'description',
  'required',
  'canonicalValues',
  'caseExact',
  'mutability',
  'returned',
  'uniqueness',
  'referenceTypes',
  'subAttributes',
];
const TYPES = [
  'string',
  'boolean',
  'decimal',
  'integer',
  'dateTime',
  'binary',
  'reference',
  'complex',
] as const satisfies readonly AttributeType[];
const MUTABILITIES = ['readWrite', 'readOnly', 'immutable', 'writeOnly'] as const;
const RETURNED = ['default', 'always', 'request', 'never'] as const;

/**
 * Parses a schema resource, RFC 7643 section 7, that describes an extension. Omitted characteristics take the defaults
 * of section 2.2; names and keywords are read in any letter case.
 * @param urn the schema's id
 * @returns the definition, or all problems
 */
export function readSchemaDocument(
  document: unknown,
  urn: string,
): { readonly schema: SchemaDefinition } | { readonly problems: readonly SchemaProblem[] } {
  const reader = new SchemaReader();
  const schema = reader.schema(isObject(document) ? document : {}, urn);
  return reader.problems.length === 0 ? { schema } : { problems: reader.problems };
}

/** Continues with a default after each problem, so that all problems are reported at once. */
class SchemaReader {
  readonly problems: SchemaProblem[] = [];

  schema(document: Record<string, unknown>, urn: string): SchemaDefinition {
    const schemas = member(document, 'schemas');
    if (!isUnassigned(schemas) && !(Array.isArray(schemas) && schemas.includes(SCHEMA_SCHEMA))) {
      this.wrong('schemas', `expected a list with "${SCHEMA_SCHEMA}"`);
    }
    const id = member(document, 'id');
    if (!isUnassigned(id) && (typeof id !== 'string' || id.toLowerCase() !== urn.toLowerCase())) {
      this.wrong('id', `expected the URN in the path, "${urn}"`);
    }
    const problem = urnProblem(urn);
    if (problem !== null) this.wrong('urn', problem);
    const attributes = this.attributes(document, 'attributes', null);
    const leaves = countLeaves({ attributes });
    if (leaves > MAX_LEAVES) {
      this.wrong(
        'attributes',
        `expected at most ${MAX_LEAVES} attributes, counting the sub-attributes of complex ones, got ${leaves}`,
      );
    }
    return {
      id: urn,
      name: this.text(document, 'name', '') ?? urn,
      description: this.text(document, 'description', '') ?? '',
      attributes,
    };
  }

  private attributes(
    owner: Record<string, unknown>,
    field: string,
    parent: string | null,
  ): AttributeDefinition[] {
    const list = member(owner, field.split('.').at(-1) ?? '');
    if (!Array.isArray(list) || list.length === 0 || list.length > MAX_ATTRIBUTES) {
      this.wrong(field, `expected a list of 1 to ${MAX_ATTRIBUTES} attributes`);
      return [];
    }
    const names = new Set<string>();
    return list.flatMap((sent: unknown, index) => {
      const where = `${field}[${index}]`;
      if (!isObject(sent)) {
        this.wrong(where, 'expected an object');
        return [];
      }
      const attribute = this.attribute(sent, where, parent);
      const key = attribute.name.toLowerCase();
      if (names.has(key) && key !== '') this.wrong(`${where}.name`, 'expected a name of its own');
      names.add(key);
      return [attribute];
    });
  }

  private attribute(
    sent: Record<string, unknown>,
    where: string,
    parent: string | null,
  ): AttributeDefinition {
    const type = this.oneOf(sent, 'type', TYPES, where, 'string');
    const mutability = this.oneOf(sent, 'mutability', MUTABILITIES, where, 'readWrite');
    // RFC 7643 section 7: a writeOnly attribute is never returned, whatever `returned` says.
    const returned =
      mutability === 'writeOnly' ? 'never' : this.oneOf(sent, 'returned', RETURNED, where, 'default');
    const attribute: AttributeDefinition = {
      name: this.name(sent, where),
      type,
      multiValued: this.flag(sent, 'multiValued', where, false),
      description: this.text(sent, 'description', where) ?? '',
      required: this.flag(sent, 'required', where, false),
      ...this.listOf(sent, 'canonicalValues', where),
      caseExact: this.flag(sent, 'caseExact', where, type === 'binary' || type === 'reference'),
      mutability,
      returned,
      uniqueness: this.oneOf(sent, 'uniqueness', ['none'], where, 'none'),
      ...(type === 'reference' ? { referenceTypes: ['external'] } : {}),
      ...this.listOf(sent, 'referenceTypes', where),
      ...(type === 'complex' && parent === null
        ? { subAttributes: this.attributes(sent, `${where}.subAttributes`, where) }
        : {}),
    };
    this.refuseUnknown(sent, where);
    this.refuseUnsupported(attribute, sent, where, parent);
    return attribute;
  }

  /** Reports what RFC 7643 does not allow, and what it allows but this service does not support. */
  private refuseUnsupported(
    attribute: AttributeDefinition,
    sent: Record<string, unknown>,
    where: string,
    parent: string | null,
  ): void {
    const { type, multiValued, mutability, returned, required, subAttributes = [] } = attribute;
    if (type === 'complex' && parent !== null) {
      this.wrong(
        `${where}.type`,
        'expected a simple type: sub-attributes have no parts (RFC 7643 section 2.3.8)',
      );
    }
    if (type !== 'complex' && !isUnassigned(member(sent, 'subAttributes'))) {
      this.wrong(`${where}.subAttributes`, 'expected only with the type "complex"');
    }
    if (returned === 'never' && required) {
      this.wrong(`${where}.required`, 'expected false: what is never returned is checked but not kept');
    }
    if (multiValued && subAttributes.some((sub) => sub.mutability === 'immutable')) {
      this.wrong(
        `${where}.subAttributes`,
        'expected none that is immutable: an element of a list is replaced as a whole',
      );
    }
    if (parent === null) return;
    if (multiValued) this.wrong(`${where}.multiValued`, 'expected false for a sub-attribute');
    if (returned === 'always' || returned === 'request') {
      this.wrong(
        `${where}.returned`,
        'expected default or never: a sub-attribute is returned with its attribute',
      );
    }
    if (mutability === 'immutable' && required) {
      this.wrong(`${where}.required`, 'expected false for an immutable sub-attribute');
    }
  }

  private refuseUnknown(sent: Record<string, unknown>, where: string): void {
    for (const key of Object.keys(sent)) {
      if (!CHARACTERISTICS.some((known) => known.toLowerCase() === key.toLowerCase())) {
        this.wrong(`${where}.${key.slice(0, MAX_NAME_LENGTH)}`, 'not known here');
      }
    }
  }

  private name(sent: Record<string, unknown>, where: string): string {
    const name = member(sent, 'name');
    if (typeof name === 'string' && NAME.test(name) && name.length <= MAX_NAME_LENGTH && !(name in {})) {
      return name;
    }
    this.wrong(
      `${where}.name`,
      `expected a letter, then letters, digits, "-" and "_", at most ${MAX_NAME_LENGTH} characters`,
    );
    return '';
  }

  private oneOf<T extends string>(
    sent: Record<string, unknown>,
    key: string,
    allowed: readonly T[],
    where: string,
    otherwise: T,
  ): T {
    const value = member(sent, key);
    if (isUnassigned(value)) return otherwise;
    const found = allowed.find((each) => each.toLowerCase() === String(value).toLowerCase());
    if (found === undefined) this.wrong(`${where}.${key}`, `expected ${allowed.join(', ')}`);
    return found ?? otherwise;
  }

  private flag(sent: Record<string, unknown>, key: string, where: string, otherwise: boolean): boolean {
    const value = member(sent, key);
    if (typeof value === 'boolean') return value;
    if (!isUnassigned(value)) this.wrong(`${where}.${key}`, 'expected true or false');
    return otherwise;
  }

  private text(sent: Record<string, unknown>, key: string, where: string): string | undefined {
    const value = member(sent, key);
    if (isUnassigned(value)) return undefined;
    if (typeof value === 'string' && value.length <= MAX_TEXT_LENGTH) return value;
    this.wrong(
      where === '' ? key : `${where}.${key}`,
      `expected a text of at most ${MAX_TEXT_LENGTH} characters`,
    );
    return undefined;
  }

  private listOf(
    sent: Record<string, unknown>,
    key: 'canonicalValues' | 'referenceTypes',
    where: string,
  ): Partial<AttributeDefinition> {
    const value = member(sent, key);
    if (isUnassigned(value)) return {};
    const isText = (each: unknown): each is string =>
      typeof each === 'string' && each.length <= MAX_TEXT_LENGTH;
    if (Array.isArray(value) && value.length <= MAX_CANONICAL_VALUES && value.every(isText))
      return { [key]: value };
    this.wrong(`${where}.${key}`, `expected a list of at most ${MAX_CANONICAL_VALUES} texts`);
    return {};
  }

  private wrong(field: string, message: string): void {
    this.problems.push({ field, message });
  }
}
