import { subAttribute, type AttributeDefinition, type SchemaDefinition } from './attribute.js';
import { sharedAttributes } from './schemas/shared-attributes.js';
import { enterpriseUserSchema } from './schemas/enterprise-user.js';
import { groupSchema, groupSchemaOfSharedNames } from './schemas/group.js';
import { strictUserSchema } from './schemas/strict-user.js';
import { userSchema } from './schemas/user.js';

/** An attribute found by name, from a filter or a PATCH path. */
export interface AttributeTarget {
  /** URN of the extension that defines it; `null` for core and shared attributes. */
  readonly extension: string | null;
  readonly attribute: AttributeDefinition;
  readonly sub: AttributeDefinition | null;
  /** Canonical name: `name.givenName`, or `urn:…:User:manager.value` in an extension. */
  readonly path: string;
}

export type TypeName = 'User' | 'Group';

/** An extension that a tenant has registered for one of its resource types. */
export interface CustomSchema {
  readonly resourceType: TypeName;
  readonly schema: SchemaDefinition;
}

/** A whole extension, named by its URN. */
export interface ExtensionTarget {
  readonly extension: string;
  readonly attribute: null;
}

/** Per type, and so per tenant with extensions. */
const MAX_FOUND = 200;

/** Attributes by name in lower case. */
type Names = ReadonlyMap<string, AttributeDefinition>;

/**
 * A resource type (RFC 7643 section 6) with an index of its attributes. Names are compared case-insensitively (RFC 7643
 * section 2.1) and may be qualified by their schema's URN (RFC 7644 section 3.10).
 */
export class ResourceType {
  /** Shared and core attributes, in the order in which they are returned. */
  readonly attributes: readonly AttributeDefinition[];
  readonly extensions: readonly SchemaDefinition[];
  private readonly names: Names;
  /** The URNs of all schemas in lower case, longer ones first. */
  private readonly urns: readonly string[];
  /** Cache of resolved names: requests use the same few again and again. */
  private readonly found = new Map<string, AttributeTarget | ExtensionTarget>();
  private readonly byUrn: ReadonlyMap<string, { readonly schema: SchemaDefinition; readonly names: Names }>;
  /** Attributes that keep their first value. */
  readonly immutable: readonly AttributeTarget[];
  /** Attributes whose stored value may stay when a PUT leaves them out. */
  readonly keptByReplace: readonly AttributeTarget[];
  /** Whether a stored attribute is returned only on request. */
  readonly hidesByDefault: boolean;

  /**
   * @param builtIn extensions that every tenant has
   * @param custom extensions that one tenant has registered
   * @param strict whether requests with unknown attributes are refused
   */
  constructor(
    readonly name: TypeName,
    /** Path below the base URL, such as `/Users`. */
    readonly endpoint: string,
    readonly description: string,
    readonly schema: SchemaDefinition,
    private readonly builtIn: readonly SchemaDefinition[],
    custom: readonly SchemaDefinition[] = [],
    readonly strict = false,
  ) {
    this.extensions = [...builtIn, ...custom];
    this.attributes = [...sharedAttributes, ...schema.attributes];
    this.names = byName(this.attributes);
    this.byUrn = new Map(
      [schema, ...this.extensions].map((each) => [
        each.id.toLowerCase(),
        // A shared attribute may be qualified by the core URN, though it is part of no schema.
        { schema: each, names: each === schema ? this.names : byName(each.attributes) },
      ]),
    );
    this.urns = [...this.byUrn.keys()].sort((a, b) => b.length - a.length);
    const targets = [
      ...targetsIn(null, this.attributes),
      ...this.extensions.flatMap(({ id, attributes }) => targetsIn(id, attributes)),
    ];
    this.immutable = targets.filter(({ attribute, sub }) => (sub ?? attribute).mutability === 'immutable');
    this.keptByReplace = targets.filter(
      ({ attribute, sub }) =>
        (sub ?? attribute).mutability === 'immutable' || (sub === null && attribute.lasting !== undefined),
    );
    this.hidesByDefault = targets.some(({ attribute, sub }) => (sub ?? attribute).returned === 'request');
  }

  /** The same type with the extensions of one tenant. */
  withCustom(custom: readonly SchemaDefinition[]): ResourceType {
    const { name, endpoint, description, schema, builtIn, strict } = this;
    return new ResourceType(name, endpoint, description, schema, builtIn, custom, strict);
  }

  /** Whether a URN belongs to no built-in schema. */
  isCustom(urn: string): boolean {
    return urn !== this.schema.id && !this.builtIn.some(({ id }) => id === urn);
  }

  /** The top-level attribute of that name, in any case; `undefined` when there is none. */
  attribute(name: string): AttributeDefinition | undefined {
    return this.names.get(name.toLowerCase());
  }

  /** The schema (core or extension) of that URN, in any case. */
  schemaOf(urn: string): SchemaDefinition | undefined {
    return this.byUrn.get(urn.toLowerCase())?.schema;
  }

  /**
   * Resolves a name: `userName`, `name.givenName`, `urn:…:User:department`, `urn:…:User:manager.value`, or the URN of a
   * whole extension. A dot after a URN is treated like the colon.
   * @returns `undefined` when this resource type has no such attribute
   */
  find(name: string): AttributeTarget | ExtensionTarget | undefined {
    const known = this.found.get(name);
    if (known !== undefined) return known;
    const target = this.lookUp(name);
    // Bounded, since clients may send a name in any mixture of letter case.
    if (target !== undefined && this.found.size < MAX_FOUND) this.found.set(name, target);
    return target;
  }

  private lookUp(name: string): AttributeTarget | ExtensionTarget | undefined {
    const owner = this.schemaOf(name);
    if (owner !== undefined) {
      return owner === this.schema ? undefined : { extension: owner.id, attribute: null };
    }
    if (/^urn:/i.test(name)) return this.findQualified(name);
    return this.findIn(this.schema.id, name) ?? this.findInExtensions(name);
  }

  /** URNs contain colons and dots themselves, and one may be a prefix of another: the longest known URN counts. */
  private findQualified(name: string): AttributeTarget | undefined {
    const key = name.toLowerCase();
    for (const urn of this.urns) {
      const behind = key.charAt(urn.length);
      if ((behind !== ':' && behind !== '.') || !key.startsWith(urn)) continue;
      const found = this.findIn(urn, name.slice(urn.length + 1));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * Microsoft's samples write `manager` without its URN, in filters and PATCH paths. Attributes of custom extensions
   * need theirs (RFC 7644 section 3.10), since several may have the same name.
   */
  private findInExtensions(name: string): AttributeTarget | undefined {
    for (const { id } of this.builtIn) {
      const found = this.findIn(id, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private findIn(urn: string, name: string): AttributeTarget | undefined {
    const owner = this.byUrn.get(urn.toLowerCase());
    const [first = '', second, ...more] = name.split('.');
    const attribute = owner?.names.get(first.toLowerCase());
    if (owner === undefined || attribute === undefined || more.length > 0) return undefined;
    const extension = owner.schema === this.schema ? null : owner.schema.id;
    if (second === undefined) return targetOf(extension, attribute, null);
    const sub = subAttribute(attribute, second);
    return sub && targetOf(extension, attribute, sub);
  }
}

function targetOf(
  extension: string | null,
  attribute: AttributeDefinition,
  sub: AttributeDefinition | null,
): AttributeTarget {
  const prefix = extension === null ? '' : `${extension}:`;
  return { extension, attribute, sub, path: prefix + attribute.name + (sub === null ? '' : `.${sub.name}`) };
}

/** All attributes and sub-attributes of an extension, or of the core (`null`), except associations. */
function targetsIn(extension: string | null, attributes: readonly AttributeDefinition[]): AttributeTarget[] {
  return attributes
    .filter((attribute) => attribute.association !== true)
    .flatMap((attribute) => [
      targetOf(extension, attribute, null),
      ...(attribute.subAttributes ?? []).map((sub) => targetOf(extension, attribute, sub)),
    ]);
}

function byName(attributes: readonly AttributeDefinition[]): Names {
  return new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
}

/** A tenant's settings for its resource types. */
export interface TypeSettings {
  /** Whether unknown attributes are refused and users have no `password`. */
  readonly strict: boolean;
  /** Whether `displayName` is unique among groups; if not, `displayName` and `externalId` together are. */
  readonly uniqueGroupNames: boolean;
}

/** The default settings. */
export const USUAL_TYPES: TypeSettings = Object.freeze({ strict: false, uniqueGroupNames: true });

/** The resource types of a tenant, with its extensions. */
export type ResourceTypes = Readonly<Record<TypeName, ResourceType>>;

/** The types of a tenant with default settings and no extensions of its own. */
export const builtInTypes: ResourceTypes = makeTypes(USUAL_TYPES);

export const { User: userType, Group: groupType } = builtInTypes;

export const resourceTypes: readonly ResourceType[] = [userType, groupType];

const variants = new Map([[keyOf(USUAL_TYPES), builtInTypes]]);

/** The types of a tenant with the given settings and registered extensions. */
export function typesWith(custom: readonly CustomSchema[], settings = USUAL_TYPES): ResourceTypes {
  const { User, Group } = typesFor(settings);
  const extended = (type: ResourceType): ResourceType => {
    const own = custom.filter(({ resourceType }) => resourceType === type.name);
    return own.length === 0 ? type : type.withCustom(own.map(({ schema }) => schema));
  };
  return { User: extended(User), Group: extended(Group) };
}

/** Tenants with the same settings share their types, and so the caches in these. */
function typesFor(settings: TypeSettings): ResourceTypes {
  const key = keyOf(settings);
  let types = variants.get(key);
  if (types === undefined) variants.set(key, (types = makeTypes(settings)));
  return types;
}

function keyOf({ strict, uniqueGroupNames }: TypeSettings): string {
  return `${strict} ${uniqueGroupNames}`;
}

function makeTypes({ strict, uniqueGroupNames }: TypeSettings): ResourceTypes {
  const user = strict ? strictUserSchema : userSchema;
  const group = uniqueGroupNames ? groupSchema : groupSchemaOfSharedNames;
  return {
    User: new ResourceType('User', '/Users', 'User Account', user, [enterpriseUserSchema], [], strict),
    Group: new ResourceType('Group', '/Groups', 'Group', group, [], [], strict),
  };
}
