/** Attribute data types, RFC 7643 section 2.3. */
export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';

/**
 * One attribute with its characteristics, RFC 7643 section 7. Validation, filters, storage, PATCH,
 * projection, `/Schemas` and Swagger all read this table.
 */
export interface AttributeDefinition {
  readonly name: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly canonicalValues?: readonly string[];
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly AttributeDefinition[];
  /** Longest value in characters (code points), where storage sets a limit. */
  readonly maxLength?: number;
  /**
   * Held as rows of their own beside the resource and never in its document: `members` of a group is
   * changed row by row, `groups` of a user is computed from it.
   */
  readonly association?: boolean;
  /**
   * A value that nothing but another value ends: clearing, removing or leaving out the attribute keeps it. False of
   * `active`, so that nobody who was disabled comes back by accident.
   */
  readonly lasting?: boolean;
  /** Left out of `/Schemas` as Entra wants them: Microsoft's tools cannot bear it. */
  readonly unpublished?: boolean;
  /** The part of a text by which it is compared and sorted; all of it when absent. */
  readonly comparedBy?: (text: string) => string;
}

/** A schema resource, RFC 7643 section 7. */
export interface SchemaDefinition {
  /** URN, the value in `schemas`. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeDefinition[];
}

type Characteristics = Partial<Omit<AttributeDefinition, 'name' | 'type' | 'description' | 'subAttributes'>>;

const DEFAULTS = {
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const;

/** A string attribute; not case-exact unless said otherwise (RFC 7643 section 2.2). */
export function string(name: string, description: string, is: Characteristics = {}): AttributeDefinition {
  return { ...DEFAULTS, ...is, name, type: 'string', description };
}

export function boolean(name: string, description: string, is: Characteristics = {}): AttributeDefinition {
  return { ...DEFAULTS, ...is, name, type: 'boolean', description };
}

export function dateTime(name: string, description: string, is: Characteristics = {}): AttributeDefinition {
  return { ...DEFAULTS, ...is, name, type: 'dateTime', description };
}

/** Binary values are base64 text and case-exact (RFC 7643 section 2.3.6). */
export function binary(name: string, description: string, is: Characteristics = {}): AttributeDefinition {
  return { ...DEFAULTS, caseExact: true, ...is, name, type: 'binary', description };
}

/** References are case-exact (RFC 7643 section 2.3.7). */
export function reference(
  name: string,
  description: string,
  referenceTypes: readonly string[],
  is: Characteristics = {},
): AttributeDefinition {
  return { ...DEFAULTS, caseExact: true, ...is, name, type: 'reference', description, referenceTypes };
}

export function complex(
  name: string,
  description: string,
  subAttributes: readonly AttributeDefinition[],
  is: Characteristics = {},
): AttributeDefinition {
  return { ...DEFAULTS, ...is, name, type: 'complex', description, subAttributes };
}

/** A multi-valued complex attribute: a list of elements with the same sub-attributes. */
export function list(
  name: string,
  description: string,
  subAttributes: readonly AttributeDefinition[],
  is: Characteristics = {},
): AttributeDefinition {
  return complex(name, description, subAttributes, { ...is, multiValued: true });
}

/** The sub-attribute of that name, compared without case; `undefined` when there is none. */
export function subAttribute(attribute: AttributeDefinition, name: string): AttributeDefinition | undefined {
  const key = name.toLowerCase();
  return attribute.subAttributes?.find((candidate) => candidate.name.toLowerCase() === key);
}

/** Whether no answer may show the attribute's values (RFC 7643 section 7). */
export function isNeverShown({ returned, mutability }: AttributeDefinition): boolean {
  return returned === 'never' || mutability === 'writeOnly';
}

/** Whether a value stays although its attribute is cleared. */
export function isLasting({ lasting }: AttributeDefinition, value: unknown): boolean {
  return lasting !== undefined && value === lasting;
}
