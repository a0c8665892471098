import { randomUUID } from 'node:crypto';
import { expectCreated, expectEqual, expectError, expectList, expectSent, expectStatus } from './check.js';
import { letters } from './client.js';
import { validatorUser } from './validator-values.js';

/** Tests 1 to 5, 8 and 13 of the SCIM Validator: users are created, found, disabled and deleted. */
export default {
  source: 'Microsoft SCIM Validator',
  mediaType: 'application/scim+json; charset=utf-8',
  cases: [
    {
      test: 1,
      name: 'Create a new User',
      async run(scim) {
        const sent = validatorUser();
        const created = expectCreated(await scim.post('/Users', sent));
        expectSent('the answer to POST', created, sent);
        const [found] = expectList(await scim.find('/Users', `userName eq "${sent.userName}"`), 1);
        expectEqual('id of the user found', found.id, created.id);
        expectSent('the user found', found, sent);
      },
    },
    {
      test: 2,
      name: 'Create a duplicate User',
      async run(scim) {
        const sent = validatorUser();
        expectCreated(await scim.post('/Users', sent));
        expectError(await scim.post('/Users', sent), 409);
        expectError(await scim.post('/Users', { ...sent, userName: sent.userName.toUpperCase() }), 409);
      },
    },
    {
      test: 3,
      name: 'Filter for an existing user',
      async run(scim) {
        const sent = validatorUser();
        const { id } = expectCreated(await scim.post('/Users', sent));
        const value = sent.userName.replace('@', '%40');
        const [found] = expectList(await scim.get(`/Users?filter=userName+eq+%22${value}%22`), 1);
        expectEqual('id of the user found', found.id, id);
        expectSent('the user found', found, sent);
      },
    },
    {
      test: 4,
      name: 'Filter for a non-existing user',
      async run(scim) {
        const value = `nonexistent${randomUUID().replaceAll('-', '')}_${letters()}`;
        expectList(await scim.find('/Users', `userName eq "${value}"`), 0);
      },
    },
    {
      test: 5,
      name: 'Filter for an existing user with a different case',
      async run(scim) {
        const sent = validatorUser();
        const { id } = expectCreated(await scim.post('/Users', sent));
        const [found] = expectList(
          await scim.find('/Users', `userName eq "${sent.userName.toUpperCase()}"`),
          1,
        );
        expectEqual('id of the user found', found.id, id);
        expectEqual('userName as it was sent', found.userName, sent.userName);
      },
    },
    {
      test: 8,
      name: 'Disable User',
      async run(scim) {
        const sent = validatorUser();
        const { id } = expectCreated(await scim.post('/Users', sent));
        expectStatus(
          await scim.patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }]),
          200,
          204,
        );
        const { body } = expectStatus(await scim.get(`/Users/${id}`), 200);
        expectEqual('active by id', body.active, false);
        const [found] = expectList(await scim.find('/Users', `userName eq "${sent.userName}"`), 1);
        expectEqual('active in the list', found.active, false);
      },
    },
    {
      test: 13,
      name: 'Delete a User',
      async run(scim) {
        const sent = validatorUser();
        const { id } = expectCreated(await scim.post('/Users', sent));
        expectStatus(await scim.delete(`/Users/${id}`), 204);
        expectError(await scim.get(`/Users/${id}`), 404);
        expectList(await scim.find('/Users', `userName eq "${sent.userName}"`), 0);
      },
    },
  ],
};
