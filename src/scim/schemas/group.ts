import { list, reference, string, type SchemaDefinition } from '../attribute.js';
import { MAX_NAME_LENGTH } from './shared-attributes.js';

export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** Group, RFC 7643 sections 4.2 and 8.7.1. */
export const groupSchema: SchemaDefinition = {
  id: GROUP_SCHEMA,
  name: 'Group',
  description: 'Group',
  attributes: [
    string('displayName', 'Unique name of the group in the tenant. Compared without case.', {
      required: true,
      // The RFC leaves it open; Microsoft's validator expects 409 for a second group of the same name.
      uniqueness: 'server',
      maxLength: MAX_NAME_LENGTH,
    }),
    list(
      'members',
      'The users and groups in the group.',
      [
        string('value', 'The id of the user or group.', {
          caseExact: true,
          mutability: 'immutable',
          required: true,
        }),
        // Microsoft's validator stops on `$ref` in /Schemas (https://learn.microsoft.com/answers/questions/1457148),
        // and invents members from a published `type`. Both are returned nevertheless.
        reference('$ref', 'The address of the member.', ['User', 'Group'], {
          mutability: 'immutable',
          unpublished: true,
        }),
        // Looked up only when a client requests it. The validator has stopped on the published `display` of e-mails.
        string('display', 'The display name of the user or group, or else the userName.', {
          mutability: 'readOnly',
          unpublished: true,
        }),
        string('type', 'Whether the member is a user or a group.', {
          mutability: 'immutable',
          canonicalValues: ['User', 'Group'],
          unpublished: true,
        }),
      ],
      { association: true },
    ),
  ],
};

/** Group for a tenant in which groups may share a name. */
export const groupSchemaOfSharedNames: SchemaDefinition = {
  ...groupSchema,
  attributes: groupSchema.attributes.map((attribute) =>
    attribute.name === 'displayName'
      ? {
          ...attribute,
          description:
            'Name of the group, unique in the tenant together with externalId. Compared without case.',
          uniqueness: 'none',
        }
      : attribute,
  ),
};
