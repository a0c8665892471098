import { randomUUID } from 'node:crypto';
import { expectCreated, expectEmpty, expectEqual, expectError, expectStatus } from './check.js';
import { letters } from './client.js';
import { validatorGroup, validatorUser } from './validator-values.js';

/** Sends the operations and reads the resource again. */
async function patched(scim, path, operations) {
  expectStatus(await scim.patch(path, operations), 200, 204);
  return expectStatus(await scim.get(path), 200).body;
}

async function deleteTwice(scim, endpoint, sent) {
  const { id } = expectCreated(await scim.post(endpoint, sent));
  expectStatus(await scim.delete(`${endpoint}/${id}`), 204);
  expectError(await scim.delete(`${endpoint}/${id}`), 404);
}

/** The seven tests that the SCIM Validator calls preview. */
export default {
  source: 'Microsoft SCIM Validator, preview',
  mediaType: 'application/scim+json; charset=utf-8',
  cases: [
    {
      test: 1,
      name: 'Patch User - Multiple Operations on different attributes',
      async run(scim) {
        const { id } = expectCreated(await scim.post('/Users', validatorUser()));
        const [displayName, title] = [letters(), letters()];
        const user = await patched(scim, `/Users/${id}`, [
          { op: 'remove', path: 'nickName' },
          { op: 'add', value: { displayName } },
          { op: 'replace', value: { title } },
        ]);
        expectEmpty('after the PATCH', user, ['nickName']);
        expectEqual('displayName and title', [user.displayName, user.title], [displayName, title]);
      },
    },
    {
      test: 2,
      name: 'Patch User - Multiple Operations on same attribute',
      async run(scim) {
        const { id } = expectCreated(await scim.post('/Users', validatorUser()));
        const displayName = letters();
        const user = await patched(scim, `/Users/${id}`, [
          { op: 'remove', path: 'displayName' },
          { op: 'add', value: { displayName: letters() } },
          { op: 'replace', value: { displayName } },
        ]);
        expectEqual('displayName', user.displayName, displayName);
      },
    },
    {
      test: 3,
      name: 'Delete a non-existent User',
      async run(scim) {
        expectError(await scim.delete(`/Users/${randomUUID()}`), 404);
      },
    },
    {
      test: 4,
      name: 'Delete the same User twice',
      run: (scim) => deleteTwice(scim, '/Users', validatorUser()),
    },
    {
      test: 5,
      name: 'Patch Group - Multiple Operations on same attribute',
      async run(scim) {
        const group = expectCreated(await scim.post('/Groups', validatorGroup()));
        const user = expectCreated(await scim.post('/Users', validatorUser()));
        const after = await patched(scim, `/Groups/${group.id}`, [
          { op: 'add', path: 'members', value: [{ value: user.id }] },
          { op: 'remove', path: `members[value eq "${user.id}"]` },
        ]);
        expectEmpty('after the PATCH', after, ['members']);
      },
    },
    {
      test: 6,
      name: 'Delete a non-existent Group',
      async run(scim) {
        expectError(await scim.delete(`/Groups/${randomUUID()}`), 404);
      },
    },
    {
      test: 7,
      name: 'Delete the same Group twice',
      run: (scim) => deleteTwice(scim, '/Groups', validatorGroup()),
    },
  ],
};
