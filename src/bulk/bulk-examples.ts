import { BULK_REQUEST_SCHEMA } from '../scim/messages.js';
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
