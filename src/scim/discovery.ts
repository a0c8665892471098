import { MAX_BULK_BYTES, MAX_BULK_OPERATIONS } from './bulk.js';
import type { AttributeDefinition, SchemaDefinition } from './attribute.js';
import { mappedSharedAttributes } from './entra.js';
import type { ResourceType } from './resource-type.js';
import { RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA } from './schemas/discovery.js';

/** The limits that the service publishes and enforces. */
export interface Capabilities {
  /** Maximum number of resources in one page. */
  readonly maxResults: number;
  /** Page size when the client requests none. */
  readonly defaultPageSize: number;
  /** Lifetime of a cursor in seconds. */
  readonly cursorTimeout: number;
}

/** A schema, a resource type or the service provider configuration. */
export type DiscoveryDocument = Readonly<Record<string, unknown>> & {
  readonly meta: { readonly resourceType: string; readonly location: string };
};

/**
 * The schemas of a resource type as `/Schemas` shows them, RFC 7643 sections 7 and 8.7.
 * @param forEntra leaves out what Microsoft's tools fail on
 */
export function schemaDocuments(
  { schema, extensions }: ResourceType,
  baseUrl: string,
  forEntra: boolean,
): DiscoveryDocument[] {
  const core = { ...schema, attributes: [...schema.attributes, ...mappedSharedAttributes()] };
  return [core, ...extensions].map((each) => schemaDocument(each, baseUrl, forEntra));
}

/** One schema resource, RFC 7643 section 7. */
export function schemaDocument(
  schema: SchemaDefinition,
  baseUrl: string,
  forEntra: boolean,
): DiscoveryDocument {
  return {
    schemas: [SCHEMA_SCHEMA],
    id: schema.id,
    name: schema.name,
    description: schema.description,
    attributes: attributeDocuments(schema.attributes, forEntra),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
  };
}

/** A resource type as `/ResourceTypes` shows it, RFC 7643 sections 6 and 8.6. */
export function resourceTypeDocument(type: ResourceType, baseUrl: string): DiscoveryDocument {
  return {
    schemas: [RESOURCE_TYPE_SCHEMA],
    id: type.name,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.name}` },
  };
}

/**
 * The capabilities of the service, RFC 7643 sections 5 and 8.5, RFC 9865 section 4.
 * @param isStrict whether requests must follow the SCIM interoperability profile
 */
export function serviceProviderConfig(
  { maxResults, defaultPageSize, cursorTimeout }: Capabilities,
  baseUrl: string,
  isStrict: boolean,
): DiscoveryDocument {
  return {
    schemas: [SERVICE_PROVIDER_CONFIG_SCHEMA],
    patch: { supported: true },
    bulk: { supported: true, maxOperations: MAX_BULK_OPERATIONS, maxPayloadSize: MAX_BULK_BYTES },
    filter: { supported: true, maxResults },
    changePassword: { supported: false },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize,
      maxPageSize: maxResults,
      cursorTimeout,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Access code',
        description:
          'The access code of the tenant as a bearer token (RFC 6750); in Entra it is the Secret Token.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    interopProfileConformant: isStrict,
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}

function attributeDocuments(
  attributes: readonly AttributeDefinition[],
  forEntra: boolean,
): Record<string, unknown>[] {
  return attributes
    .filter(({ unpublished = false }) => !(unpublished && forEntra))
    .map((attribute) => attributeDocument(attribute, forEntra));
}

function attributeDocument(attribute: AttributeDefinition, forEntra: boolean): Record<string, unknown> {
  const { canonicalValues, referenceTypes, subAttributes } = attribute;
  return {
    name: attribute.name,
    type: attribute.type,
    multiValued: attribute.multiValued,
    description: attribute.description,
    required: attribute.required,
    ...(canonicalValues === undefined ? {} : { canonicalValues }),
    caseExact: attribute.caseExact,
    mutability: attribute.mutability,
    returned: attribute.returned,
    uniqueness: attribute.uniqueness,
    ...(referenceTypes === undefined ? {} : { referenceTypes }),
    ...(subAttributes === undefined ? {} : { subAttributes: attributeDocuments(subAttributes, forEntra) }),
  };
}
