import { subAttribute, type AttributeDefinition, type SchemaDefinition } from './attribute.js';
import { sharedAttributes } from './schemas/shared-attributes.js';
import { enterpriseUserSchema } from './schemas/enterprise-user.js';
import { groupSchema } from './schemas/group.js';
import { userSchema } from './schemas/user.js';

/** An attribute found by name: what a filter compares and a PATCH path names. */
export interface AttributeTarget {
  /** URN of the extension that defines it; `null` for core and shared attributes. */
  readonly extension: string | null;
  readonly attribute: AttributeDefinition;
  readonly sub: AttributeDefinition | null;
  /** Canonical name: `name.givenName`, or `urn:…:User:manager.value` in an extension. */
  readonly path: string;
}

/** A whole extension, named by its URN. */
export interface ExtensionTarget {
  readonly extension: string;
  readonly attribute: null;
}

/**
 * A resource type (RFC 7643 section 6) with an index of its attributes: names are compared without
 * case (RFC 7643 section 2.1) and may be qualified by their schema's URN (RFC 7644 section 3.10).
 */
export class ResourceType {
  private readonly shared = byName(sharedAttributes);
  private readonly core: ReadonlyMap<string, AttributeDefinition>;
  private readonly byUrn: ReadonlyMap<string, { schema: SchemaDefinition; names: ReadonlyMap<string, AttributeDefinition> }>;

  constructor(
    readonly name: 'User' | 'Group',
    /** Path below the base URL, such as `/Users`. */
    readonly endpoint: string,
    readonly description: string,
    readonly schema: SchemaDefinition,
    readonly extensions: readonly SchemaDefinition[],
  ) {
    this.core = byName(schema.attributes);
    this.byUrn = new Map(
      [schema, ...extensions].map((each) => [each.id.toLowerCase(), { schema: each, names: byName(each.attributes) }]),
    );
  }

  /** Shared and core attributes, in the order in which they are returned. */
  get attributes(): readonly AttributeDefinition[] {
    return [...sharedAttributes, ...this.schema.attributes];
  }

  /** The top-level attribute of that name, in any case; `undefined` when there is none. */
  attribute(name: string): AttributeDefinition | undefined {
    const key = name.toLowerCase();
    return this.shared.get(key) ?? this.core.get(key);
  }

  /** The schema (core or extension) of that URN, in any case. */
  schemaOf(urn: string): SchemaDefinition | undefined {
    return this.byUrn.get(urn.toLowerCase())?.schema;
  }

  /**
   * Finds what a name stands for: `userName`, `name.givenName`, `urn:…:User:department`,
   * `urn:…:User:manager.value`, or the URN of a whole extension.
   * @returns `undefined` when this resource type has no such attribute
   */
  find(name: string): AttributeTarget | ExtensionTarget | undefined {
    const owner = this.schemaOf(name);
    if (owner !== undefined) {
      return owner === this.schema ? undefined : { extension: owner.id, attribute: null };
    }
    const { urn, rest } = splitUrn(name);
    if (urn === null) return this.findIn(rest, (key) => this.attribute(key), null) ?? this.findInExtensions(rest);
    const known = this.byUrn.get(urn.toLowerCase());
    if (known === undefined) return undefined;
    const inCore = known.schema === this.schema;
    return this.findIn(
      rest,
      (key) => (inCore ? this.attribute(key) : known.names.get(key.toLowerCase())),
      inCore ? null : known.schema.id,
    );
  }

  /** Microsoft's samples write `manager` without its URN, in filters and PATCH paths. */
  private findInExtensions(name: string): AttributeTarget | undefined {
    for (const { id, attributes } of this.extensions) {
      const found = this.findIn(name, (key) => byName(attributes).get(key.toLowerCase()), id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private findIn(
    name: string,
    attributeOf: (name: string) => AttributeDefinition | undefined,
    extension: string | null,
  ): AttributeTarget | undefined {
    const [first = '', second, ...more] = name.split('.');
    const attribute = attributeOf(first);
    if (attribute === undefined || more.length > 0) return undefined;
    const prefix = extension === null ? '' : `${extension}:`;
    if (second === undefined) return { extension, attribute, sub: null, path: prefix + attribute.name };
    const sub = subAttribute(attribute, second);
    return sub && { extension, attribute, sub, path: `${prefix}${attribute.name}.${sub.name}` };
  }
}

/** URNs hold dots and colons of their own: the attribute follows the last colon. */
function splitUrn(name: string): { urn: string | null; rest: string } {
  if (!/^urn:/i.test(name)) return { urn: null, rest: name };
  const colon = name.lastIndexOf(':');
  return { urn: name.slice(0, colon), rest: name.slice(colon + 1) };
}

function byName(attributes: readonly AttributeDefinition[]): ReadonlyMap<string, AttributeDefinition> {
  return new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
}

export const userType = new ResourceType('User', '/Users', 'User Account', userSchema, [enterpriseUserSchema]);
export const groupType = new ResourceType('Group', '/Groups', 'Group', groupSchema, []);
export const resourceTypes: readonly ResourceType[] = [userType, groupType];
