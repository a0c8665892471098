/** Attribute data types, RFC 7643 section 2.3. */
export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';

/**
 * One attribute with its characteristics, RFC 7643 section 7. Validation, filters, storage, PATCH, projection,
 * `/Schemas` and Swagger all read these definitions.
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
  /** Maximum length in characters (code points), where storage sets a limit. */
  readonly maxLength?: number;
  /**
   * Stored as rows beside the resource and never in its document: `members` of a group is changed row by row, `groups`
   * of a user is computed from these rows.
   */
  readonly association?: boolean;
  /**
   * A value that only another value replaces: clearing, removing or leaving out the attribute keeps it. This is false
   * for `active`, so that no disabled user is enabled by accident.
   */
  readonly lasting?: boolean;
  /** Left out of the `/Schemas` that Entra gets, since Microsoft's tools fail on it. */
  readonly unpublished?: boolean;
  /** The part of a text that is compared and sorted; the whole text when absent. */
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

/** A string attribute; case-insensitive unless stated otherwise (RFC 7643 section 2.2). */
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

/** The sub-attribute of that name, compared case-insensitively; `undefined` when there is none. */
export function subAttribute(attribute: AttributeDefinition, name: string): AttributeDefinition | undefined {
  const key = name.toLowerCase();
  return attribute.subAttributes?.find((candidate) => candidate.name.toLowerCase() === key);
}

/** Whether no answer may contain the attribute's values (RFC 7643 section 7). */
export function isNeverShown({ returned, mutability }: AttributeDefinition): boolean {
  return returned === 'never' || mutability === 'writeOnly';
}

/** Whether a value stays when its attribute is cleared. */
export function isLasting({ lasting }: AttributeDefinition, value: unknown): boolean {
  return lasting !== undefined && value === lasting;
}
