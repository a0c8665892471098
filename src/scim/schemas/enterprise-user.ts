import { complex, reference, string, type SchemaDefinition } from '../attribute.js';

export const ENTERPRISE_USER_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Enterprise User extension, RFC 7643 sections 4.3 and 8.7.1. */
export const enterpriseUserSchema: SchemaDefinition = {
  id: ENTERPRISE_USER_SCHEMA,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    string('employeeNumber', 'The number or code that the organisation gave the person.'),
    string('costCenter', 'The name of a cost center.'),
    string('organization', 'The name of an organization.'),
    string('division', 'The name of a division.'),
    string('department', 'The name of a department.'),
    complex('manager', "The user's manager.", [
      // The manager may be a user that is not provisioned, so existence is not checked.
      string('value', "The id of the manager's user.", { caseExact: true }),
      reference('$ref', "The address of the manager's user.", ['User']),
      string('displayName', "The manager's name.", { mutability: 'readOnly' }),
    ]),
  ],
};
