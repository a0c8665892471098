import {
  boolean,
  complex,
  list,
  reference,
  string,
  type AttributeDefinition,
  type SchemaDefinition,
} from '../attribute.js';

export const SCHEMA_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
export const RESOURCE_TYPE_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
export const SERVICE_PROVIDER_CONFIG_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';

const IS = { mutability: 'readOnly' } as const;
const MUST = { mutability: 'readOnly', required: true } as const;
const EXACT = { ...IS, caseExact: true } as const;

const whole = (name: string, description: string, is: object = MUST): AttributeDefinition => ({
  ...string(name, description, is),
  type: 'integer',
});
const supported = boolean('supported', 'Whether it can be used.', MUST);

/** The configuration of the service, RFC 7643 sections 5 and 8.7.2 and RFC 9865 section 4. */
const serviceProviderConfigSchema: SchemaDefinition = {
  id: SERVICE_PROVIDER_CONFIG_SCHEMA,
  name: 'Service Provider Configuration',
  description: 'What the service supports',
  attributes: [
    reference('documentationUri', 'The address of documentation for people.', ['external'], IS),
    complex('patch', 'PATCH requests.', [supported], MUST),
    complex(
      'bulk',
      'Many operations in one request.',
      [
        supported,
        whole('maxOperations', 'The most operations of one request.'),
        whole('maxPayloadSize', 'The most bytes of one request.'),
      ],
      MUST,
    ),
    complex(
      'filter',
      'Filters of queries.',
      [supported, whole('maxResults', 'The most resources in one answer.')],
      MUST,
    ),
    complex('changePassword', 'Passwords that a client changes.', [supported], MUST),
    complex('sort', 'The order of the resources in an answer.', [supported], MUST),
    complex('etag', 'Versions in ETag headers.', [supported], MUST),
    complex(
      'pagination',
      'Answers in pages.',
      [
        boolean('cursor', 'Whether pages are found by cursors.', MUST),
        boolean('index', 'Whether pages are found by the index of their first resource.', MUST),
        string('defaultPaginationMethod', 'How pages are found unless the client says.', {
          ...IS,
          canonicalValues: ['cursor', 'index'],
        }),
        whole('defaultPageSize', 'The resources of a page unless the client says.', IS),
        whole('maxPageSize', 'The most resources of a page.', IS),
        whole('cursorTimeout', 'The seconds for which a cursor can be followed.', IS),
      ],
      IS,
    ),
    list(
      'authenticationSchemes',
      'How clients prove who they are.',
      [
        string('type', 'The kind of proof.', {
          ...MUST,
          canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
        }),
        string('name', 'A name for people.', MUST),
        string('description', 'What it is, for people.', MUST),
        reference('specUri', 'The address of its specification.', ['external'], IS),
        reference('documentationUri', 'The address of documentation for people.', ['external'], IS),
        boolean('primary', 'Whether it is the one to prefer.', IS),
      ],
      MUST,
    ),
    boolean(
      'interopProfileConformant',
      'Whether the service holds requests to the SCIM interoperability profile.',
      IS,
    ),
  ],
};

/** A kind of resource, RFC 7643 sections 6 and 8.7.2. */
const resourceTypeSchema: SchemaDefinition = {
  id: RESOURCE_TYPE_SCHEMA,
  name: 'ResourceType',
  description: 'A kind of resource: its endpoint and schemas',
  attributes: [
    string('id', 'The identifier, the same as the name.', IS),
    string('name', 'The name.', MUST),
    string('description', 'What it is, for people.', IS),
    reference('endpoint', 'The path of the endpoint below the base URL.', ['uri'], MUST),
    reference('schema', 'The URN of the core schema.', ['uri'], MUST),
    list(
      'schemaExtensions',
      'The schemas that may extend the core schema.',
      [
        reference('schema', 'The URN of the extension.', ['uri'], MUST),
        boolean('required', 'Whether every resource must have it.', MUST),
      ],
      IS,
    ),
  ],
};

/** RFC 7643 section 7: an attribute and, but for the last level, its sub-attributes. */
const attributeParts = (inner: AttributeDefinition[]): AttributeDefinition[] => [
  string('name', 'The name.', { ...MUST, caseExact: true }),
  string('type', 'The type of the values.', {
    ...MUST,
    canonicalValues: [
      'string',
      'complex',
      'boolean',
      'decimal',
      'integer',
      'dateTime',
      'reference',
      'binary',
    ],
  }),
  boolean('multiValued', 'Whether it holds a list of values.', MUST),
  string('description', 'What it is, for people.', EXACT),
  boolean('required', 'Whether every resource must have it.', IS),
  string('canonicalValues', 'Values that are suggested.', { ...EXACT, multiValued: true }),
  boolean('caseExact', 'Whether letter case counts in comparisons.', IS),
  string('mutability', 'When values can be set.', {
    ...EXACT,
    canonicalValues: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  }),
  string('returned', 'When values are part of an answer.', {
    ...EXACT,
    canonicalValues: ['always', 'never', 'default', 'request'],
  }),
  string('uniqueness', 'Whether two resources may have the same value.', {
    ...EXACT,
    canonicalValues: ['none', 'server', 'global'],
  }),
  string('referenceTypes', 'What a reference may lead to.', { ...EXACT, multiValued: true }),
  ...inner,
];

/** A schema, RFC 7643 sections 7 and 8.7.2. */
export const schemaSchema: SchemaDefinition = {
  id: SCHEMA_SCHEMA,
  name: 'Schema',
  description: 'A set of attributes',
  attributes: [
    string('id', 'The URN.', { ...MUST, caseExact: true }),
    string('name', 'A name for people.', IS),
    string('description', 'What it is, for people.', IS),
    list(
      'attributes',
      'The attributes.',
      attributeParts([list('subAttributes', 'The parts of a complex attribute.', attributeParts([]), IS)]),
      MUST,
    ),
  ],
};

/** The schemas of the discovery documents themselves. */
export const discoverySchemas: readonly SchemaDefinition[] = [
  serviceProviderConfigSchema,
  resourceTypeSchema,
  schemaSchema,
];
