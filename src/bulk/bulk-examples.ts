import { BULK_REQUEST_SCHEMA, BULK_RESPONSE_SCHEMA } from '../scim/messages.js';
import { ERROR_SCHEMA } from '../scim/errors.js';
import { GROUP_SCHEMA } from '../scim/schemas/group.js';
import { USER_SCHEMA } from '../scim/schemas/user.js';

/** Bulk requests that work when tried. */
export const bulkExamples = {
  groupWithUsers: {
    summary: 'A group with two new users',
    value: {
      schemas: [BULK_REQUEST_SCHEMA],
      failOnErrors: 1,
      Operations: [
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'team',
          data: {
            schemas: [GROUP_SCHEMA],
            displayName: 'Bulk team',
            members: [{ value: 'bulkId:ann' }, { value: 'bulkId:bob' }],
          },
        },
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'ann',
          data: { schemas: [USER_SCHEMA], userName: 'ann.bulk@fabrikam.example', active: true },
        },
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'bob',
          data: { schemas: [USER_SCHEMA], userName: 'bob.bulk@fabrikam.example', active: true },
        },
      ],
    },
  },
};

/** The answer to such a request. */
export const bulkAnswerExample = {
  schemas: [BULK_RESPONSE_SCHEMA],
  Operations: [
    {
      method: 'POST',
      bulkId: 'ann',
      location: 'https://provisioning.invitedesk.example/scim/v2/Users/01a2057c-2535-743a-a738-9b074c03f75d',
      version: 'W/"1"',
      status: '201',
    },
    {
      method: 'POST',
      bulkId: 'bob',
      status: '409',
      response: {
        schemas: [ERROR_SCHEMA],
        status: '409',
        scimType: 'uniqueness',
        detail: 'Another User has the userName "bob.bulk@fabrikam.example"',
      },
    },
  ],
};
