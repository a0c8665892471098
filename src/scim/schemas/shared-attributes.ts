import { complex, dateTime, reference, string, type AttributeDefinition } from '../attribute.js';
import { ownVersion } from '../resource.js';

/**
 * Maximum length of `displayName` and `externalId`: Microsoft Graph allows 256 characters in a `displayName`, and 1,024
 * in the extension attributes that a customer may map to either.
 */
export const MAX_NAME_LENGTH = 1024;

/** The attributes of every resource, RFC 7643 sections 3 and 3.1. They are part of no schema. */
export const sharedAttributes: readonly AttributeDefinition[] = [
  // Read-only here: it is derived from the attributes of the resource (RFC 7643 section 3).
  reference('schemas', 'The URNs of the schemas of the resource.', ['uri'], {
    multiValued: true,
    required: true,
    caseExact: false,
    returned: 'always',
    mutability: 'readOnly',
  }),
  string('id', 'The identifier that InviteDesk gave the resource: opaque, never changed, never used again.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  string('externalId', 'The identifier that the client gave the resource.', {
    caseExact: true,
    maxLength: MAX_NAME_LENGTH,
  }),
  complex(
    'meta',
    'What InviteDesk knows about the resource itself.',
    [
      string('resourceType', 'The name of the resource type.', { caseExact: true, mutability: 'readOnly' }),
      dateTime('created', 'When the resource was created.', { mutability: 'readOnly' }),
      dateTime('lastModified', 'When the resource was last changed.', { mutability: 'readOnly' }),
      reference('location', 'The address of the resource.', ['uri'], { mutability: 'readOnly' }),
      string('version', 'The version of the resource, the same as its ETag.', {
        caseExact: true,
        mutability: 'readOnly',
        comparedBy: ownVersion,
      }),
    ],
    { mutability: 'readOnly' },
  ),
];
