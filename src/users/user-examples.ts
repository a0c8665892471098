import { EVENTS_EXTENSION } from '../tenants/schemas/events-extension.js';
import type { ResourceExamples } from '../scim-api/describe-operation.decorator.js';
import { PATCH_OP_SCHEMA } from '../scim/messages.js';
import { ENTERPRISE_USER_SCHEMA } from '../scim/schemas/enterprise-user.js';
import { USER_SCHEMA } from '../scim/schemas/user.js';

const user = {
  schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
  externalId: '7d1c3f9e-0a41-4c1e-9f0e-5a1f0c2b7e01',
  userName: 'lena.vos@fabrikam.example',
  active: true,
  displayName: 'Lena Vos',
  title: 'Planner',
  preferredLanguage: 'nl-BE',
  name: { formatted: 'Lena Vos', givenName: 'Lena', familyName: 'Vos' },
  emails: [{ primary: true, type: 'work', value: 'lena.vos@fabrikam.example' }],
  addresses: [{ type: 'work', streetAddress: 'Kaai 4', locality: 'Gent', postalCode: '9000', country: 'BE' }],
  phoneNumbers: [
    { type: 'work', value: '+32 9 000 00 01' },
    { type: 'mobile', value: '+32 470 00 00 01' },
  ],
  roles: [],
  [ENTERPRISE_USER_SCHEMA]: { employeeNumber: 'E-113', department: 'Events' },
};

/** Entra's requests for a user. */
export const userExamples: ResourceExamples = {
  create: {
    entra: { summary: 'A new user, as Entra sends it', value: user },
    custom: {
      summary: 'With a custom schema (register it first: Custom schemas)',
      value: {
        schemas: [USER_SCHEMA, EVENTS_EXTENSION],
        userName: 'noor.haddad@fabrikam.example',
        active: true,
        [EVENTS_EXTENSION]: {
          badge: 'B-2071',
          crewLead: true,
          certificates: [{ value: 'Forklift', type: 'equipment', expires: '2027-06-30T00:00:00Z' }],
        },
      },
    },
  },
  replace: { whole: { summary: 'All attributes', value: { ...user, title: 'Lead planner' } } },
  patch: {
    perAttribute: {
      summary: 'An operation for each attribute (Entra without aadOptscim062020)',
      value: {
        schemas: [PATCH_OP_SCHEMA],
        Operations: [
          { op: 'Replace', path: 'displayName', value: 'Lena Vos-Maes' },
          { op: 'Replace', path: 'emails[type eq "work"].value', value: 'lena.maes@fabrikam.example' },
          { op: 'Add', path: `${ENTERPRISE_USER_SCHEMA}:department`, value: 'Ops' },
        ],
      },
    },
    merged: {
      summary: 'One operation for all attributes (Entra with aadOptscim062020)',
      value: {
        schemas: [PATCH_OP_SCHEMA],
        Operations: [
          {
            op: 'replace',
            value: {
              displayName: 'Lena Vos-Maes',
              'name.familyName': 'Vos-Maes',
              [`${ENTERPRISE_USER_SCHEMA}:employeeNumber`]: 'E-114',
            },
          },
        ],
      },
    },
    custom: {
      summary: 'An attribute of a custom schema',
      value: {
        schemas: [PATCH_OP_SCHEMA],
        Operations: [{ op: 'Replace', path: `${EVENTS_EXTENSION}:badge`, value: 'B-2072' }],
      },
    },
    disable: {
      summary: 'Disable the user',
      value: { schemas: [PATCH_OP_SCHEMA], Operations: [{ op: 'Replace', path: 'active', value: 'False' }] },
    },
  },
  filters: {
    none: { summary: 'All users', value: '' },
    match: {
      summary: 'By userName (how Entra finds a user)',
      value: 'userName eq "lena.vos@fabrikam.example"',
    },
    email: {
      summary: 'By work e-mail address',
      value: 'emails[type eq "work"].value eq "lena.vos@fabrikam.example"',
    },
    disabled: { summary: 'Disabled users', value: 'active eq false' },
    custom: { summary: 'By an attribute of a custom schema', value: `${EVENTS_EXTENSION}:badge eq "B-2072"` },
  },
};
