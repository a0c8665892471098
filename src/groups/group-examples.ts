import type { ResourceExamples } from '../scim-api/describe-operation.decorator.js';
import { PATCH_OP_SCHEMA } from '../scim/messages.js';
import { GROUP_SCHEMA } from '../scim/schemas/group.js';

const group = {
  schemas: [GROUP_SCHEMA],
  externalId: '0c9e2b1a-6d55-4c53-8f0c-3a1f0c2b7e02',
  displayName: 'Sales EU',
  members: [],
};

const REPLACE_ME = 'the id of a user';

/** Entra's requests for a group. */
export const groupExamples: ResourceExamples = {
  create: { entra: { summary: 'A new group, as Entra sends it: without members', value: group } },
  replace: { whole: { summary: 'All attributes; leaves the group without members', value: group } },
  patch: {
    rename: {
      summary: 'Rename the group',
      value: {
        schemas: [PATCH_OP_SCHEMA],
        Operations: [{ op: 'Replace', path: 'displayName', value: 'Sales EMEA' }],
      },
    },
    add: {
      summary: 'Add a member',
      value: {
        schemas: [PATCH_OP_SCHEMA],
        Operations: [{ op: 'Add', path: 'members', value: [{ $ref: null, value: REPLACE_ME }] }],
      },
    },
    remove: {
      summary: 'Remove a member (Entra without aadOptscim062020)',
      value: {
        schemas: [PATCH_OP_SCHEMA],
        Operations: [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: REPLACE_ME }] }],
      },
    },
    removeFiltered: {
      summary: 'Remove a member (Entra with aadOptscim062020)',
      value: {
        schemas: [PATCH_OP_SCHEMA],
        Operations: [{ op: 'remove', path: `members[value eq "${REPLACE_ME}"]` }],
      },
    },
  },
  filters: {
    none: { summary: 'All groups', value: '' },
    match: { summary: 'By displayName (how Entra finds a group)', value: 'displayName eq "Sales EU"' },
    member: { summary: 'Groups that someone is a member of', value: `members.value eq "${REPLACE_ME}"` },
  },
};
